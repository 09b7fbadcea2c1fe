"""When a module and a course are complete, and where to go on."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.rules.completion import (
    CourseProgress,
    Gap,
    ModuleProgress,
    Record,
    Standing,
    resume,
    standing,
)

pytestmark = pytest.mark.pure
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
CHECKS = ["q-1", "q-2", "q-3", "q-4", "q-5"]
TO_READ = Gap("The text is still to be read.")


def to_answer(count):
    return Gap("Self-check questions still to be answered right: %(count)s.", {"count": count})


def after(hours):
    return MONDAY + timedelta(hours=hours)


def right(count):
    """The first questions answered right, one an hour."""
    return {CHECKS[at]: after(at + 1) for at in range(count)}


def test_a_module_says_all_that_is_missing():
    assert standing(CHECKS, CHECKS, Record(), 80) == Standing(
        is_read=False, total=5, right=0, needed=4, missing=(TO_READ, to_answer(4)),
        completed_at=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("record", "missing"),
    [
        (Record(read_at=MONDAY), (to_answer(4),)),
        (Record(read_at=MONDAY, right=right(3)), (to_answer(1),)),
        (Record(read_at=MONDAY, right=right(4)), ()),
        (Record(read_at=MONDAY, right=right(5)), ()),
        (Record(right=right(5)), (TO_READ,)),
    ],
)
def test_a_module_is_complete_when_read_and_enough_is_right(record, missing):
    judged = standing(CHECKS, CHECKS, record, 80)

    assert (judged.missing, judged.is_complete) == (missing, missing == ())


@pytest.mark.parametrize(
    ("checks", "percent", "needed"),
    [
        (5, 80, 4),
        (6, 80, 5),
        (4, 80, 4),
        (1, 80, 1),
        (0, 80, 0),
        (5, 100, 5),
        (5, 81, 5),
        (5, 1, 1),
    ],
)
def test_the_share_that_is_needed_is_rounded_up(checks, percent, needed):
    names = [f"q-{each}" for each in range(checks)]

    assert standing(names, names, Record(), percent).needed == needed


@pytest.mark.parametrize(
    ("read", "count", "expected"),
    [(after(0), 4, after(4)), (after(9), 4, after(9)), (after(0), 5, after(4))],
)
def test_a_module_is_complete_from_the_moment_that_the_last_condition_was_met(
    read, count, expected
):
    judged = standing(CHECKS, CHECKS, Record(read_at=read, right=right(count)), 80)

    assert judged.completed_at == expected


def test_without_self_checks_reading_is_enough():
    assert standing([], [], Record(read_at=MONDAY), 80).completed_at == MONDAY


def test_a_withdrawn_question_stands_in_nobodys_way_and_takes_nothing_away():
    shown = CHECKS[1:]
    was_right = Record(read_at=MONDAY, right=right(4))
    never_right = Record(read_at=MONDAY, right=dict.fromkeys(shown, MONDAY))

    assert [
        (each.total, each.right, each.needed, each.is_complete)
        for each in (
            standing(CHECKS, shown, was_right, 80),
            standing(CHECKS, shown, never_right, 80),
        )
    ] == [(5, 4, 4, True), (4, 4, 4, True)]


def test_what_was_right_in_a_question_that_the_module_no_longer_asks_does_not_count():
    judged = standing(["q-1"], ["q-1"], Record(read_at=MONDAY, right={"old": MONDAY}), 80)

    assert (judged.total, judged.right, judged.is_complete) == (1, 0, False)


def module(code, *, done=None, last=None):
    missing = () if done else (TO_READ,)
    judged = Standing(bool(done), 0, 0, 0, missing, done)
    return ModuleProgress(code, 1, {"zh": code}, 15, judged, last or done)


def course(code, *modules):
    return CourseProgress(code, {"zh": code}, {"zh": code}, 80, modules)


@pytest.mark.parametrize(
    ("modules", "expected"),
    [
        ((), (0, 0, False, None, None)),
        ((module("a1"),), (0, 1, False, None, "a1")),
        ((module("a1", done=after(2)), module("a2")), (1, 2, False, None, "a2")),
        ((module("a1", done=after(2)), module("a2", done=after(1))), (2, 2, True, after(2), None)),
    ],
)
def test_a_course_is_complete_when_all_its_modules_are(modules, expected):
    judged = course("law", *modules)
    following = judged.next_module()

    assert expected == (
        judged.done, judged.total, judged.is_complete, judged.completed_at,
        following.code if following else None,
    )  # fmt: skip


def test_the_next_module_is_the_unfinished_one_worked_on_last():
    judged = course("law", module("a1"), module("a2", last=after(1)), module("a3", last=after(2)))

    assert judged.next_module().code == "a3"


def test_the_next_module_is_an_open_one():
    judged = course("law", module("a1"), module("a2"), module("a3", last=after(2)))

    assert [
        following and following.code
        for following in (judged.next_module({"a3"}), judged.next_module({"a1", "a2", "a3"}))
    ] == ["a1", None]


@pytest.mark.parametrize(
    ("courses", "expected"),
    [
        ([], None),
        ([course("law", module("a1", done=MONDAY))], None),
        ([course("law", module("a1")), course("procedure", module("b1"))], "a1"),
        ([course("law", module("a1")), course("procedure", module("b1", last=MONDAY))], "b1"),
        ([course("law", module("a1", last=after(1)), module("a2")),
          course("procedure", module("b1", done=after(2)), module("b2"))], "b2"),
        ([course("law", module("a1")), course("procedure", module("b1", done=after(2)))], "a1"),
    ],
)  # fmt: skip
def test_one_goes_on_where_one_was(courses, expected):
    place = resume(courses)

    assert (place[1].code if place else None) == expected


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        ((), ("law", "a2")),
        ({"a2"}, ("law", "a1")),
        ({"a1", "a2"}, ("procedure", "b1")),
        ({"a1", "a2", "b1"}, ("law", "a2")),
    ],
)
def test_one_never_goes_on_in_a_closed_module_while_an_open_one_is_there(closed, expected):
    law = course("law", module("a1"), module("a2", last=after(1)))

    on, following = resume([law, course("procedure", module("b1"))], closed)

    assert (on.code, following.code) == expected
