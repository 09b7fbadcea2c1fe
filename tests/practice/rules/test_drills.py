"""The daily drill."""

from datetime import date, timedelta

import pytest

from practice.rules.aims import fits, quota
from practice.rules.drills import days_in_row, drill_questions
from practice.rules.memory import Memory
from practice.rules.rounds import Practised

pytestmark = pytest.mark.pure
TODAY = date(2026, 3, 2)


def ago(*days) -> set[date]:
    return {TODAY - timedelta(each) for each in days}


@pytest.mark.parametrize(
    ("done", "count"),
    [
        (ago(), 0),
        (ago(0), 1),
        (ago(1), 1),
        (ago(0, 1, 2), 3),
        (ago(1, 2), 2),
        (ago(2, 3), 0),
        (ago(0, 2), 1),
    ],
)
def test_days_in_a_row_last_until_a_whole_day_was_missed(done, count):
    assert days_in_row(done, TODAY) == count


def test_the_drill_takes_what_is_due_then_the_weakest_then_new_ones_and_nothing_of_today():
    due, firm, weak, fresh, new, newer = (
        Practised(code, 1, "law.basics", "single", 4, shuffle=True)
        for code in ("due", "firm", "weak", "fresh", "new", "newer")
    )
    memories = {
        "due": Memory(1, 5, TODAY - timedelta(2)),
        "firm": Memory(100, 5, TODAY - timedelta(2)),
        "weak": Memory(3, 5, TODAY - timedelta(2)),
        "fresh": Memory(0.2, 5, TODAY),
    }

    found = drill_questions([due], [new, newer, fresh, firm, weak, due], memories, TODAY)

    assert [each.code for each in found] == ["due", "weak", "firm", "new", "newer"]


@pytest.mark.parametrize(
    ("days", "daily", "is_fit"),
    [
        (None, 10, True),
        (1, 40, True),
        (365, 20, True),
        (0, 20, False),
        (-1, 20, False),
        (366, 20, False),
        (5, 15, False),
        (None, 0, False),
    ],
)
def test_a_goal_lies_between_tomorrow_and_a_year_ahead(days, daily, is_fit):
    on = None if days is None else TODAY + timedelta(days)

    assert fits(on, daily, TODAY) is is_fit


def test_half_of_the_daily_number_may_be_new():
    assert [quota(daily) for daily in (10, 20, 30, 40)] == [5, 10, 15, 20]
