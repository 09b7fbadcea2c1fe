"""May somebody sit again: how often in a cycle, how soon, after which course."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam.rules.blueprint import read_blueprint
from exam.rules.retakes import Bar, Obstacle, Sat, errand, obstacles

pytestmark = pytest.mark.pure
FIRST = date(2026, 3, 1)


def blueprint(courses=("law", "procedure"), **retakes):
    """A blueprint with two sections and these retake rules."""
    sections = [
        {"code": code, "zh": code, "en": code, "topics": [f"{code}.*"], "course": course}
        for code, course in zip(("one", "two"), courses, strict=True)
    ]
    definition = {
        "code": "small",
        "version": 1,
        "title": {"zh": "小考", "en": "Small exam"},
        "minutes": 60,
        "pass_percent": "60",
        "sections": sections,
        "kinds": [{"kind": "single", "count": 1, "points": "1"}],
        "groups": [{"topics": ["law.*"], "easy": 1}],
        "retakes": retakes,
    }
    return read_blueprint(definition, frozenset({"single"}))


def sat(day, *, passed=False, one="1", two="1"):
    """A result of so many days after the first, with points of 2 in each section."""
    on = FIRST + timedelta(days=day)
    released = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    sections = {"one": (Decimal(one), Decimal(2)), "two": (Decimal(two), Decimal(2))}
    return Sat(on, released, passed, sections)


def after(day, results, rule, *, waiting=False, repeated=False):
    """What stands in the way so many days after the first paper."""
    return obstacles(
        rule,
        results,
        on=FIRST + timedelta(days=day),
        is_waiting=waiting,
        has_repeated=repeated,
    )


def test_without_rules_nothing_is_in_the_way():
    assert after(0, [sat(0), sat(0), sat(0)], blueprint(), waiting=True) == []


@pytest.mark.parametrize(("day", "free"), [(0, False), (6, False), (7, True), (300, True)])
def test_so_many_days_lie_between_two_papers(day, free):
    found = after(day, [sat(0)], blueprint(cooling_days=7))

    assert found == ([] if free else [Obstacle(Bar.COOLING, FIRST + timedelta(days=7))])


@pytest.mark.parametrize(
    ("papers", "day", "free"),
    [
        ([0, 10], 20, True),
        ([0, 10, 20], 30, False),
        ([0, 10, 20], 364, False),
        ([0, 10, 20], 365, True),
        ([0, 10, 20, 400], 410, True),
        ([0, 10, 20, 400, 410, 420], 430, False),
        ([0, 364, 365], 366, True),
    ],
)
def test_two_retakes_fit_in_a_cycle_that_begins_with_its_first_paper(papers, day, free):
    found = after(day, [sat(each) for each in papers], blueprint(number=2))

    assert [each.bar for each in found] == ([] if free else [Bar.CYCLE])


def test_the_end_of_a_used_up_cycle_is_told():
    found = after(30, [sat(0), sat(10)], blueprint(number=1, cycle_days=90))

    assert found == [Obstacle(Bar.CYCLE, FIRST + timedelta(days=90))]


def test_no_retake_at_all_can_be_stated():
    assert [each.bar for each in after(1, [sat(0)], blueprint(number=0))] == [Bar.CYCLE]


def test_a_pass_ends_the_series():
    rule = blueprint(number=1, cooling_days=7, repeat_after=2)

    assert after(11, [sat(0), sat(8), sat(10, passed=True)], rule) == []
    assert [
        each.bar for each in after(13, [sat(0), sat(8), sat(10, passed=True), sat(12)], rule)
    ] == [Bar.COOLING]


def test_the_last_pass_is_the_one_that_counts():
    results = [sat(0, passed=True), sat(5), sat(6, passed=True)]

    assert after(7, results, blueprint(number=0, cooling_days=7, repeat_after=1)) == []


def test_who_waits_for_a_result_waits():
    assert after(0, [], blueprint(cooling_days=1), waiting=True) == [Obstacle(Bar.WAITING)]


@pytest.mark.parametrize(
    ("failures", "since"), [(1, None), (2, None), (3, 2), (4, 2), (5, 2), (6, 5)]
)
def test_a_course_is_due_after_every_third_failure(failures, since):
    due = errand(blueprint(repeat_after=3), [sat(each) for each in range(failures)])

    assert (due and due.since) == (None if since is None else sat(since).released_at)


@pytest.mark.parametrize(
    ("one", "two", "course"),
    [("0.5", "1", "law"), ("1", "0.5", "procedure"), ("1", "1", "law"), ("0", "0", "law")],
)
def test_the_course_is_that_of_the_weakest_section_of_the_failure_that_calls_for_it(
    one, two, course
):
    results = [sat(0, one="2", two="2"), sat(1, one=one, two=two)]

    due = errand(blueprint(repeat_after=2), results)

    assert (due.course, after(9, results, blueprint(repeat_after=2))) == (
        course,
        [Obstacle(Bar.COURSE, course=course)],
    )


def test_a_course_that_was_repeated_is_in_nobodys_way():
    assert after(9, [sat(0)], blueprint(repeat_after=1), repeated=True) == []


def test_a_section_without_a_course_is_never_the_weakest():
    due = errand(blueprint(courses=(None, "procedure"), repeat_after=1), [sat(0, one="0")])

    assert due.course == "procedure"


def test_a_section_that_was_not_on_the_paper_is_never_the_weakest():
    whole = sat(0)
    empty = replace(whole, sections={"two": whole.sections["two"]})

    assert errand(blueprint(repeat_after=1), [empty]).course == "procedure"


@given(
    st.lists(st.tuples(st.integers(0, 900), st.booleans()), max_size=8),
    st.integers(0, 2000),
    st.integers(0, 3),
    st.integers(0, 40),
)
def test_time_opens_every_door_that_it_closes(papers, day, number, cooling):
    rule = blueprint(number=number, cooling_days=cooling, cycle_days=100)
    results = [sat(at, passed=passed) for at, passed in papers]
    found = after(day, results, rule)

    assert all(each.free_on > FIRST + timedelta(days=day) for each in found)
    assert after(2100, results, rule) == []
    assert after(day, list(reversed(results)), rule) == found or len(
        {at for at, _ in papers}
    ) < len(papers)
