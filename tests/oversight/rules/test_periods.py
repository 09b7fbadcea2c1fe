"""Periods, and how soon something ends."""

from datetime import UTC, date, datetime, timedelta

import pytest

from oversight.rules.periods import PERIODS, USUAL, beginning, warning

pytestmark = pytest.mark.pure
AT = datetime(2026, 11, 27, 8, tzinfo=UTC)
TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("days", "warned"),
    [(-1, None), (0, 7), (7, 7), (8, 30), (30, 30), (31, 90), (90, 90), (91, None)],
)
def test_an_end_is_told_under_the_nearest_warning(days, warned):
    assert warning(TODAY + timedelta(days=days), TODAY) == warned


def test_a_period_begins_so_many_months_ago():
    assert beginning(12, AT) == AT - timedelta(days=365)
    assert beginning(3, AT) == AT - timedelta(days=91)
    assert beginning(0, AT) is None


def test_the_usual_period_is_one_of_those_offered():
    assert USUAL in PERIODS
