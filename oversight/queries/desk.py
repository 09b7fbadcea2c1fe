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
from exam.rules.phases import PHASE_NAMES, Phase
from question_bank.models import Question, Revision
from question_bank.rules.lifecycle import State


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
    if may(actor, Right.READ_SITTINGS):
        found += _sittings(actor)
    if may(actor, Right.COUNTERSIGN_ROLES):
        count = waiting_grants(actor, 1).total
        found.append(Waiting(N_("Roles that wait for your word"), count, "roles.waiting", {}))
    if may(actor, Right.MANAGE_PEOPLE):
        found.append(Waiting(N_("People in your units"), _people(actor), "people.index", {}))
    return found


def _own_questions(actor: Actor) -> list[Waiting]:
    rows = db.session.execute(
        select(Revision.state, func.count())
        .where(Revision.author_id == actor.id)
        .group_by(Revision.state)
    )
    counts = {state: count for state, count in rows}
    return [
        Waiting(
            N_("Drafts of yours"), counts.get(State.DRAFT, 0), "questions.index", {"state": "draft"}
        ),
        Waiting(
            N_("Questions of yours in review"),
            counts.get(State.IN_REVIEW, 0),
            "questions.index",
            {"state": "in_review"},
        ),
        Waiting(
            N_("Approved questions of yours"),
            counts.get(State.APPROVED, 0),
            "questions.index",
            {"state": "approved"},
        ),
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
    found = [
        (sitting, phase(sitting, at_ms)) for sitting in sittings_under(actor, Right.READ_SITTINGS)
    ]
    return [
        Waiting(
            PHASE_NAMES[wanted],
            sum(stands is wanted for _, stands in found),
            "holding.index",
            {},
        )
        for wanted in (Phase.PLANNED, Phase.OPEN, Phase.CLOSED)
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
