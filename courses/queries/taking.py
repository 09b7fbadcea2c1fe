"""Quizzes and tests as one person takes them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from core.database import db
from core.errors import N_, Missing
from courses.models.courses import Course, CourseRevision
from courses.models.modules import Module
from courses.models.testing import CourseTest, CourseTestEnd
from courses.queries.outline import current_modules, revision_of
from courses.rules.sheet import in_percent
from question_bank.models import Revision
from question_bank.queries.questions import revisions

SWEPT = timedelta(days=7)
"""How long after its time the worker still looks for a test; later, whoever opens it ends it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A question of a test at its place, with the answer kept so far, None where there is none."""

    number: int
    revision: Revision
    order: Sequence[int]
    value: object

    @property
    def kind(self) -> str:
        """The kind of the question."""
        return self.revision.kind

    @property
    def size(self) -> int:
        """How many options, blanks or items it shows."""
        return self.revision.size


@dataclass(frozen=True, slots=True)
class Try:
    """A quiz or test that somebody drew: what came out, or that it is not handed in."""

    id: int
    due_at: datetime | None
    ended_at: datetime | None
    is_passed: bool
    percent: int


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a test's pages: its course and, for a quiz, its module, with titles."""

    course: str
    course_titles: Mapping[str, str]
    module: str | None
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GoingTest:
    """A course's test whose time runs, and the titles of the course."""

    id: int
    due_at: datetime
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """Where a test belongs: the codes of its course and, for a quiz, of its module."""

    course: str
    module: str | None


def own_test(test_id: int, person_id: int) -> CourseTest:
    """The test with its answers and its end, if it is this person's."""
    statement = (
        select(CourseTest)
        .options(selectinload(CourseTest.answers), joinedload(CourseTest.end))
        .where(CourseTest.id == test_id, CourseTest.person_id == person_id)
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise Missing(N_("There is no such test of yours."))
    return found


def named(test: CourseTest) -> Named:
    """The codes of a test's course and module."""
    row = db.session.execute(
        select(Course.code, Module.code)
        .outerjoin(Module, Module.id == test.module_id)
        .where(Course.id == test.course_id)
    ).one()
    return Named(*row)


def headed(test: CourseTest) -> Head:
    """A test's course and module with their titles now."""
    where = named(test)
    course = revision_of(where.course)
    modules = current_modules([where.module] if where.module else [])
    return Head(
        course=where.course,
        course_titles=course.titles,
        module=where.module,
        titles=modules[where.module].titles if where.module else course.titles,
    )


def slots_of(test: CourseTest) -> list[Slot]:
    """The questions of a test in their places, as they were drawn, with the answers kept so far."""
    drawn = revisions(slot["revision"] for slot in test.slots)
    kept = kept_in(test)
    return [
        Slot(number, drawn[slot["revision"]], slot["order"], kept.get(number))
        for number, slot in enumerate(test.slots, start=1)
    ]


def kept_in(test: CourseTest) -> Mapping[int, object]:
    """The newest answer at each place that has one."""
    kept = {each.number: json.loads(each.value) for each in test.answers}
    return {number: value for number, value in kept.items() if value is not None}


def unanswered(test: CourseTest) -> list[int]:
    """The places that have no answer."""
    kept = kept_in(test)
    return [number for number in range(1, len(test.slots) + 1) if number not in kept]


def tests_of(person_id: int, course_id: int, module_id: int | None) -> list[CourseTest]:
    """Everything that somebody drew of a module's quiz or a course's test, the newest first."""
    statement = (
        select(CourseTest)
        .options(joinedload(CourseTest.end))
        .where(
            CourseTest.person_id == person_id,
            CourseTest.course_id == course_id,
            CourseTest.module_id == module_id,
        )
        .order_by(CourseTest.id.desc())
    )
    return list(db.session.scalars(statement))


def tries_of(person_id: int, course_id: int, module_id: int | None) -> list[Try]:
    """The same as a page tells it."""
    return [_try(each) for each in tests_of(person_id, course_id, module_id)]


def _try(test: CourseTest) -> Try:
    return Try(
        id=test.id,
        due_at=test.due_at,
        ended_at=test.end.at if test.end else None,
        is_passed=test.end is not None and test.end.is_passed,
        percent=in_percent(Fraction(test.end.share)) if test.end else 0,
    )


def going(person_id: int, at: datetime) -> list[GoingTest]:
    """Somebody's course tests whose time runs, the one that ends first in front; one query."""
    newest = select(func.max(CourseRevision.id)).group_by(CourseRevision.course_id)
    statement = (
        select(CourseTest.id, CourseTest.due_at, CourseRevision.titles)
        .join(CourseRevision, CourseRevision.course_id == CourseTest.course_id)
        .outerjoin(CourseTestEnd, CourseTestEnd.test_id == CourseTest.id)
        .where(
            CourseTest.person_id == person_id,
            CourseTest.due_at > at,
            CourseTestEnd.test_id.is_(None),
            CourseRevision.id.in_(newest),
        )
        .order_by(CourseTest.due_at, CourseTest.id)
    )
    return [GoingTest(*row) for row in db.session.execute(statement)]


def due(at: datetime) -> list[tuple[int, int]]:
    """Tests whose time is up and that nobody has ended, each with whose it is."""
    statement = (
        select(CourseTest.id, CourseTest.person_id)
        .outerjoin(CourseTestEnd, CourseTestEnd.test_id == CourseTest.id)
        .where(
            CourseTest.due_at <= at,
            CourseTest.due_at > at - SWEPT,
            CourseTestEnd.test_id.is_(None),
        )
        .order_by(CourseTest.id)
    )
    return [(row.id, row.person_id) for row in db.session.execute(statement)]
