"""Which modules teach a topic, and how far somebody is with each."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Integer, Text, bindparam, case, cast, func, select

from core.database import Prepared
from courses.models.courses import Course, CourseRevision
from courses.models.modules import Module, ModuleRevision
from courses.models.studying import CheckAnswer, Reading
from courses.models.testing import CourseTest, CourseTestEnd
from courses.queries.asking import Asked, quizzes_asked
from courses.queries.checks import shown_of
from courses.queries.histories import histories_of
from courses.rules.completion import Record, Standing, standing


@dataclass(frozen=True, slots=True)
class Lesson:
    """A module in its course, the topics that it teaches, and how far somebody is with it."""

    course: str
    course_titles: Mapping[str, str]
    module: str
    titles: Mapping[str, str]
    minutes: int
    topics: tuple[str, ...]
    standing: Standing


_person = bindparam("person", type_=Integer)
_answers = (
    select(
        CheckAnswer.module_id,
        CheckAnswer.question,
        func.min(case((CheckAnswer.earned >= CheckAnswer.full, CheckAnswer.at))).label("right"),
    )
    .where(CheckAnswer.person_id == _person)
    .group_by(CheckAnswer.module_id, CheckAnswer.question)
    .subquery()
)
_readings = (
    select(ModuleRevision.module_id, func.min(Reading.at).label("at"))
    .join(ModuleRevision, ModuleRevision.id == Reading.revision_id)
    .where(Reading.person_id == _person)
    .group_by(ModuleRevision.module_id)
    .subquery()
)
_quizzes = (
    select(CourseTest.module_id, func.min(CourseTestEnd.at).label("at"))
    .join(CourseTestEnd, CourseTestEnd.test_id == CourseTest.id)
    .where(CourseTest.person_id == _person, CourseTestEnd.is_passed)
    .group_by(CourseTest.module_id)
    .subquery()
)
_newest_modules = select(func.max(ModuleRevision.id)).group_by(ModuleRevision.module_id)
_newest_courses = select(func.max(CourseRevision.id)).group_by(CourseRevision.course_id)
_CURRENT = Prepared(
    select(
        CourseRevision.position,
        CourseRevision.quiz,
        Course.code,
        CourseRevision.titles,
        CourseRevision.required_percent,
        CourseRevision.modules,
        Module.code,
        ModuleRevision.titles,
        ModuleRevision.minutes,
        ModuleRevision.topics,
        ModuleRevision.checks,
        _readings.c.at,
        _quizzes.c.at,
        _answers.c.question,
        _answers.c.right,
    )
    .select_from(ModuleRevision)
    .join(Module, Module.id == ModuleRevision.module_id)
    .join(CourseRevision, cast(CourseRevision.modules, Text).contains('"' + Module.code + '"'))
    .join(Course, Course.id == CourseRevision.course_id)
    .outerjoin(_readings, _readings.c.module_id == Module.id)
    .outerjoin(_quizzes, _quizzes.c.module_id == Module.id)
    .outerjoin(_answers, _answers.c.module_id == Module.id)
    .where(ModuleRevision.id.in_(_newest_modules), CourseRevision.id.in_(_newest_courses))
)


class _Row(NamedTuple):
    """A module as it stands in a course now, with one question that somebody answered in it."""

    position: int
    quiz: Mapping[str, int] | None
    course: str
    course_titles: Mapping[str, str]
    required: int
    modules: Sequence[str]
    module: str
    titles: Mapping[str, str]
    minutes: int
    topics: Sequence[str]
    checks: Sequence[str]
    read_at: datetime | None
    passed_at: datetime | None
    question: str | None
    right: datetime | None


def lessons_on(topics: Collection[str], person_id: int) -> list[Lesson]:
    """The modules of the courses as they are now that teach any of these topics, in their order.

    Two statements, or five where quizzes are asked for, whatever the number of topics and modules;
    one more where the person began before these were asked for.
    """
    found: dict[str, list[_Row]] = defaultdict(list)
    for row in map(_Row._make, _CURRENT.rows({"person": person_id})):
        if not set(topics).isdisjoint(row.topics):
            found[row.module].append(row)
    shown = shown_of(check for rows in found.values() for check in rows[0].checks)
    ordered = sorted(found.values(), key=lambda rows: _place(rows[0]))
    asked = quizzes_asked([rows[0].module for rows in ordered if rows[0].quiz])
    since = {**asked.quizzes, **_asked_of(ordered, asked)}
    return [_lesson(rows, shown, since.get(rows[0].module)) for rows in ordered]


def _place(row: _Row) -> tuple[int, int]:
    return row.position, row.modules.index(row.module)


def _asked_of(modules: Sequence[Sequence[_Row]], asked: Asked) -> dict[str, datetime | None]:
    """Since when each quiz is asked of this person, where it may be waived for them."""
    early = [
        (rows[0], since)
        for rows in modules
        if (since := asked.quizzes.get(rows[0].module))
        and rows[0].read_at
        and rows[0].read_at < since
    ]
    if not early:
        return {}
    histories = histories_of({row.course for row, _ in early}, asked.past)
    records = {rows[0].module: _record(rows) for rows in modules}
    return {
        row.module: histories[row.course].quiz_since(row.module, records[row.module], since)
        for row, since in early
    }


def _record(rows: Sequence[_Row]) -> Record:
    right = {row.question: row.right for row in rows if row.question and row.right}
    return Record(read_at=rows[0].read_at, right=right, passed_at=rows[0].passed_at)


def _lesson(rows: Sequence[_Row], shown: Collection[str], quiz_since: datetime | None) -> Lesson:
    first = rows[0]
    return Lesson(
        course=first.course,
        course_titles=first.course_titles,
        module=first.module,
        titles=first.titles,
        minutes=first.minutes,
        topics=tuple(first.topics),
        standing=standing(
            first.checks, shown, _record(rows), first.required, quiz_since=quiz_since
        ),
    )
