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
from courses.queries.asking import first_asked, opened_on
from courses.queries.checks import shown_of
from courses.queries.histories import histories_of
from courses.rules.completion import Record, Standing, asked_since, standing
from question_bank.queries.practicable import approved_since


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
        CourseRevision.course_id,
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
    course_id: int
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

    Two statements, or four where quizzes are asked for, whatever the number of topics and modules;
    three more where the person began before these were asked for.
    """
    found: dict[str, list[_Row]] = defaultdict(list)
    for row in map(_Row._make, _CURRENT.rows({"person": person_id})):
        if not set(topics).isdisjoint(row.topics):
            found[row.module].append(row)
    shown = shown_of(check for rows in found.values() for check in rows[0].checks)
    ordered = sorted(found.values(), key=lambda rows: _place(rows[0]))
    since = _quizzes_since([rows[0] for rows in ordered if rows[0].quiz])
    since |= _asked_of(ordered, since)
    return [_lesson(rows, shown, since.get(rows[0].module)) for rows in ordered]


def _place(row: _Row) -> tuple[int, int]:
    return row.position, row.modules.index(row.module)


def _quizzes_since(asking: Sequence[_Row]) -> dict[str, datetime | None]:
    """Since when the quizzes of these modules are asked for."""
    if not asking:
        return {}
    first = first_asked()
    opened = approved_since(topic for each in asking for topic in each.topics)
    return {
        each.module: asked_since(first[each.course_id].quiz, opened_on(each.topics, opened))
        for each in asking
    }


def _asked_of(
    modules: Sequence[Sequence[_Row]], since: Mapping[str, datetime | None]
) -> dict[str, datetime | None]:
    """Since when each quiz is asked of this person, where it may be waived for them."""
    early = [
        (rows[0], asked)
        for rows in modules
        if (asked := since.get(rows[0].module)) and rows[0].read_at and rows[0].read_at < asked
    ]
    if not early:
        return {}
    ids = {row.course: row.course_id for row, _ in early}
    histories = histories_of(ids, max(asked for _, asked in early))
    records = {rows[0].module: _record(rows) for rows in modules}
    return {
        row.module: histories[row.course].quiz_since(row.module, records[row.module], asked)
        for row, asked in early
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
