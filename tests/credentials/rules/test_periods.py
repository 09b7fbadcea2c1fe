"""Months on a calendar, and the local day of a moment."""

from datetime import UTC, date, datetime

import pytest

from credentials.rules.periods import is_within, last_day, local_day, months_after

pytestmark = pytest.mark.pure
ZONE = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 27), 12, date(2027, 11, 27)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(day, months, expected):
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("first", "months", "expected"),
    [
        (date(2026, 11, 27), 60, date(2031, 11, 26)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2028, 2, 29), 12, date(2029, 2, 27)),
    ],
)
def test_a_credential_holds_until_the_day_before_its_anniversary(first, months, expected):
    assert last_day(first, months) == expected


def test_the_day_is_that_of_the_persons_place():
    late = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)

    assert local_day(late, ZONE) == date(2026, 11, 27)
    assert local_day(late, "UTC") == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2025, 11, 26, 15, 59, tzinfo=UTC), False),
        (datetime(2025, 11, 26, 16, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 27, 3, 0, tzinfo=UTC), True),
    ],
)
def test_the_first_day_of_the_period_counts_whole(moment, expected):
    at = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)

    assert is_within(moment, 12, at=at, zone=ZONE) is expected
