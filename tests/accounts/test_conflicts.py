"""How a waiver of a conflict stands, and how long it may last."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.rules.conflicts import (
    CONFLICT_NAMES,
    CONFLICT_ROLES,
    Conflict,
    WaiverStanding,
    waiver_problem,
    waiver_standing,
)

pytestmark = pytest.mark.pure
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_every_conflict_has_a_name_and_a_role():
    assert set(CONFLICT_NAMES) == set(CONFLICT_ROLES) == set(Conflict)


@pytest.mark.parametrize(
    ("is_used", "is_ended", "until", "standing"),
    [
        (False, False, NOON + SECOND, WaiverStanding.STANDING),
        (False, False, NOON, WaiverStanding.EXPIRED),
        (False, True, NOON + SECOND, WaiverStanding.ENDED),
        (False, True, NOON, WaiverStanding.ENDED),
        (True, False, NOON, WaiverStanding.USED),
    ],
)
def test_a_waiver_stands_until_it_is_used_taken_back_or_over(is_used, is_ended, until, standing):
    assert waiver_standing(is_used=is_used, is_ended=is_ended, until=until, at=NOON) is standing


@pytest.mark.parametrize(
    ("lasts", "may"),
    [
        (timedelta(0), False),
        (SECOND, True),
        (timedelta(days=90), True),
        (timedelta(days=90) + SECOND, False),
    ],
)
def test_a_waiver_lasts_more_than_nothing_and_90_days_at_most(lasts, may):
    assert (waiver_problem(NOON + lasts, NOON) is None) is may
