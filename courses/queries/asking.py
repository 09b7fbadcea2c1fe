"""Since when quizzes and tests are asked for, and who passed them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from core.database import db
from courses.models.courses import Course, CourseRevision
from courses.models.modules import Module
from courses.models.testing import CourseTest, CourseTestEnd
from courses.queries.histories import past
from courses.rules.completion import CourseTestStanding
from courses.rules.past import Opened, Past, Step, since, topics_of
from question_bank.queries.practicable import approved_since


@dataclass(frozen=True, slots=True)
class Asked:
    """Since when each module's quiz and each course's test is asked for; none where it is not.

    `past` is what courses and modules were until now, where anything is asked for.
    """

    quizzes: Mapping[str, datetime] = field(default_factory=dict)
    tests: Mapping[str, datetime] = field(default_factory=dict)
    past: Past = field(default_factory=Past)

    @property
    def is_anything(self) -> bool:
        """Whether any course asks for a quiz or a test."""
        return bool(self.quizzes or self.tests)

    @property
    def last(self) -> datetime | None:
        """When the last of them was first asked for."""
        return max((*self.quizzes.values(), *self.tests.values()), default=None)


@dataclass(frozen=True, slots=True)
class Taken:
    """When a person first passed and last handed in a quiz or a test."""

    passed_at: datetime | None = None
    last_at: datetime | None = None


@dataclass
class Takings:
    """What one person did: in quizzes by the code of the module, in tests by that of the course."""

    quizzes: dict[str, Taken] = field(default_factory=dict)
    tests: dict[str, Taken] = field(default_factory=dict)


def asked_of(courses: Sequence[CourseRevision]) -> Asked:
    """What these courses ask for now; where none asks for anything, the database is left alone."""
    if not any(each.quiz or each.test for each in courses):
        return Asked()
    known = past()
    quizzes = {code for each in courses if each.quiz for code in each.modules}
    tests = {each.course.code for each in courses if each.test}
    steps = {code: known.quiz_steps(code) for code in quizzes}
    of_tests = {code: known.test_steps(code) for code in tests}
    topics = {topic for each in (*steps.values(), *of_tests.values()) for topic in topics_of(each)}
    opened = approved_since(topics)
    return Asked(_known(steps, opened), _known(of_tests, opened), known)


def quizzes_asked(modules: Collection[str]) -> Asked:
    """Since when the quizzes of these modules are asked for; of none, nothing is looked up."""
    if not modules:
        return Asked()
    known = past()
    steps = {code: known.quiz_steps(code) for code in modules}
    opened = approved_since(topic for each in steps.values() for topic in topics_of(each))
    return Asked(_known(steps, opened), past=known)


def _known(steps: Mapping[str, Sequence[Step]], opened: Opened) -> dict[str, datetime]:
    found = {code: since(each, opened) for code, each in steps.items()}
    return {code: at for code, at in found.items() if at}


def takings_of(person_ids: Collection[int]) -> dict[int, Takings]:
    """What each of these people handed in; one query."""
    return _takings(person_ids, func.min(_passed_at()))


def last_takings_of(person_ids: Collection[int]) -> dict[int, Takings]:
    """The same with the last time that each was passed in place of the first."""
    return _takings(person_ids, func.max(_passed_at()))


def _passed_at() -> ColumnElement[datetime]:
    return case((CourseTestEnd.is_passed, CourseTestEnd.at))


def _takings(person_ids: Collection[int], passed: ColumnElement[datetime]) -> dict[int, Takings]:
    found = {person_id: Takings() for person_id in person_ids}
    rows: Sequence[Any] = db.session.execute(
        select(
            CourseTest.person_id,
            Course.code,
            Module.code,
            passed,
            func.max(CourseTestEnd.at),
        )
        .join(CourseTestEnd, CourseTestEnd.test_id == CourseTest.id)
        .join(Course, Course.id == CourseTest.course_id)
        .outerjoin(Module, Module.id == CourseTest.module_id)
        .where(CourseTest.person_id.in_(set(person_ids)))
        .group_by(CourseTest.person_id, Course.code, Module.code)
    ).all()
    for person_id, course, module, passed_at, last_at in rows:
        taken = Taken(passed_at, last_at)
        if module is None:
            found[person_id].tests[course] = taken
        else:
            found[person_id].quizzes[module] = taken
    return found


def standing_in_test(asked: Asked, takings: Takings, course: str) -> CourseTestStanding:
    """How far a person is with a course's test."""
    taken = takings.tests.get(course, Taken())
    return CourseTestStanding(asked.tests.get(course), taken.passed_at, taken.last_at)
