"""The plan towards the day of the exam, and without one."""

from collections import Counter
from datetime import date, timedelta

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from practice.rules.horizon import CATCH_UP, WITHOUT_EXAM, Horizon, looks, repeats
from practice.rules.levelling import smallest_cap
from practice.rules.memory import HELD, Memory, foreseen, reviewed
from practice.rules.planning import days_from_now, held, memories_after, plan
from tests.counting import calls

pytestmark = pytest.mark.pure
TODAY = date(2026, 3, 2)


def ahead(days: int | None, quota: int = 10) -> Horizon:
    """A horizon with the exam in so many days."""
    return Horizon(TODAY, None if days is None else TODAY + timedelta(days), quota)


def codes(count: int) -> list[str]:
    return [f"q{at}" for at in range(count)]


def remembered(stability: float, days_ago: int) -> Memory:
    return Memory(stability, 5, TODAY - timedelta(days_ago))


memories = st.builds(
    remembered, st.floats(min_value=0.2, max_value=300), st.integers(min_value=0, max_value=90)
)
situations = st.lists(st.one_of(st.none(), memories), max_size=30)
days_ahead = st.one_of(st.none(), st.integers(min_value=-3, max_value=60))


def as_memories(found) -> dict[str, Memory]:
    return {f"q{at}": each for at, each in enumerate(found) if each}


@given(situations, days_ahead, st.integers(1, 40))
def test_no_day_is_above_the_cap_and_today_asks_no_question_twice(found, days, daily):
    planned = plan(codes(len(found)), as_memories(found), ahead(days), daily=daily)

    assert planned.cap == min(planned.needed, daily)
    assert all(len(jobs) <= planned.cap for jobs in planned.days)
    today = Counter(job.code for jobs in planned.days[:1] for job in jobs)
    assert max(today.values(), default=1) == 1


@given(situations, st.integers(min_value=1, max_value=60))
def test_where_the_daily_number_is_enough_every_question_is_seen_and_held_to_the_day(found, days):
    horizon, before = ahead(days), as_memories(found)

    planned = plan(codes(len(found)), before, horizon, daily=1000)
    first = [job.code for jobs in planned.days for job in jobs if job.repeat == 0]

    assert planned.left == ()
    assert planned.unseen == 0
    assert len(first) == len(set(first))
    assert set(first) >= {code for code in codes(len(found)) if code not in before}
    for code, memory in before.items():
        tried_today = memory.last_on == TODAY and days == 1
        assert code in first or memory.recall(horizon.exam_on) >= HELD or tried_today


@given(situations, st.integers(min_value=1, max_value=60))
def test_every_window_lies_between_today_and_the_eve_of_the_exam(found, days):
    horizon = ahead(days)
    jobs = [
        job for code, each in as_memories(found).items() for job in repeats(code, each, horizon)
    ]
    jobs += looks([f"q{at}" for at, each in enumerate(found) if each is None], horizon)

    assert all(0 <= job.earliest <= job.latest <= days - 1 for job in jobs)
    assert all(job.latest <= max(0, days - 3) for job in jobs if job.is_look)


@pytest.mark.parametrize(
    ("stability", "days_ago", "days", "windows"),
    [
        (10, 0, 9, []),
        (10, 0, 40, [(9, 11)]),
        (10, 10, 3, [(0, 1)]),
        (10, 9, 3, [(0, 2)]),
        (10, 30, 40, [(0, CATCH_UP - 1)]),
        (10, 30, 2, [(0, 1)]),
        (1, 0, 1, []),
        (2, 0, 3, [(2, 2)]),
        (300, 5, 60, []),
    ],
)
def test_a_repeat_falls_on_its_due_day_with_a_tenth_of_slack(stability, days_ago, days, windows):
    found = list(repeats("q", remembered(stability, days_ago), ahead(days)))

    assert [(job.earliest, job.latest) for job in found[:1]] == windows


def test_a_weak_memory_is_repeated_again_and_again_until_it_holds():
    horizon = ahead(40)
    found = list(repeats("q", remembered(1, 0), horizon))

    days = [job.earliest for job in found]
    assert days == sorted(set(days))
    assert [job.repeat for job in found] == list(range(len(found)))
    planned = plan(["q"], {"q": remembered(1, 0)}, horizon, daily=10)
    after = memories_after(planned.days, {"q": remembered(1, 0)}, TODAY)
    assert after["q"].recall(horizon.exam_on) >= HELD


@pytest.mark.parametrize(("days", "spread"), [(1, 1), (2, 1), (3, 1), (4, 2), (13, 11)])
def test_first_looks_are_spread_evenly_until_three_days_before(days, spread):
    found = [job for job in looks(codes(33), ahead(days)) if job.is_look]

    by_day = Counter(job.earliest for job in found)
    assert sorted(by_day) == list(range(spread))
    assert max(by_day.values()) - min(by_day.values()) <= 1
    assert len(found) == 33


@given(st.integers(0, 60), st.integers(1, 80))
def test_for_first_looks_alone_more_days_never_need_a_higher_cap(count, days):
    caps = [
        smallest_cap([job for job in looks(codes(count), ahead(each)) if job.is_look])
        for each in (days, days + 1)
    ]

    assert caps[1] <= caps[0]


