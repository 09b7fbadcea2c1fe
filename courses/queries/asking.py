"""Since when quizzes and tests are asked for, and who passed them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select

from core.database import db
from courses.models.courses import Course, CourseRevision
from courses.models.modules import Module, ModuleRevision
from courses.models.testing import CourseTest, CourseTestEnd
from courses.rules.completion import CourseTestStanding, asked_since
from question_bank.queries.practicable import approved_since


@dataclass(frozen=True, slots=True)
class Asked:
    """Since when each module's quiz and each course's test is asked for; none where it is not."""

    quizzes: Mapping[str, datetime] = field(default_factory=dict)
    tests: Mapping[str, datetime] = field(default_factory=dict)

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


def asked_of(courses: Sequence[CourseRevision], modules: Mapping[str, ModuleRevision]) -> Asked:
    """What these courses ask for now; where none asks for anything, the database is left alone."""
    if not any(each.quiz or each.test for each in courses):
        return Asked()
    taught_in = [topic for each in modules.values() for topic in each.topics]
    first, opened = first_asked(), approved_since(taught_in)
    quizzes: dict[str, datetime | None] = {}
    tests: dict[str, datetime | None] = {}
    for course in courses:
        since = first[course.course_id]
        taught = {code: opened_on(modules[code].topics, opened) for code in course.modules}
        if course.quiz:
            quizzes |= {code: asked_since(since.quiz, at) for code, at in taught.items()}
        if course.test:
            topics = {topic for code in course.modules for topic in modules[code].topics}
            tests[course.course.code] = asked_since(since.test, opened_on(topics, opened))
    return Asked(_known(quizzes), _known(tests))


def _known(asked: Mapping[str, datetime | None]) -> dict[str, datetime]:
    return {code: since for code, since in asked.items() if since}


def opened_on(topics: Iterable[str], opened: Mapping[str, list[datetime]]) -> list[datetime]:
    """When each question on these topics was first approved."""
    return [at for topic in set(topics) for at in opened.get(topic, ())]


class FirstAsked(NamedTuple):
    """Since when a course asks for quizzes, and for a test, without a break."""

    quiz: datetime | None
    test: datetime | None


def first_asked() -> dict[int, FirstAsked]:
    """By course; none for what its newest revision does not ask for."""
    last = _last_not_asking().subquery()
    rows = db.session.execute(
        select(
            CourseRevision.course_id,
            func.min(case((CourseRevision.id > func.coalesce(last.c.quiz, 0), CourseRevision.at))),
            func.min(case((CourseRevision.id > func.coalesce(last.c.test, 0), CourseRevision.at))),
        )
        .join(last, last.c.course_id == CourseRevision.course_id)
        .group_by(CourseRevision.course_id)
    )
    return {course_id: FirstAsked(*moments) for course_id, *moments in rows}


def _last_not_asking() -> Select[int, int | None, int | None]:
    """By course: its last revision that asks for no quiz, and for no test."""
    return select(
        CourseRevision.course_id,
        func.max(case((CourseRevision.quiz.is_(None), CourseRevision.id))).label("quiz"),
        func.max(case((CourseRevision.test.is_(None), CourseRevision.id))).label("test"),
    ).group_by(CourseRevision.course_id)


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
