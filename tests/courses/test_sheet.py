"""What the answers of a quiz or a test earn, and how long it lasts."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from courses.rules.sheet import Earned, earned, in_percent, is_over, page_of, pages

pytestmark = pytest.mark.pure
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HALF, NONE, FULL = Fraction(1, 2), Fraction(0), Fraction(1)


@pytest.mark.parametrize(
    ("shares", "percent", "share", "passed"),
    [
        ([FULL] * 4 + [NONE], 80, Fraction(4, 5), True),
        ([FULL] * 4 + [NONE], 81, Fraction(4, 5), False),
        ([FULL, HALF], 75, Fraction(3, 4), True),
        ([NONE], 1, NONE, False),
        ([FULL], 100, FULL, True),
        ([Fraction(2, 3)] * 3, 66, Fraction(2, 3), True),
        ([Fraction(2, 3)] * 3, 67, Fraction(2, 3), False),
    ],
)
def test_the_mean_of_all_questions_passes_at_the_percent(shares, percent, share, passed):
    assert earned(shares, percent) == Earned(tuple(shares), share, passed)


def test_an_answer_that_costs_points_takes_nothing_from_the_others():
    assert earned([FULL, Fraction(-1, 3)], 50) == Earned((FULL, NONE), HALF, is_passed=True)


@pytest.mark.parametrize(
    ("due", "over"),
    [
        (None, False),
        (NOON, True),
        (NOON + timedelta(seconds=1), False),
        (NOON - timedelta(1), True),
    ],
)
def test_a_test_is_over_at_its_time_and_a_quiz_never(due, over):
    assert is_over(due, NOON) is over


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (10, 1), (11, 2), (40, 4)])
def test_ten_questions_stand_on_a_page(count, expected):
    assert (pages(count), page_of(count)) == (expected, expected)


@pytest.mark.parametrize(
    ("share", "percent"), [("4/5", 80), ("799/1000", 79), ("1", 100), ("0", 0)]
)
def test_percent_is_never_rounded_up(share, percent):
    assert in_percent(Fraction(share)) == percent
