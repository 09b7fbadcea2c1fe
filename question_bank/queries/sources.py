"""What waits for a legal reviewer: questions whose facts are not fully sourced, fact by fact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Person
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from question_bank.models import Question, Revision
from question_bank.queries.drawing import is_sure
from question_bank.queries.listing import excerpt
from question_bank.queries.waiting import Turn
from question_bank.rules.lifecycle import State

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Source:
    """A revision to be cleared, and what it rests on."""

    code: str
    number: int
    state: str
    confidence: str
    facts: Sequence[str]
    refs: Sequence[str]
    excerpt: str
    author: str
    is_own: bool

    @property
    def fact(self) -> str:
        """The fact under which it is listed."""
        return self.facts[0] if self.facts else ""


@dataclass(frozen=True, slots=True)
class Sources:
    """One page of what waits, and how much there is in all."""

    rows: list[Source]
    total: int
    number: int

    @property
    def count(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def by_fact(self) -> list[tuple[str, list[Source]]]:
        """The rows of this page under their facts."""
        return [(fact, list(rows)) for fact, rows in groupby(self.rows, lambda row: row.fact)]


def unsure_for(actor: Actor, page: int, language: str) -> Sources:
    """Revisions in review or in use that have to be cleared, by fact."""
    total = unsure_count(actor)
    number = max(1, min(page, -(-total // PAGE_SIZE)))
    statement = (
        select(Revision, Question.code, Person.name, _own(actor))
        .join(Revision.question)
        .join(Question.unit)
        .join(Revision.author)
        .where(*_waiting(actor))
        .order_by(_fact(), Revision.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    rows = [
        Source(
            code=code,
            number=revision.number,
            state=revision.state,
            confidence=revision.confidence or "",
            facts=revision.details["facts"],
            refs=revision.details["refs"],
            excerpt=excerpt(revision, language),
            author=author,
            is_own=is_own,
        )
        for revision, code, author, is_own in db.session.execute(statement)
    ]
    return Sources(rows, total, number)


def unsure_count(actor: Actor) -> int:
    """How many there are."""
    statement = select(func.count(Revision.id)).join(Revision.question).join(Question.unit)
    return db.session.scalar(statement.where(*_waiting(actor))) or 0


def next_after(actor: Actor, revision: Revision) -> Turn | None:
    """The one to be cleared after this one by fact, else the first; none of the actor's own."""
    facts = revision.details["facts"]
    fact = facts[0] if facts else ""
    is_later = or_(_fact() > fact, and_(_fact() == fact, Revision.id > revision.id))
    statement = (
        select(Question.code, Revision.number)
        .join(Revision.question)
        .join(Question.unit)
        .where(*_waiting(actor), ~_own(actor), Revision.id != revision.id)
        .order_by(is_later.desc(), _fact(), Revision.id)
        .limit(1)
    )
    found = db.session.execute(statement).first()
    return Turn(*found) if found else None


def _waiting(actor: Actor) -> Iterable[ColumnElement[bool]]:
    states = (State.IN_REVIEW, State.APPROVED)
    return covered_by(actor, Right.CLEAR_SOURCES), Revision.state.in_(states), ~is_sure()


def _own(actor: Actor) -> ColumnElement[bool]:
    other = aliased(Revision)
    return exists().where(other.question_id == Revision.question_id, other.author_id == actor.id)


def _fact() -> ColumnElement[str]:
    return func.coalesce(Revision.details[("facts", 0)].as_string(), "")
