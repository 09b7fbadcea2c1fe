"""Every try counts, wherever it was made: in practice, in self-checks, in quizzes and tests."""

from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from courses.models.courses import Course
from courses.models.modules import Module
from courses.models.studying import CheckAnswer
from courses.models.testing import CourseTest, CourseTestAnswer, CourseTestEnd
from practice.models import PracticeAnswer, Round
from practice.queries.plans import plan_of
from practice.queries.tries import tries_of
from practice.rules.memory import Try
from tests.practice.conftest import SHANGHAI, ask

pytestmark = pytest.mark.usefixtures("in_app")
# At 17:00 UTC it is already the next day in Shanghai.
EVENING = datetime(2026, 3, 2, 17, tzinfo=UTC)
MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def revision(session, cast):
    return ask(session, cast, "single")


def practised(session, person, revision, share, *, at=MORNING, is_sure=True) -> None:
    """An answer in practice."""
    round_ = Round(person_id=person.id, about="law", seed="", slots=[], at=at)
    session.add(round_)
    session.flush()
    session.add(
        PracticeAnswer(
            round_id=round_.id, number=1, person_id=person.id, revision_id=revision.id,
            question=revision.question.code, topic=revision.topic, value='"a"', share=share,
            is_sure=is_sure, at=at,
        )
    )  # fmt: skip
    session.commit()


def checked(session, person, revision, *, at=MORNING) -> None:
    """Two of three points in a self-check."""
    module = Module(code="a1")
    session.add(module)
    session.flush()
    session.add(
        CheckAnswer(
            person_id=person.id, module_id=module.id, question=revision.question.code,
            question_revision_id=revision.id, value="a", earned=2, full=3, at=at,
        )
    )  # fmt: skip
    session.commit()


def in_a_test(session, person, revision, *, ended: bool, at=MORNING) -> None:
    """A course test with this question, answered right."""
    course = Course(code=f"course-{ended}")
    session.add(course)
    session.flush()
    slot = {"revision": revision.id, "question": revision.question.code, "order": [0, 1, 2, 3]}
    test = CourseTest(
        person_id=person.id, course_id=course.id, seed="", slots=[slot], percent=80, at=at
    )
    session.add(test)
    session.flush()
    session.add(CourseTestAnswer(test_id=test.id, number=1, value='"b"', at=at))
    if ended:
        session.add(CourseTestEnd(test_id=test.id, shares=["1"], share="1", is_passed=True, at=at))
    session.commit()


def test_each_source_gives_its_tries_in_the_order_of_time(session, cast, revision):
    in_a_test(session, cast.lin, revision, ended=True, at=EVENING)
    checked(session, cast.lin, revision)
    practised(session, cast.lin, revision, "0", at=EVENING, is_sure=False)

    found = tries_of(cast.lin.id, SHANGHAI)

    (second, third) = (datetime(2026, 3, day, tzinfo=UTC).date() for day in (2, 3))
    assert found == {
        "q-single": [
            Try(Fraction(2, 3), is_sure=True, on=second, is_practice=False),
            Try(Fraction(0), is_sure=False, on=third),
            Try(Fraction(1), is_sure=True, on=third, is_practice=False),
        ]
    }


def test_the_day_is_that_of_the_officers_own_zone(session, cast, revision):
    practised(session, cast.lin, revision, "1", at=EVENING)

    days = [
        tries_of(cast.lin.id, ZoneInfo(zone))["q-single"][0].on.day
        for zone in ("UTC", "Asia/Shanghai")
    ]

    assert days == [2, 3]


def test_a_test_that_has_not_ended_tells_nothing(session, cast, revision):
    in_a_test(session, cast.lin, revision, ended=False)

    assert tries_of(cast.lin.id, SHANGHAI) == {}


def test_what_others_tried_is_not_mine(session, cast, revision):
    practised(session, cast.zhao, revision, "1")
    checked(session, cast.zhao, revision)
    in_a_test(session, cast.zhao, revision, ended=True)

    assert tries_of(cast.lin.id, SHANGHAI) == {}


def test_a_self_check_is_remembered_and_takes_nothing_from_the_daily_number(
    session, cast, calendar, revision
):
    checked(session, cast.lin, revision, at=calendar.now())

    plan = plan_of(cast.lin.id)

    assert (plan.done, set(plan.memories), plan.today) == (0, {"q-single"}, [])


def test_always_five_queries(session, cast, revision, statements):
    practised(session, cast.lin, revision, "1")
    with statements() as few:
        tries_of(cast.lin.id, SHANGHAI)
    checked(session, cast.lin, revision)
    in_a_test(session, cast.lin, revision, ended=True)
    practised(session, cast.lin, revision, "1")
    with statements() as many:
        tries_of(cast.lin.id, SHANGHAI)

    assert len(few) == len(many) == 5
