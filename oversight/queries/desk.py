"""The desks of all other roles: what waits for them, as counts with a door."""

from dataclasses import dataclass

from sqlalchemy import func, select

from accounts.models import Person, Unit
from accounts.queries import covered_by, may, waiting_grants
from accounts.rules.duties import Right
from core.actor import Actor
from core.clock import exam_ms
from core.database import db
from core.errors import N_
from exam.queries.sittings import phase, sittings_under
from exam.rules.phases import Phase
from question_bank.models import Question, Revision
from question_bank.queries import RETURNED, Search, unsure_for, written_by
from question_bank.rules.lifecycle import State

EXCERPTS_IN = "zh"  # the desk counts and shows no excerpt
OWN_QUESTIONS = {
    RETURNED: N_("Questions returned to you"),
    "draft": N_("Drafts of yours"),
    "in_review": N_("Questions of yours in review"),
    "approved": N_("Approved questions of yours"),
}
SITTINGS = {
    Phase.PLANNED: N_("Sittings in registration"),
    Phase.OPEN: N_("Sittings open now"),
    Phase.CLOSED: N_("Sittings marked and not released"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: a sentence with its values, and the door to it."""

    message: str
    count: int
    endpoint: str
    arguments: dict[str, object]


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for the actor, by all the duties they hold; empty means nothing does."""
    found: list[Waiting] = []
    if may(actor, Right.WRITE_QUESTIONS):
        found += _own_questions(actor)
    if may(actor, Right.REVIEW_QUESTIONS):
        found += _reviews(actor)
    if may(actor, Right.CLEAR_SOURCES):
        unsure = unsure_for(actor, Search(), EXCERPTS_IN).total
        found.append(Waiting(N_("Sources to clear"), unsure, "review.index_sources", {}))
    if may(actor, Right.READ_SITTINGS):
        found += _sittings(actor)
    if may(actor, Right.COUNTERSIGN_ROLES):
        count = waiting_grants(actor, 1).total
        found.append(Waiting(N_("Roles that wait for your word"), count, "roles.waiting", {}))
    if may(actor, Right.MANAGE_PEOPLE):
        found.append(Waiting(N_("People in your units"), _people(actor), "people.index", {}))
    return found


def _own_questions(actor: Actor) -> list[Waiting]:
    counts = written_by(actor, Search(), EXCERPTS_IN).counts
    return [
        Waiting(message, counts.get(standing, 0), "questions.index", {"state": standing})
        for standing, message in OWN_QUESTIONS.items()
    ]


def _reviews(actor: Actor) -> list[Waiting]:
    count = db.session.scalar(
        select(func.count())
        .select_from(Revision)
        .join(Question, Question.id == Revision.question_id)
        .join(Unit, Unit.id == Question.unit_id)
        .where(
            Revision.state == State.IN_REVIEW,
            Revision.author_id != actor.id,
            covered_by(actor, Right.REVIEW_QUESTIONS),
        )
    )
    return [Waiting(N_("Questions that wait for review"), count or 0, "review.index", {})]


def _sittings(actor: Actor) -> list[Waiting]:
    at_ms = exam_ms()
    found = [phase(each, at_ms) for each in sittings_under(actor, Right.READ_SITTINGS)]
    return [
        Waiting(message, found.count(wanted), "holding.index", {})
        for wanted, message in SITTINGS.items()
    ]


def _people(actor: Actor) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Person)
            .join(Unit, Unit.id == Person.unit_id)
            .where(covered_by(actor, Right.READ_PEOPLE), Person.closed_at.is_(None))
        )
        or 0
    )
