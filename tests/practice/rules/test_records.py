"""What the last tries at a question say about it."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from practice.rules.records import LAST, Record, Spot, Tried, Where, records_in

pytestmark = pytest.mark.pure


def record(*shares) -> Record:
    return Record(tuple(tried(share) for share in shares))


def tried(share, *, code="a", day=1, where=Where.PRACTICE) -> Tried:
    at = datetime(2026, 3, day, tzinfo=UTC)
    return Tried(code, Fraction(share), is_sure=True, at=at, spot=Spot(where, day, 1))


@pytest.mark.parametrize(
    ("newest_first", "noted"),
    [
        (["1"], False),
        (["0"], True),
        (["1", "0"], True),
        (["1", "1"], False),
        (["0", "1"], True),
        (["99/100"], True),
        (["1", "99/100"], True),
        (["-1/3", "1"], True),
    ],
)
def test_a_question_leaves_the_notebook_after_two_right_answers_in_a_row(newest_first, noted):
    assert record(*newest_first).is_noted is noted


@pytest.mark.parametrize(("last", "right"), [("1", True), ("99/100", False), ("0", False)])
def test_only_full_marks_are_right(last, right):
    assert record(last, "0").is_right is right


def test_the_last_two_tries_at_each_question_count_wherever_they_were_made():
    first, second = tried("0", day=1), tried("1", day=2, where=Where.MOCK)
    third = tried("1/2", day=3, where=Where.SELF_CHECK)
    other = tried("1", code="b", day=2, where=Where.QUIZ)

    found = records_in([first, second, other, third])

    assert (LAST, found) == (2, {"a": Record((third, second)), "b": Record((other,))})


@pytest.mark.parametrize(
    ("newest_first", "missed"), [(["0", "1"], 0), (["1", "0"], 1), (["0", "1/2"], 0)]
)
def test_a_question_was_missed_at_the_newer_try_that_did_not_earn_everything(newest_first, missed):
    found = record(*newest_first)

    assert found.missed is found.tries[missed]


def test_a_question_that_was_right_twice_was_missed_nowhere():
    assert record("1", "1").missed is None
