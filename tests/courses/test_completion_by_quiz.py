"""When a module with a quiz and a course with a test are complete."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.completion import (
    NO_TEST,
    CourseProgress,
    CourseTestStanding,
    Gap,
    ModuleProgress,
    Record,
    Standing,
    resume,
    standing,
)

pytestmark = pytest.mark.pure
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
CHECKS = ["q-1", "q-2"]
QUIZ = Gap("The module quiz is still to be passed.")
TO_READ = Gap("The text is still to be read.")
TO_ANSWER = Gap("Self-check questions still to be answered right: %(count)s.", {"count": 2})


def after(hours):
    return MONDAY + timedelta(hours=hours)


def studied(*, passed=None, right_at=2):
    return Record(read_at=MONDAY, right=dict.fromkeys(CHECKS, after(right_at)), passed_at=passed)


def test_a_module_says_that_its_quiz_is_missing_after_all_else():
    judged = standing(CHECKS, CHECKS, Record(), 80, quiz_since=MONDAY)

    assert judged == Standing(
        is_read=False, total=2, right=0, needed=2, missing=(TO_READ, TO_ANSWER, QUIZ),
        completed_at=None, asks_quiz=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("since", "passed", "complete_at"),
    [
        (None, None, after(2)),
        (after(1), None, None),
        (after(1), after(3), after(3)),
        (after(1), after(1), after(2)),
        (after(2), None, None),
        (after(3), None, after(2)),
        (after(3), after(4), after(2)),
    ],
)
def test_the_quiz_is_asked_of_whoever_was_not_through_before_it_was_there(
    since, passed, complete_at
):
    judged = standing(CHECKS, CHECKS, studied(passed=passed), 80, quiz_since=since)

    assert (judged.completed_at, judged.is_complete) == (complete_at, complete_at is not None)


def test_a_passed_quiz_makes_up_for_nothing_else():
    judged = standing(CHECKS, CHECKS, Record(passed_at=MONDAY), 80, quiz_since=MONDAY)

    assert judged.missing == (TO_READ, TO_ANSWER)


@given(
    since=st.none() | st.integers(0, 9),
    read=st.none() | st.integers(0, 9),
    right=st.lists(st.integers(0, 9), max_size=2),
    passed=st.none() | st.integers(0, 9),
    percent=st.integers(1, 100),
)
def test_doing_more_never_makes_less(since, read, right, passed, percent):
    at = [None if each is None else after(each) for each in (since, read, passed)]
    record = Record(
        read_at=at[1],
        right=dict(zip(CHECKS, map(after, right), strict=False)),
        passed_at=at[2],
    )
    everything = Record(
        read_at=at[1] or after(9), right=dict.fromkeys(CHECKS, MONDAY) | dict(record.right),
        passed_at=at[2] or after(9),
    )  # fmt: skip

    judged = standing(CHECKS, CHECKS, record, percent, quiz_since=at[0])

    assert standing(CHECKS, CHECKS, everything, percent, quiz_since=at[0]).is_complete
    assert judged.is_complete == (judged.completed_at is not None)
    assert not judged.is_complete or judged.is_studied


@given(done=st.integers(0, 9), since=st.integers(0, 9))
def test_who_was_complete_before_anything_was_asked_stays_so(done, since):
    record = studied(right_at=done)

    before = standing(CHECKS, CHECKS, record, 80)
    now = standing(CHECKS, CHECKS, record, 80, quiz_since=after(since))

    assert before.is_complete
    assert now.is_complete == (after(since) > before.completed_at)


def course(code, *ends, test=NO_TEST):
    modules = tuple(
        ModuleProgress(
            f"m{at}", at, {"zh": ""}, 15,
            Standing(bool(end), 0, 0, 0, () if end else (QUIZ,), end), end,
        )
        for at, end in enumerate(ends, start=1)
    )  # fmt: skip
    return CourseProgress(code, {"zh": code}, {"zh": code}, 80, modules, test)


@pytest.mark.parametrize(
    ("ends", "test", "awaits", "complete_at"),
    [
        ([after(1), after(2)], NO_TEST, False, after(2)),
        ([after(1), None], CourseTestStanding(MONDAY), False, None),
        ([after(1), None], CourseTestStanding(MONDAY, passed_at=MONDAY), False, None),
        ([after(1), after(2)], CourseTestStanding(MONDAY), True, None),
        ([after(1), after(2)], CourseTestStanding(after(2)), True, None),
        ([after(1), after(2)], CourseTestStanding(after(3)), False, after(2)),
        ([after(1), after(2)], CourseTestStanding(after(3), after(5)), False, after(2)),
        ([after(1), after(2)], CourseTestStanding(MONDAY, after(5)), False, after(5)),
        ([], CourseTestStanding(MONDAY, after(5)), False, None),
    ],
)
def test_a_course_is_complete_with_its_modules_and_the_test_it_asks_for(
    ends, test, awaits, complete_at
):
    judged = course("law", *ends, test=test)

    assert (judged.awaits_test, judged.is_complete, judged.completed_at) == (
        awaits, complete_at is not None, complete_at,
    )  # fmt: skip


def test_one_goes_on_with_the_test_where_nothing_else_is_left():
    law = course("law", after(2), test=CourseTestStanding(MONDAY, last_at=after(3)))
    procedure = course("procedure", None)

    assert resume([law, procedure]) == (law, None)
    assert resume([course("law", after(2)), procedure]) == (procedure, procedure.modules[0])
