"""Suspended questions: what they wait for, and the list that is worked off."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from accounts.models import Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from question_bank.models import (
    Question,
    Revision,
    StatuteVersion,
    Suspension,
    Upholding,
    UpholdingAnswer,
)
from question_bank.rules.lifecycle import State
from question_bank.rules.suspension import Doubt

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Suspended:
    """A page of the list, and how many there are."""

    rows: Sequence[Revision]
    total: int
    number: int

    @property
    def count(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


def suspended(actor: Actor, standing: Doubt, *, code: str = "", page: int = 1) -> Suspended:
    """Suspended revisions that the actor may read and that stand so, by the question's id."""
    statement = (
        select(Revision)
        .join(Revision.question)
        .join(Question.unit)
        .where(_listed(actor, standing, code))
    )
    total = count_suspended(actor, standing, code=code)
    number = max(1, min(page, -(-total // PAGE_SIZE)))
    chosen = (
        statement.options(
            contains_eager(Revision.question).contains_eager(Question.unit),
            joinedload(Revision.author),
            selectinload(Revision.suspensions).options(
                joinedload(Suspension.version),
                selectinload(Suspension.upholdings).options(
                    joinedload(Upholding.by),
                    joinedload(Upholding.answer).joinedload(UpholdingAnswer.by),
                ),
            ),
        )
        .order_by(Question.code)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Suspended(db.session.scalars(chosen).all(), total, number)


def count_suspended(actor: Actor, standing: Doubt, *, code: str = "") -> int:
    """How many there are, whatever the page."""
    statement = (
        select(func.count(Revision.id))
        .join(Revision.question)
        .join(Question.unit)
        .where(_listed(actor, standing, code))
    )
    return db.session.scalar(statement) or 0


def authors_by_question(question_ids: Collection[int]) -> dict[int, set[int]]:
    """Everybody who wrote a revision of each of these questions."""
    columns = (Revision.question_id, Revision.author_id)
    statement = select(*columns).where(Revision.question_id.in_(question_ids)).distinct()
    authors: dict[int, set[int]] = defaultdict(set)
    for question_id, author_id in db.session.execute(statement):
        authors[question_id].add(author_id)
    return authors


def suspended_counts(actor: Actor) -> dict[str, int]:
    """How many suspended questions each statute has that the actor may read, by code."""
    statement = (
        select(StatuteVersion.code, func.count(func.distinct(Suspension.revision_id)))
        .join(Suspension, Suspension.version_id == StatuteVersion.id)
        .join(Revision, Revision.id == Suspension.revision_id)
        .join(Question, Question.id == Revision.question_id)
        .join(Unit, Unit.id == Question.unit_id)
        .where(
            Revision.state == State.SUSPENDED,
            covered_by(actor, Right.READ_BANK),
            _unsettled(),
        )
        .group_by(StatuteVersion.code)
    )
    return dict(db.session.execute(statement).all())


def waiting(actor: Actor, standing: Doubt, right: Right) -> int:
    """How many suspended questions stand so under this right of the actor."""
    statement = (
        select(func.count(Revision.id))
        .join(Revision.question)
        .join(Question.unit)
        .where(covered_by(actor, right), _standing(standing))
    )
    return db.session.scalar(statement) or 0


def in_doubt() -> ColumnElement[bool]:
    """Whether a revision was suspended and not confirmed since; also one that was replaced."""
    return exists().where(Suspension.revision_id == Revision.id, _unsettled())


def _listed(actor: Actor, standing: Doubt, code: str) -> ColumnElement[bool]:
    found = and_(covered_by(actor, Right.READ_BANK), _standing(standing))
    if not code:
        return found
    of = exists().where(
        Suspension.revision_id == Revision.id,
        StatuteVersion.id == Suspension.version_id,
        StatuteVersion.code == code,
        _unsettled(),
    )
    return and_(found, of)


def _standing(standing: Doubt) -> ColumnElement[bool]:
    """As `rules.suspension.doubt_of_all` has it: one open suspension makes it open."""
    is_open = exists().where(Suspension.revision_id == Revision.id, _stands(Doubt.OPEN))
    wanted = is_open if standing is Doubt.OPEN else ~is_open
    return and_(Revision.state == State.SUSPENDED, wanted)


def _stands(standing: Doubt) -> ColumnElement[bool]:
    """Whether a suspension is open, or upheld and not answered yet."""
    answered = exists().where(UpholdingAnswer.upholding_id == Upholding.id)
    waits = exists().where(Upholding.suspension_id == Suspension.id, ~answered)
    return waits if standing is Doubt.UPHELD else and_(~waits, _unsettled())


def _unsettled() -> ColumnElement[bool]:
    """Whether nobody agreed yet that it may be used again."""
    return ~exists().where(
        Upholding.suspension_id == Suspension.id,
        UpholdingAnswer.upholding_id == Upholding.id,
        UpholdingAnswer.agreed,
    )
