"""Who was complete before a quiz or a test was asked for stays free of it, whatever comes later."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.completion import (
    CourseProgress,
    CourseTestStanding,
    ModuleProgress,
    Record,
    Standing,
    standing,
)
from courses.rules.past import FOREVER, Content, Shape
from courses.rules.waiving import History, Wording, wordings

pytestmark = pytest.mark.pure
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
LAST = 9
MODULES = ("a1", "a2", "a3")
QUESTIONS = tuple(f"{module}-{at}" for module in MODULES for at in range(2))


def after(hours):
    return MONDAY + timedelta(hours=hours)


def read(at, **right):
    return Record(read_at=after(at), right={code: after(each) for code, each in right.items()})


def history(*steps, a1=((0, ("q1",)),), a2=((0, ("q2",)),)):
    """A course that is changed at these hours: (hour, modules)."""
    shapes = [Shape(after(at), modules, 100) for at, modules in steps]
    checks = {
        code: [Content(after(at), asked) for at, asked in each]
        for code, each in (("a1", a1), ("a2", a2))
    }
    return History(wordings(shapes, checks), {"q1", "q2", "q3"})


def test_a_course_asks_in_turn_what_it_and_its_modules_say():
    shapes = [Shape(after(0), ["a1"], 80), Shape(after(4), ["a1", "a2"], 50)]
    checks = {
        "a1": [Content(after(1), ["q1"]), Content(after(6), ["q1", "q3"])],
        "a2": [Content(after(5), ["q2"])],
    }

    assert wordings(shapes, checks) == [
        Wording(after(1), after(4), 80, {"a1": ["q1"]}),
        Wording(after(5), after(6), 50, {"a1": ["q1"], "a2": ["q2"]}),
        Wording(after(6), FOREVER, 50, {"a1": ["q1", "q3"], "a2": ["q2"]}),
    ]


@pytest.mark.parametrize(
    ("added", "since", "waived"), [(5, 4, True), (3, 4, True), (2, 4, False), (5, 2, False)]
)
def test_who_had_completed_all_modules_of_that_time_before_the_test_needs_none(
    added, since, waived
):
    asked = history((0, ["a1"]), (added, ["a1", "a2"]))

    assert asked.was_complete({"a1": read(1, q1=2)}, {}, after(since)) is waived


def test_a_moment_at_which_nothing_else_is_asked_begins_no_wording_of_its_own():
    shapes = [Shape(after(0), ["a1"], 80), Shape(after(4), ["a1"], 80), Shape(after(6), ["a1"], 50)]
    checks = {"a1": [Content(after(at), ["q1"]) for at in (1, 2, 5)]}

    assert wordings(shapes, checks) == [
        Wording(after(1), after(6), 80, {"a1": ["q1"]}),
        Wording(after(6), FOREVER, 50, {"a1": ["q1"]}),
    ]


def test_what_another_course_asked_in_a_module_counts_for_its_quiz():
    elsewhere = wordings([Shape(after(0), ["a1"], 100)], {"a1": [Content(after(0), ["q1"])]})
    moved = history((5, ["a1"]), a1=((0, ("q1",)), (5, ("q1", "q3"))))
    record = read(1, q1=2)

    assert [
        replace(moved, elsewhere=each).quiz_since("a1", record, after(5))
        for each in ((), elsewhere)
    ] == [after(5), None]


def test_a_module_that_asked_for_its_quiz_was_complete_with_its_quiz_alone():
    asked = history((0, ["a1"]))
    records = {"a1": read(1, q1=2)}
    passed = {"a1": Record(read_at=after(1), right={"q1": after(2)}, passed_at=after(3))}

    assert [
        asked.was_complete(records, {"a1": after(2)}, after(4)),
        asked.was_complete(passed, {"a1": after(2)}, after(4)),
        asked.was_complete(passed, {"a1": after(2)}, after(3)),
        asked.was_complete(records, {"a1": after(3)}, after(4)),
    ] == [False, True, False, True]


@pytest.mark.parametrize(
    ("reworded", "since", "waived"), [(5, 4, True), (3, 4, True), (2, 4, False)]
)
def test_a_reworded_module_brings_back_no_quiz(reworded, since, waived):
    asked = history((0, ["a1"]), a1=((0, ("q1",)), (reworded, ("q1", "q3"))))
    record = read(1, q1=2)

    assert asked.quiz_since("a1", record, after(since)) == (None if waived else after(since))
    assert asked.quiz_since("a1", record, None) is None


def test_an_added_module_is_asked_and_the_waived_test_is_not():
    def course(second, **test):
        modules = tuple(
            ModuleProgress(
                f"m{at}", at, {}, 15,
                Standing(bool(end), 0, 0, 0, () if end else ("missing",), end), end,
            )
            for at, end in enumerate((after(1), second))
        )  # fmt: skip
        judged = CourseProgress("law", {}, {}, 80, modules, CourseTestStanding(after(3), **test))
        return judged.asks_test, judged.awaits_test, judged.is_complete, judged.completed_at

    assert [
        course(None, is_waived=True),
        course(after(5), is_waived=True),
        course(after(5), is_waived=True, passed_at=after(6)),
        course(None),
        course(after(5)),
    ] == [
        (False, False, False, None),
        (False, False, True, after(5)),
        (False, False, True, after(5)),
        (True, False, False, None),
        (True, True, False, None),
    ]


hours = st.integers(0, LAST)
asked_for = st.lists(st.sampled_from(QUESTIONS), unique=True, max_size=3).map(tuple)


@st.composite
def courses(draw):
    """A course as it was in turn, with its modules as they were in turn."""
    shapes = draw(
        st.dictionaries(
            hours,
            st.tuples(
                st.lists(st.sampled_from(MODULES), unique=True, max_size=3), st.integers(1, 100)
            ),
            min_size=1,
            max_size=4,
        )
    )
    checks = {module: draw(st.dictionaries(hours, asked_for, max_size=3)) for module in MODULES}
    return (
        [Shape(after(at), *shapes[at]) for at in sorted(shapes)],
        {m: [Content(after(at), each[at]) for at in sorted(each)] for m, each in checks.items()},
    )


records = st.fixed_dictionaries(
    {
        module: st.builds(
            Record,
            read_at=st.none() | hours.map(after),
            right=st.dictionaries(st.sampled_from(QUESTIONS), hours.map(after)),
            passed_at=st.none() | hours.map(after),
        )
        for module in MODULES
    }
)


def until(record, at):
    """What was on record at a moment."""
    return Record(
        read_at=record.read_at if record.read_at and record.read_at <= at else None,
        right={code: each for code, each in record.right.items() if each <= at},
        passed_at=record.passed_at if record.passed_at and record.passed_at <= at else None,
    )


def newest(steps, at):
    return next((each for each in reversed(steps) if each.at <= at), None)


def is_complete_at(course, known, at, quizzes):
    """Whether a person who looks at the page at a moment sees a complete course."""
    shapes, checks = course
    shape = newest(shapes, at)
    if shape is None or not shape.modules:
        return False
    for code in shape.modules:
        asked = newest(checks[code], at)
        if asked is None or not is_through_at(asked, known[code], at, shape.percent):
            return False
        if (
            code in quizzes
            and at >= quizzes[code]
            and until(known[code], at).passed_at is None
            and not was_through(course, code, known[code], quizzes[code])
        ):
            return False
    return True


def is_through_at(asked, record, at, percent):
    return standing(asked.checks, QUESTIONS, until(record, at), percent).is_complete


def was_through(course, code, record, before):
    shapes, checks = course
    seen = until(record, before - timedelta(hours=1))
    return any(
        (shape := newest(shapes, at))
        and code in shape.modules
        and all(newest(checks[each], at) for each in shape.modules)
        and is_through_at(newest(checks[code], at), seen, at, shape.percent)
        for at in map(after, range(LAST + 1))
    )


@given(
    course=courses(),
    known=records,
    since=hours,
    quizzes=st.dictionaries(st.sampled_from(MODULES), hours.map(after)),
)
def test_the_test_is_waived_for_whoever_saw_a_course_complete_by_what_they_did_before_it(
    course, known, since, quizzes
):
    asked = History(wordings(*course), QUESTIONS)

    early = {code: until(record, after(since - 1)) for code, record in known.items()}
    saw = any(is_complete_at(course, early, after(at), quizzes) for at in range(LAST + 1))

    assert asked.was_complete(known, quizzes, after(since)) == saw


@given(
    course=courses(),
    known=records,
    since=hours,
    quizzes=st.dictionaries(st.sampled_from(MODULES), hours.map(after)),
)
def test_what_comes_later_takes_no_waiver_away(course, known, since, quizzes):
    shapes, checks = course
    before = (
        [each for each in shapes if each.at < after(since)],
        {code: [one for one in each if one.at < after(since)] for code, each in checks.items()},
    )

    assert History(wordings(*course), QUESTIONS).was_complete(
        known, quizzes, after(since)
    ) >= History(wordings(*before), QUESTIONS).was_complete(known, quizzes, after(since))
