"""Mock exams as one person sits them; nobody else is ever told of them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from core.database import db
from core.errors import N_, Missing
from exam.rules.slots import SlotQuestion, question_of
from practice.models import MockEnd, MockExam
from question_bank.models import Question, Revision
from question_bank.rules.lifecycle import State

SWEPT = timedelta(days=7)
"""How long after its time the worker looks for a mock exam; later, whoever opens it ends it."""
LAST = 2
"""The questions of so many last mock exams are avoided."""
OPEN = (Question.pool == "practice", Revision.state == State.APPROVED)
"""What a mock exam may show, of any kind."""


@dataclass(frozen=True, slots=True)
class MockSlot:
    """A place of a mock exam; no revision and no question once it may not be shown any more."""

    number: int
    kept: Mapping[str, Any]
    revision: Revision | None
    question: SlotQuestion | None
    value: object
    is_flagged: bool

    @property
    def order(self) -> Sequence[int]:
        """The order in which options are shown."""
        order: Sequence[int] = self.kept["order"]
        return order


def own_mock(mock_id: int, person_id: int) -> MockExam:
    """The mock exam with all that became of it, if it is this person's."""
    statement = (
        select(MockExam)
        .options(
            joinedload(MockExam.blueprint),
            selectinload(MockExam.answers),
            selectinload(MockExam.flags),
            selectinload(MockExam.marks),
            joinedload(MockExam.end),
        )
        .where(MockExam.id == mock_id, MockExam.person_id == person_id)
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise Missing(N_("There is no such mock exam of yours."))
    return found


def mocks_of(person_id: int) -> list[MockExam]:
    """Somebody's mock exams with their blueprints, ends and own marks, the newest first."""
    statement = (
        select(MockExam)
        .options(
            joinedload(MockExam.blueprint),
            joinedload(MockExam.end),
            selectinload(MockExam.marks),
        )
        .where(MockExam.person_id == person_id)
        .order_by(MockExam.id.desc())
    )
    return list(db.session.scalars(statement))


def open_mock(mocks: Sequence[MockExam], at: datetime) -> MockExam | None:
    """Of somebody's mock exams, newest first, the one that is not over."""
    newest = mocks[0] if mocks else None
    return newest if newest and newest.end is None and at < newest.due_at else None


def going_mock(person_id: int, at: datetime) -> MockExam | None:
    """Somebody's mock exam whose time runs, if there is one; one query."""
    statement = (
        select(MockExam)
        .outerjoin(MockEnd, MockEnd.mock_id == MockExam.id)
        .where(MockExam.person_id == person_id, MockExam.due_at > at, MockEnd.mock_id.is_(None))
        .order_by(MockExam.id.desc())
        .limit(1)
    )
    return db.session.scalars(statement).first()


def slots_of(mock: MockExam) -> list[MockSlot]:
    """The places of a mock exam with the answers and flags kept so far."""
    revisions = open_revisions(slot["revision"] for slot in mock.slots)
    kept, flagged = kept_in(mock), flagged_in(mock)
    return [
        MockSlot(
            number=number,
            kept=slot,
            revision=revision,
            question=question_of(slot, revision) if revision else None,
            value=kept.get(number),
            is_flagged=number in flagged,
        )
        for number, slot in enumerate(mock.slots, start=1)
        for revision in [revisions.get(slot["revision"])]
    ]


def open_revisions(ids: Iterable[int]) -> dict[int, Revision]:
    """Of these revisions, the ones of the practice pool that are approved now, of any kind."""
    statement = (
        select(Revision)
        .join(Revision.question)
        .options(contains_eager(Revision.question))
        .where(Revision.id.in_(set(ids)), *OPEN)
    )
    return {each.id: each for each in db.session.scalars(statement)}


def kept_in(mock: MockExam) -> dict[int, object]:
    """The newest answer at each place that has one."""
    kept = {each.number: json.loads(each.value) for each in mock.answers}
    return {number: value for number, value in kept.items() if value is not None}


def flagged_in(mock: MockExam) -> set[int]:
    """The places to come back to."""
    newest = {each.number: each.is_up for each in mock.flags}
    return {number for number, is_up in newest.items() if is_up}


def own_marks(mock: MockExam) -> dict[int, str]:
    """The officer's own marks by place, as shares; the newest holds."""
    return {each.number: each.share for each in mock.marks}


def lately_asked(mocks: Sequence[MockExam]) -> set[str]:
    """The codes of the questions on the last mock exams, of some that stand newest first."""
    return {slot["question"] for mock in mocks[:LAST] for slot in mock.slots}


def due(at: datetime) -> Sequence[int]:
    """Mock exams whose time is up and that nobody has ended."""
    statement = (
        select(MockExam.id)
        .outerjoin(MockEnd, MockEnd.mock_id == MockExam.id)
        .where(MockExam.due_at <= at, MockExam.due_at > at - SWEPT, MockEnd.mock_id.is_(None))
        .order_by(MockExam.id)
    )
    return db.session.scalars(statement).all()
