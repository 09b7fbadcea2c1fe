"""What is taken along, and the time of an answer that comes back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from practice.rules.offline import ALONG, along, clamped
from practice.rules.rounds import Practised

pytestmark = pytest.mark.pure
LAID_OUT = datetime(2026, 3, 2, 9, tzinfo=UTC)
EAST = timezone(timedelta(hours=8))
RECEIVED = LAID_OUT + timedelta(days=3)


def pool(size: int) -> list[Practised]:
    return [Practised(f"q-{at:02}", at, "law.basics", "single", 4, True) for at in range(size)]


def test_the_plan_comes_first_in_the_order_of_its_days_and_the_rest_fills_up():
    days = [["q-05"], ["q-02", "q-05"], ["gone"]]

    assert [each.code for each in along(days, pool(7), ())] == [
        "q-05", "q-02", "q-00", "q-01", "q-03", "q-04", "q-06",
    ]  # fmt: skip


def test_what_was_tried_today_comes_last_even_if_a_later_day_asks_for_it():
    days = [["q-05", "q-01"], ["q-02", "q-01"]]

    found = [each.code for each in along(days, pool(6), {"q-01", "q-03"})]

    assert found == ["q-05", "q-02", "q-00", "q-04", "q-01", "q-03"]


@pytest.mark.parametrize(("there", "taken"), [(0, 0), (1, 1), (30, 30), (31, ALONG)])
def test_thirty_at_most_are_taken_and_none_twice(there, taken):
    questions = pool(there)
    codes = [each.code for each in along([[each.code for each in questions]] * 2, questions, ())]

    assert (len(codes), len(set(codes))) == (taken, taken)


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        (LAID_OUT - timedelta(seconds=1), LAID_OUT),
        (LAID_OUT, LAID_OUT),
        (LAID_OUT + timedelta(hours=5), LAID_OUT + timedelta(hours=5)),
        (RECEIVED, RECEIVED),
        (RECEIVED + timedelta(seconds=1), RECEIVED),
        (datetime(2026, 3, 2, 18, tzinfo=EAST), LAID_OUT + timedelta(hours=1)),
    ],
)
def test_a_device_s_clock_counts_between_taking_along_and_handing_over(said, stands):
    assert clamped(said, LAID_OUT, RECEIVED) == stands
