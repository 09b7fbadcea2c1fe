"""When a marker gets a seed, and how many are still to come."""

from datetime import UTC, datetime, timedelta

import pytest

from exam.rules.seeds import is_due, seeded, to_come

pytestmark = pytest.mark.pure
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ordinary", "seeds", "due"),
    [(0, 0, False), (4, 0, False), (5, 0, True), (5, 1, False), (9, 1, False), (10, 1, True)],
)
def test_a_seed_is_due_after_every_fifth_script(ordinary, seeds, due):
    assert is_due(ordinary, seeds) is due


@pytest.mark.parametrize(
    ("ordinary", "seeds", "waiting", "left", "more"),
    [(0, 0, 12, 9, 2), (0, 0, 12, 1, 1), (5, 1, 7, 8, 1), (3, 0, 1, 5, 0), (5, 0, 0, 2, 1)],
)
def test_seeds_to_come_are_counted_among_what_waits(ordinary, seeds, waiting, left, more):
    assert to_come(ordinary, seeds, waiting, left) == more


def test_what_was_marked_before_it_became_a_seed_is_none():
    given = {1: NOON, 2: NOON + timedelta(minutes=2), 3: NOON}

    assert seeded(given, {1: NOON + timedelta(minutes=1), 2: NOON + timedelta(minutes=1)}) == 1
