"""What the last tries at a question say about it."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from practice.rules.records import Record

pytestmark = pytest.mark.pure


def record(*shares) -> Record:
    return Record(tuple(map(Fraction, shares)), 1, 1, datetime(2026, 3, 1, tzinfo=UTC))


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
