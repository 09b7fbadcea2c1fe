"""The reviewer's queue as a way: what comes before and after a revision."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from accounts.models import Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from question_bank.models import Move, Question, Revision
from question_bank.rules.lifecycle import State


@dataclass(frozen=True, slots=True)
class Turn:
    """A revision that somebody can turn to."""

    code: str
    number: int


@dataclass(frozen=True, slots=True)
class Way:
    """Where a revision stands among those that wait, the one submitted first at the front."""

    place: int
    count: int
    before: Turn | None
    after: Turn | None
    oldest: Turn | None

    @property
    def onward(self) -> Turn | None:
        """What to turn to once this one is decided: the one after it, else the oldest."""
        return self.after or self.oldest


def way_of(actor: Actor, revision: Revision) -> Way:
    """What waits for this reviewer besides this revision; questions of their own are left out."""
    submitted = (
        select(func.max(Move.id))
        .where(Move.revision_id == Revision.id, Move.after == State.IN_REVIEW)
        .scalar_subquery()
    )
    own = aliased(Revision)
    is_own = exists().where(own.question_id == Question.id, own.author_id == actor.id)
    statement = (
        select(submitted.label("submitted"), Question.code, Revision.number)
        .join(Question, Question.id == Revision.question_id)
        .join(Unit, Unit.id == Question.unit_id)
        .where(
            covered_by(actor, Right.REVIEW_QUESTIONS),
            Revision.state == State.IN_REVIEW,
            Revision.id != revision.id,
            ~is_own,
        )
        .order_by("submitted")
    )
    waiting = db.session.execute(statement).all()
    mine = max((move.id for move in revision.moves if move.after == State.IN_REVIEW), default=0)
    before = [Turn(code, number) for at, code, number in waiting if at < mine]
    after = [Turn(code, number) for at, code, number in waiting if at > mine]
    return Way(
        place=len(before) + 1,
        count=len(waiting) + 1,
        before=before[-1] if before else None,
        after=after[0] if after else None,
        oldest=(before + after)[0] if waiting else None,
    )
