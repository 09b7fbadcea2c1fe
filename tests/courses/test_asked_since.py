"""Since when a quiz and a test are asked for, and that nothing later takes a completion away."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.rules.completion import (
    QUIZ_MISSING,
    CourseProgress,
    CourseTestStanding,
    ModuleProgress,
    Record,
    standing,
)
from courses.rules.past import Content, Past, Shape, Step, since
from courses.rules.waiving import asked_in_turn, history_of

pytestmark = pytest.mark.pure
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
LAST = 8
COURSES = ("law", "procedure")
MODULES = ("a1", "a2", "a3")
TOPICS = ("x", "y")
QUESTIONS = ("q1", "q2")


def after(hours):
    return MONDAY + timedelta(hours=hours)


def asked(*steps, **opened):
    """The hour since which something is asked for on these (hour, topics)."""
    found = since(
        [Step(after(at), frozenset(topics)) for at, topics in steps],
        {topic: [after(at) for at in hours] for topic, hours in opened.items()},
    )
    return found and (found - MONDAY) // timedelta(hours=1)


@pytest.mark.parametrize(
    ("steps", "opened", "found"),
    [
        ([], [0] * 9, None),
        ([(5, "x")], range(4), None),
        ([(5, "x")], range(5), 5),
        ([(5, "x")], [0, 0, 9, 0, 0], 9),
        ([(5, "x")], [0, 0, 9, 0, 0, 7], 7),
        ([(5, "x"), (6, "")], [0] * 5, None),
        ([(3, "x"), (5, ""), (6, "x")], [0] * 5, 6),
        ([(3, "x"), (5, "x")], [0] * 5, 3),
        ([(3, "x"), (5, "x")], [4] * 5, 4),
    ],
)
def test_it_is_asked_for_without_a_break_and_with_five_questions(steps, opened, found):
    assert asked(*steps, x=opened) == found


@pytest.mark.parametrize(
    ("x", "y", "found"), [(3, 5, 4), (5, 5, 2), (4, 0, None), (4, 1, 4), (0, 5, 4), (5, 0, 2)]
)
def test_a_question_counts_for_the_topics_of_the_time(x, y, found):
    assert asked((2, "x"), (4, "xy"), x=[0] * x, y=[1] * y) == found


def test_a_quiz_is_asked_for_in_whatever_course_the_module_stands():
    contents = {"a1": [Content(after(0), [], ["x"]), Content(after(6), [], ["y"])]}
    law = [Shape(after(1), ["a1"], 80, quiz=True), Shape(after(3), [], 80, quiz=True)]
    procedure = [Shape(after(0), ["a2"], 80), Shape(after(4), ["a2", "a1"], 80, quiz=True)]
    known = Past({"law": law, "procedure": procedure}, contents)

    assert known.quiz_steps("a1") == [
        Step(after(at), frozenset(topics))
        for at, topics in ((0, ""), (1, "x"), (3, ""), (4, "x"), (6, "y"))
    ]
    assert known.quiz_steps("a9") == []


def test_a_test_is_asked_for_on_the_topics_of_the_modules_of_the_time():
    contents = {
        "a1": [Content(after(0), [], ["x"])],
        "a2": [Content(after(3), [], ["y"]), Content(after(9), [], ["x"])],
    }
    law = [Shape(after(1), ["a1"], 80, test=True), Shape(after(2), ["a1", "a2"], 80, test=True),
           Shape(after(4), ["a2"], 80)]  # fmt: skip

    assert Past({"law": law}, contents).test_steps("law") == [
        Step(after(at), frozenset(topics))
        for at, topics in ((0, ""), (1, "x"), (2, "x"), (3, "xy"), (4, ""), (9, ""))
    ]


hours = st.integers(0, LAST)
imports = st.fixed_dictionaries(
    {
        "stands": st.fixed_dictionaries(
            {module: st.sampled_from([*COURSES, None]) for module in MODULES}
        ),
        "quiz": st.sets(st.sampled_from(COURSES)),
        "test": st.sets(st.sampled_from(COURSES)),
        "percent": st.sampled_from([50, 100]),
        "topics": st.fixed_dictionaries(
            {module: st.sets(st.sampled_from(TOPICS)) for module in MODULES}
        ),
        "checks": st.fixed_dictionaries(
            {module: st.sets(st.sampled_from(QUESTIONS)) for module in MODULES}
        ),
    }
)
acts = st.fixed_dictionaries(
    {
        "readings": st.fixed_dictionaries({module: st.none() | hours for module in MODULES}),
        "right": st.fixed_dictionaries(
            {module: st.dictionaries(st.sampled_from(QUESTIONS), hours) for module in MODULES}
        ),
        "quizzes": st.fixed_dictionaries({module: st.none() | hours for module in MODULES}),
        "tests": st.fixed_dictionaries({course: st.none() | hours for course in COURSES}),
    }
)
approvals = st.fixed_dictionaries({topic: st.lists(hours, max_size=6) for topic in TOPICS})


def by_then(found, hour):
    return found if found is not None and found <= hour else None


def moment(hour):
    return None if hour is None else after(hour)


def past_at(imported, hour):
    """What was imported until an hour."""
    known = [(at, each) for at, each in sorted(imported.items()) if at <= hour]
    return Past(
        {
            course: [
                Shape(
                    after(at),
                    [code for code in MODULES if each["stands"][code] == course],
                    each["percent"],
                    course in each["quiz"],
                    course in each["test"],
                )
                for at, each in known
            ]
            for course in COURSES
        },
        {
            code: [
                Content(after(at), sorted(each["checks"][code]), sorted(each["topics"][code]))
                for at, each in known
            ]
            for code in MODULES
        },
    )


def record_at(done, code, hour):
    return Record(
        read_at=moment(by_then(done["readings"][code], hour)),
        right={q: after(at) for q, at in done["right"][code].items() if at <= hour},
        passed_at=moment(by_then(done["quizzes"][code], hour)),
    )


def seen_at(imported, opened, done, hour):
    """The courses as somebody sees their progress at an hour."""
    known = past_at(imported, hour)
    there = {topic: [after(at) for at in each if at <= hour] for topic, each in opened.items()}
    quizzes = {code: at for code in MODULES if (at := since(known.quiz_steps(code), there))}
    turns = asked_in_turn(known)
    records = {code: record_at(done, code, hour) for code in MODULES}
    found = []
    for course in COURSES:
        if not known.courses[course]:
            continue
        shape, history = known.courses[course][-1], history_of(course, known, turns, QUESTIONS)
        asked_at = since(known.test_steps(course), there)
        modules = tuple(
            ModuleProgress(
                code, 1, {}, 15,
                standing(
                    known.modules[code][-1].checks, QUESTIONS, records[code], shape.percent,
                    quiz_since=history.quiz_since(code, records[code], quizzes.get(code)),
                ),
            )
            for code in shape.modules
        )  # fmt: skip
        test = CourseTestStanding(
            asked_at,
            moment(by_then(done["tests"][course], hour)),
            is_waived=bool(asked_at and history.was_complete(records, quizzes, asked_at)),
        )
        found.append(CourseProgress(course, {}, {}, shape.percent, modules, test))
    return found


@settings(max_examples=400)
@given(
    imported=st.dictionaries(hours, imports, min_size=1, max_size=4), opened=approvals, done=acts
)
def test_no_import_and_no_approval_brings_back_a_quiz_or_a_test(imported, opened, done):
    complete, through = set(), set()
    for hour in range(LAST + 1):
        courses = seen_at(imported, opened, done, hour)
        modules = [each for course in courses for each in course.modules]

        assert (
            not {each.code for each in modules if QUIZ_MISSING in each.standing.missing} & through
        )
        assert (
            not {each.code for each in courses if each.asks_test and not each.test.passed_at}
            & complete
        )
        through |= {each.code for each in modules if each.standing.is_complete}
        complete |= {each.code for each in courses if each.is_complete}


@given(imported=st.dictionaries(hours, imports, min_size=1, max_size=4), opened=approvals)
def test_nothing_is_asked_for_before_it_was(imported, opened):
    was = {}
    for hour in range(LAST + 1):
        known = past_at(imported, hour)
        there = {topic: [after(at) for at in each if at <= hour] for topic, each in opened.items()}
        now = {code: since(known.quiz_steps(code), there) for code in MODULES}

        assert [
            code for code, at in now.items() if at and at != was.get(code) and at != after(hour)
        ] == []
        was = now
