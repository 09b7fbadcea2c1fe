"""Questions that somebody chose from a list to act on together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from accounts.models import Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from question_bank.models import Question, Revision


@dataclass(frozen=True, slots=True)
class Named:
    """A revision by the id of its question and its number."""

    code: str
    number: int


def names_for(actor: Actor, revision_ids: Collection[int]) -> dict[int, Named]:
    """Names by revision, of what the actor wrote or may read; others have none."""
    may_see = or_(Revision.author_id == actor.id, covered_by(actor, Right.READ_BANK))
    statement = (
        select(Revision.id, Question.code, Revision.number)
        .join(Question, Question.id == Revision.question_id)
        .join(Unit, Unit.id == Question.unit_id)
        .where(Revision.id.in_(revision_ids), may_see)
    )
    return {
        revision_id: Named(code, number)
        for revision_id, code, number in db.session.execute(statement)
    }


def in_state(revision_ids: Collection[int], states: Sequence[str]) -> dict[int, int]:
    """By revision, the revision of the same question that is in one of the states, if any is."""
    other = aliased(Revision)
    statement = (
        select(Revision.id, other.id)
        .join(other, other.question_id == Revision.question_id)
        .where(Revision.id.in_(revision_ids), other.state.in_(states))
    )
    return dict(db.session.execute(statement).all())