@pytest.mark.parametrize("days", [None, 0, -5])
def test_without_an_exam_ahead_there_is_a_month_with_a_quota_of_new_questions(days):
    planned = plan(codes(400), {}, ahead(days, quota=5), daily=100)

    new = [sum(job.is_look for job in jobs) for jobs in planned.days]
    assert new[0] == 5
    assert all(sum(new[: day + 1]) <= 5 * (day + 1) for day in range(WITHOUT_EXAM))
    assert sum(new) == 5 * WITHOUT_EXAM
    assert planned.unseen == 400 - 5 * WITHOUT_EXAM


def test_after_the_exam_only_what_is_due_comes():
    before = {"due": remembered(10, 10), "firm": remembered(300, 10)}

    planned = plan(["due", "firm"], before, ahead(-1), daily=10)

    assert {job.code for jobs in planned.days for job in jobs} == {"due"}


def test_all_overdue_ones_are_spread_over_a_few_days_the_most_forgotten_first():
    before = {f"q{at}": remembered(1 + at, 60) for at in range(30)}

    planned = plan(codes(30), before, ahead(40), daily=40)

    first = [[job.code for job in jobs if job.repeat == 0] for jobs in planned.days[:CATCH_UP]]
    assert [code for day in first for code in day] == codes(30)
    assert max(map(len, first)) <= planned.cap < 30


def test_no_questions_make_an_empty_plan():
    planned = plan([], {}, ahead(20), daily=20)

    assert (planned.needed, planned.days, planned.left, planned.unseen) == (0, (), (), 0)
    assert held([], {}, TODAY) == 0


def test_too_small_a_number_says_how_many_would_do_and_what_is_never_seen():
    planned = plan(codes(300), {}, ahead(10), daily=10)

    enough = plan(codes(300), {}, ahead(10), daily=planned.needed)
    seen = {job.code for jobs in planned.days for job in jobs if job.is_look}
    assert (planned.cap, planned.unseen) == (10, 300 - len(seen))
    assert planned.unseen > 200
    assert (enough.left, enough.unseen) == ((), 0)


def test_what_is_due_today_beyond_the_number_waits_some_days_and_is_not_lost():
    before = {f"q{at}": remembered(2, 2) for at in range(14)}

    planned = plan(codes(14), before, ahead(30), daily=10)

    first = [[job.code for job in jobs if job.repeat == 0] for jobs in planned.days[:CATCH_UP]]
    assert len(first[0]) == 10
    assert sorted(code for day in first for code in day) == sorted(codes(14))


def test_a_day_asks_for_what_it_began_with_whatever_is_answered():
    horizon, before = ahead(20), {code: remembered(3, 5) for code in codes(12)}
    planned = plan(codes(40), before, horizon, daily=20)
    tried = [job.code for job in planned.days[0]][:3]
    wrong = before | {code: reviewed(before.get(code), Rating.Again, TODAY) for code in tried}

    found = days_from_now(planned, codes(40), wrong, horizon, daily=20)

    assert found[0] == planned.days[0][3:]
    assert [code for code in tried if code in {job.code for job in found[1]}] == tried
    assert days_from_now(planned, codes(40), before, horizon, daily=20) == planned.days


def test_on_the_eve_of_the_exam_only_what_is_left_of_today_is_planned():
    horizon = ahead(1)
    planned = plan(codes(6), {}, horizon, daily=20)

    found = days_from_now(planned, codes(6), {"q0": foreseen(None, TODAY)}, horizon, daily=20)

    assert [[job.code for job in jobs] for jobs in found] == [codes(6)[1:]]


def test_the_plan_foresees_what_is_held_on_the_day():
    horizon = ahead(42)
    planned = plan(codes(60), {}, horizon, daily=20)

    after = memories_after(planned.days, {}, TODAY)

    assert held(codes(60), {}, horizon.exam_on) == 0
    assert held(codes(60), after, horizon.exam_on) > HELD


@pytest.mark.parametrize("days", [120, 42, 7, 1, None])
def test_a_crowded_plan_of_six_hundred_questions_looks_ahead_a_time_or_two_for_every_try(days):
    half = {code: foreseen(remembered(3, 20), TODAY - timedelta(9)) for code in codes(300)}

    with calls() as counted:
        planned = plan(codes(600), half, ahead(days), daily=40)

    assert planned.cap == 40 < planned.needed
    tries = sum(map(len, planned.days))
    assert 0 < counted[foreseen.__code__] <= 2 * (tries + len(half))


@given(situations, st.integers(0, 60), st.integers(1, 40), st.integers(1, 10))
def test_no_place_of_an_overfull_plan_stays_free_while_a_question_is_unseen(
    found, more, days, daily
):
    questions = codes(len(found) + more)

    planned = plan(questions, as_memories(found), ahead(days), daily=daily)

    assert planned.unseen == 0 or [len(jobs) for jobs in planned.days] == [daily] * days


def test_an_overfull_plan_goes_on_with_new_questions_to_the_eve_as_more_is_held_so():
    planned = plan(codes(313), {}, ahead(11), daily=40)
    before = memories_after(planned.days[:9], {}, TODAY)
    eve = Horizon(TODAY + timedelta(9), TODAY + timedelta(11), 10)

    repeating = plan(list(before), before, eve, daily=40)

    exam_on, repeated = eve.exam_on, memories_after(repeating.days, before, eve.today)
    after = memories_after(planned.days, {}, TODAY)
    assert [sum(job.is_look for job in jobs) for jobs in planned.days[-2:]] == [40, 40]
    assert planned.unseen == 73
    assert held(codes(313), after, exam_on) > held(codes(313), repeated, exam_on) + 0.15
