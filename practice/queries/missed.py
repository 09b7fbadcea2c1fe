"""What was answered at the spots where questions were missed."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, tuple_

from core.database import db
from courses.models.studying import CheckAnswer
from courses.models.testing import CourseTest, CourseTestAnswer
from practice.models import MockAnswer, MockExam, PracticeAnswer, Round
from practice.rules.records import Spot, Where
from question_bank.models import Revision

Slots = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Missed:
    """The wording that was asked, the order of its options as shown, and the answer.

    `value` is None for "I do not know". A self-check has its module.
    """

    revision_id: int
    order: Sequence[int]
    value: object
    module_id: int | None = None


def missed_at(spots: Sequence[Spot]) -> dict[Spot, Missed]:
    """What was answered at each of these spots; always six queries."""
    rows: dict[Where, list[Spot]] = {where: [] for where in Where}
    for spot in spots:
        rows[spot.where].append(spot)
    tests = [*rows[Where.QUIZ], *rows[Where.COURSE_TEST]]
    return {
        spot: missed
        for found in (
            _in_rounds(rows[Where.PRACTICE]),
            _in_checks(rows[Where.SELF_CHECK]),
            _on_sheets(tests, _test_slots, _test_answers),
            _on_sheets(rows[Where.MOCK], _mock_slots, _mock_answers),
        )
        for spot, missed in found
    }


def _in_rounds(spots: Sequence[Spot]) -> Iterator[tuple[Spot, Missed]]:
    statement = (
        select(
            PracticeAnswer.round_id, PracticeAnswer.number, PracticeAnswer.revision_id,
            PracticeAnswer.value, Round.slots,
        )
        .join(Round, Round.id == PracticeAnswer.round_id)
        .where(
            tuple_(PracticeAnswer.round_id, PracticeAnswer.number).in_(
                [(spot.row, spot.number) for spot in spots]
            )
        )
    )  # fmt: skip
    for row, number, revision_id, value, slots in db.session.execute(statement):
        order = slots[number - 1]["order"]
        yield Spot(Where.PRACTICE, row, number), Missed(revision_id, order, json.loads(value))


def _in_checks(spots: Sequence[Spot]) -> Iterator[tuple[Spot, Missed]]:
    """A self-check is kept in the order of the bank."""
    statement = (
        select(
            CheckAnswer.id, CheckAnswer.question_revision_id, CheckAnswer.value,
            CheckAnswer.module_id, Revision.size,
        )
        .join(Revision, Revision.id == CheckAnswer.question_revision_id)
        .where(CheckAnswer.id.in_([spot.row for spot in spots]))
    )  # fmt: skip
    for row, revision_id, value, module_id, size in db.session.execute(statement):
        yield Spot(Where.SELF_CHECK, row, 1), Missed(revision_id, range(size), value, module_id)


Rows = Sequence[int]
BySheet = Callable[[Rows], Mapping[int, Slots]]
ByPlace = Callable[[Rows], Mapping[tuple[int, int], object]]


def _on_sheets(
    spots: Sequence[Spot], slots_of: BySheet, answers_on: ByPlace
) -> Iterator[tuple[Spot, Missed]]:
    rows = sorted({spot.row for spot in spots})
    slots, answers = slots_of(rows), answers_on(rows)
    for spot in spots:
        slot = slots[spot.row][spot.number - 1]
        value = answers[spot.row, spot.number]
        yield spot, Missed(slot["revision"], slot["order"], value)


def _test_slots(rows: Rows) -> Mapping[int, Slots]:
    statement = select(CourseTest.id, CourseTest.slots).where(CourseTest.id.in_(rows))
    return {each.id: each.slots for each in db.session.execute(statement)}


def _mock_slots(rows: Rows) -> Mapping[int, Slots]:
    statement = select(MockExam.id, MockExam.slots).where(MockExam.id.in_(rows))
    return {each.id: each.slots for each in db.session.execute(statement)}


def _test_answers(rows: Rows) -> Mapping[tuple[int, int], object]:
    """The newest answer at each place."""
    columns = (CourseTestAnswer.test_id, CourseTestAnswer.number, CourseTestAnswer.value)
    statement = (
        select(*columns).where(CourseTestAnswer.test_id.in_(rows)).order_by(CourseTestAnswer.id)
    )
    return {(row, at): json.loads(value) for row, at, value in db.session.execute(statement)}


def _mock_answers(rows: Rows) -> Mapping[tuple[int, int], object]:
    """The newest answer at each place."""
    columns = (MockAnswer.mock_id, MockAnswer.number, MockAnswer.value)
    statement = select(*columns).where(MockAnswer.mock_id.in_(rows)).order_by(MockAnswer.id)
    return {(row, at): json.loads(value) for row, at, value in db.session.execute(statement)}
