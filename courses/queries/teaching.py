"""Which modules teach a topic, and how far somebody is with each."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Integer, Text, bindparam, case, cast, func, select

from core.database import Prepared
from courses.models import CheckAnswer, Course, CourseRevision, Module, ModuleRevision, Reading
from courses.queries.checks import shown_of
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
_newest_modules = select(func.max(ModuleRevision.id)).group_by(ModuleRevision.module_id)
_newest_courses = select(func.max(CourseRevision.id)).group_by(CourseRevision.course_id)
_CURRENT = Prepared(
    select(
        CourseRevision.position,
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
        _answers.c.question,
        _answers.c.right,
    )
    .select_from(ModuleRevision)
    .join(Module, Module.id == ModuleRevision.module_id)
    .join(CourseRevision, cast(CourseRevision.modules, Text).contains('"' + Module.code + '"'))
    .join(Course, Course.id == CourseRevision.course_id)
    .outerjoin(_readings, _readings.c.module_id == Module.id)
    .outerjoin(_answers, _answers.c.module_id == Module.id)
    .where(ModuleRevision.id.in_(_newest_modules), CourseRevision.id.in_(_newest_courses))
)


class _Row(NamedTuple):
    """A module as it stands in a course now, with one question that somebody answered in it."""

    position: int
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
    question: str | None
    right: datetime | None


def lessons_on(topics: Collection[str], person_id: int) -> list[Lesson]:
    """The modules of the courses as they are now that teach any of these topics, in their order.

    Two statements, whatever the number of topics and modules.
    """
    found: dict[str, list[_Row]] = defaultdict(list)
    for row in map(_Row._make, _CURRENT.rows({"person": person_id})):
        if not set(topics).isdisjoint(row.topics):
            found[row.module].append(row)
    shown = shown_of(check for rows in found.values() for check in rows[0].checks)
    ordered = sorted(found.values(), key=lambda rows: _place(rows[0]))
    return [_lesson(rows, shown) for rows in ordered]


def _place(row: _Row) -> tuple[int, int]:
    return row.position, row.modules.index(row.module)


def _lesson(rows: Sequence[_Row], shown: Collection[str]) -> Lesson:
    first = rows[0]
    right = {row.question: row.right for row in rows if row.question and row.right}
    record = Record(read_at=first.read_at, right=right)
    return Lesson(
        course=first.course,
        course_titles=first.course_titles,
        module=first.module,
        titles=first.titles,
        minutes=first.minutes,
        topics=tuple(first.topics),
        standing=standing(first.checks, shown, record, first.required),
    )
