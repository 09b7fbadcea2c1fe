"""Questions with odd figures, as far as nobody has answered for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.models import Person, Unit
from accounts.queries import covered_by, demand, may
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from question_bank.models import FigureAnswer, Question, Revision, Statistic
from question_bank.rules.lifecycle import State

PAGE_SIZE = 20
IN_USE = (State.APPROVED, State.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Flagged:
    """A question in use whose newest figures are flagged; `may_answer` for who reads the list."""

    revision: Revision
    statistic: Statistic
    may_answer: bool


@dataclass(frozen=True, slots=True)
class FlaggedPage:
    """One page of them, the newest figures first."""

    rows: Sequence[Flagged]
    total: int
    number: int

    @property
    def count(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


def flagged(actor: Actor, page: int) -> FlaggedPage:
    """The flagged questions that the actor is to look at."""
    statement = _waiting(actor)
    total = flagged_count(actor)
    number = max(1, min(page, -(-total // PAGE_SIZE)))
    rows = db.session.execute(
        statement.options(joinedload(Revision.question).joinedload(Question.unit))
        .options(joinedload(Revision.author))
        .order_by(Statistic.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    return FlaggedPage(
        [
            Flagged(revision, statistic, answers_for(actor, revision))
            for revision, statistic in rows
        ],
        total,
        number,
    )


def flagged_count(actor: Actor) -> int:
    """How many flagged questions the actor is to look at."""
    statement = select(func.count()).select_from(_waiting(actor).subquery())
    return db.session.scalar(statement) or 0


def flagged_one(actor: Actor, code: str) -> Flagged:
    """One flagged question that the actor is to look at."""
    row = db.session.execute(_waiting(actor).where(Question.code == code)).first()
    if row is None:
        raise Missing(N_("Nothing is flagged at this question any more."))
    return Flagged(row[0], row[1], answers_for(actor, row[0]))


def answers_for(actor: Actor, revision: Revision) -> bool:
    """Whether the actor answers for a question: its author, or any once the author has left."""
    is_theirs = revision.author_id == actor.id or revision.author.closed_at is not None
    return is_theirs and may(actor, Right.WRITE_QUESTIONS, revision.question.unit.path)


def newest_figures(question: Question) -> list[tuple[Revision, Statistic]]:
    """The newest figures of a question at each place, with their revisions, the newest first."""
    newest = (
        select(func.max(Statistic.id))
        .join(Revision, Revision.id == Statistic.revision_id)
        .where(Revision.question_id == question.id)
        .group_by(Statistic.revision_id, Statistic.place)
    )
    statement = (
        select(Revision, Statistic)
        .join(Revision, Revision.id == Statistic.revision_id)
        .where(Statistic.id.in_(newest), Statistic.figures.is_not(None))
        .order_by(Statistic.id.desc())
    )
    return [(revision, statistic) for revision, statistic in db.session.execute(statement)]


def _waiting(actor: Actor) -> Select[Revision, Statistic]:
    demand(actor, Right.READ_BANK)
    of_question = (
        select(func.max(Statistic.id))
        .join(Revision, Revision.id == Statistic.revision_id)
        .where(Revision.state.in_(IN_USE))
        .group_by(Revision.question_id)
    )
    answered = exists().where(
        FigureAnswer.question_id == Question.id, FigureAnswer.statistic_id >= Statistic.id
    )
    return (
        select(Revision, Statistic)
        .join(Statistic, Statistic.revision_id == Revision.id)
        .join(Question, Question.id == Revision.question_id)
        .join(Unit, Unit.id == Question.unit_id)
        .join(Person, Person.id == Revision.author_id)
        .where(
            Statistic.id.in_(of_question),
            Statistic.figures["flags"].as_string() != "[]",
            ~answered,
            covered_by(actor, Right.READ_BANK),
            *_of(actor),
        )
    )


def _of(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Who writes and does not review sees their own, and those whose author has left."""
    if may(actor, Right.WRITE_QUESTIONS) and not may(actor, Right.REVIEW_QUESTIONS):
        return (or_(Revision.author_id == actor.id, Person.closed_at.is_not(None)),)
    return ()
