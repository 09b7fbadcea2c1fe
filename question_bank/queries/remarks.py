"""What was said about lines of questions, and who may say something."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from accounts.queries import may
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from question_bank.models import Move, Question, Remark, Revision
from question_bank.queries.questions import authors_of
from question_bank.rules.lifecycle import State

OPEN = (State.DRAFT, State.IN_REVIEW)


def remarks_of(revisions: Iterable[Revision]) -> dict[int, list[Remark]]:
    """All remarks on these revisions by revision, along the text."""
    statement = (
        select(Remark)
        .options(joinedload(Remark.by))
        .where(Remark.revision_id.in_({each.id for each in revisions}))
        .order_by(Remark.language.desc(), Remark.line, Remark.id)
    )
    found: dict[int, list[Remark]] = {}
    for remark in db.session.scalars(statement):
        found.setdefault(remark.revision_id, []).append(remark)
    return found


def for_author(question_id: int) -> list[Remark]:
    """What was said about the newest revision, and about the one that was last returned.

    A return counts until a revision after it was approved.
    """
    returned = _last(question_id, (Move.after == State.DRAFT) & (Move.by_id != Revision.author_id))
    approved = _last(question_id, Move.after == State.APPROVED)
    statement = (
        select(Remark)
        .join(Remark.revision)
        .options(contains_eager(Remark.revision), joinedload(Remark.by))
        .where(
            Revision.question_id == question_id,
            or_(
                Revision.is_newest,
                (Revision.number == returned) & (returned > func.coalesce(approved, 0)),
            ),
        )
        .order_by(Revision.number.desc(), Remark.line, Remark.id)
    )
    return list(db.session.scalars(statement))


def _last(question_id: int, decision: ColumnElement[bool]) -> ScalarSelect[int]:
    statement = select(func.max(Revision.number)).join(Revision.moves)
    return statement.where(Revision.question_id == question_id, decision).scalar_subquery()


def counts_of(revision_ids: Iterable[int]) -> dict[int, int]:
    """How many remarks each of these revisions has."""
    statement = (
        select(Remark.revision_id, func.count())
        .where(Remark.revision_id.in_(set(revision_ids)))
        .group_by(Remark.revision_id)
    )
    found: dict[int, int] = dict(db.session.execute(statement).all())
    return found


def may_take_part(actor: Actor, question: Question) -> bool:
    """Whoever may review in its unit, and whoever wrote a revision of it, may remark on it."""
    path = question.unit.path
    return may(actor, Right.REVIEW_QUESTIONS, path) or (
        may(actor, Right.WRITE_QUESTIONS, path) and actor.id in authors_of(question.id)
    )


def is_remarked(revision: Revision) -> bool:
    """Whether somebody who did not write the question remarked since it was last submitted."""
    submitted = select(func.max(Move.at)).where(
        Move.revision_id == revision.id, Move.after == State.IN_REVIEW
    )
    statement = select(Remark.id).where(
        Remark.revision_id == revision.id,
        Remark.by_id.not_in(authors_of(revision.question_id)),
        Remark.at >= submitted.scalar_subquery(),
    )
    return db.session.scalars(statement.limit(1)).first() is not None
