"""The days' load levelled: nothing lost, nothing late, and no smaller number would do."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.rules.levelling import Job, level, smallest_cap

pytestmark = pytest.mark.pure


@st.composite
def windows(draw, days: int = 12, most: int = 40) -> list[Job]:
    """Jobs with windows anywhere in some days."""
    count = draw(st.integers(0, most))
    jobs = []
    for at in range(count):
        earliest = draw(st.integers(0, days - 1))
        latest = draw(st.integers(earliest, days - 1))
        jobs.append(Job(f"q{at}", 0, earliest, latest, draw(st.sampled_from([0.2, 0.5, 0.9]))))
    return jobs


def placed(levelled) -> list[Job]:
    return [job for jobs in levelled.days for job in jobs]


def by_code(jobs) -> list[Job]:
    return sorted(jobs, key=lambda job: job.code)


def fits_somehow(jobs: list[Job], cap: int) -> bool:
    """Whether any of all ways to give each job a day of its window keeps to the cap."""
    choices = (range(job.earliest, job.latest + 1) for job in jobs)
    return any(max(map(days.count, days), default=0) <= cap for days in product(*choices))


@given(windows(), st.integers(0, 10))
def test_with_any_cap_nothing_is_lost_or_doubled_and_no_day_is_above_it(jobs, cap):
    found = level(jobs, cap)

    assert by_code([*placed(found), *found.left]) == by_code(jobs)
    assert all(len(day) <= cap for day in found.days)


@given(windows(), st.integers(0, 10))
def test_what_is_placed_lies_in_its_window(jobs, cap):
    found = level(jobs, cap)

    assert all(
        job.earliest <= day <= job.latest for day, jobs in enumerate(found.days) for job in jobs
    )


@given(windows())
def test_the_smallest_cap_leaves_nothing_out_and_one_less_does(jobs):
    cap = smallest_cap(jobs)

    assert level(jobs, cap).left == ()
    assert not jobs or level(jobs, cap - 1).left


@given(windows(days=4, most=6))
def test_no_way_at_all_to_lay_the_jobs_needs_less(jobs):
    cap = smallest_cap(jobs)

    assert fits_somehow(jobs, cap)
    assert not jobs or not fits_somehow(jobs, cap - 1)


@given(windows(), st.integers(0, 5))
def test_wider_windows_never_need_a_higher_cap(jobs, more):
    wider = [Job(job.code, 0, job.earliest, job.latest + more) for job in jobs]

    assert smallest_cap(wider) <= smallest_cap(jobs)


@pytest.mark.parametrize(
    ("jobs", "cap"),
    [
        ([], 0),
        ([(0, 0)] * 7, 7),
        ([(0, 1)] * 7, 4),
        ([(0, 0)] * 3 + [(0, 2)] * 3, 3),
        ([(0, 9)] * 20, 2),
        ([(2, 2)] * 5 + [(0, 9)] * 45, 5),
    ],
)
def test_the_smallest_cap_of_plain_cases(jobs, cap):
    found = [Job(f"q{at}", 0, *window) for at, window in enumerate(jobs)]

    assert smallest_cap(found) == cap


def test_of_those_with_the_same_last_day_the_most_forgotten_comes_first():
    jobs = [Job("firm", 0, 0, 2, 0.8), Job("lost", 0, 0, 2, 0.1), Job("urgent", 0, 0, 0, 0.9)]

    found = level(jobs, 1)

    assert [[job.code for job in day] for day in found.days] == [["urgent"], ["lost"], ["firm"]]
