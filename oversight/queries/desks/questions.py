"""Questions that wait for their author, for a reviewer, or for their sources."""

from sqlalchemy import select

from accounts.models import Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.errors import N_
from oversight.queries.desks.waiting import Waiting, counted
from question_bank.models import Question, Revision
from question_bank.queries.flagged import flagged_count
from question_bank.queries.listing import RETURNED, Search, written_by
from question_bank.queries.sources import unsure_count
from question_bank.queries.suspended import waiting
from question_bank.rules.lifecycle import State
from question_bank.rules.suspension import Doubt

EXCERPTS_IN = "zh"  # the desk counts and shows no excerpt
OWN_QUESTIONS = {
    RETURNED: N_("Questions returned to you"),
    "draft": N_("Drafts of yours"),
    "in_review": N_("Questions of yours in review"),
    "approved": N_("Approved questions of yours"),
}


def written(actor: Actor, at_ms: int) -> list[Waiting]:
    """The author's own questions, by state."""
    counts = written_by(actor, Search(), EXCERPTS_IN).counts
    return [
        Waiting(message, counts.get(standing, 0), "questions.index", {"state": standing})
        for standing, message in OWN_QUESTIONS.items()
    ]


def to_review(actor: Actor, at_ms: int) -> list[Waiting]:
    """What others wrote and submitted."""
    count = counted(
        select(Revision.id)
        .join(Question, Question.id == Revision.question_id)
        .join(Unit, Unit.id == Question.unit_id)
        .where(
            Revision.state == State.IN_REVIEW,
            Revision.author_id != actor.id,
            covered_by(actor, Right.REVIEW_QUESTIONS),
        )
    )
    return [Waiting(N_("Questions that wait for review"), count, "review.index")]


def to_clear(actor: Actor, at_ms: int) -> list[Waiting]:
    """Questions whose sources are not sure."""
    return [Waiting(N_("Sources to clear"), unsure_count(actor), "review.index_sources")]


def flagged(actor: Actor, at_ms: int) -> list[Waiting]:
    """Questions of the author whose figures are odd."""
    count = flagged_count(actor)
    line = Waiting(N_("Questions of yours with odd figures"), count, "flagged.index")
    return [line] if count else []


def in_doubt_to_look_at(actor: Actor, at_ms: int) -> list[Waiting]:
    """Questions that a new version of a statute suspended, to be upheld or written anew."""
    count = waiting(actor, Doubt.OPEN, Right.WRITE_QUESTIONS)
    line = Waiting(N_("Suspended questions to look at"), count, "worklist.index")
    return [line] if count else []


def in_doubt_to_confirm(actor: Actor, at_ms: int) -> list[Waiting]:
    """Suspended questions that a trainer finds still right."""
    count = waiting(actor, Doubt.UPHELD, Right.REVIEW_QUESTIONS)
    arguments: dict[str, object] = {"for": "reviewer"}
    message = N_("Suspended questions to confirm")
    return [Waiting(message, count, "worklist.index", arguments)] if count else []
