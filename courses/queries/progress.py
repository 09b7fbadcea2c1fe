"""How far people are with the courses: computed from readings and answers, never stored."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, case, func, select

from core.database import db
from core.errors import N_, Missing
from courses.models import CheckAnswer, CourseRevision, Module, ModuleRevision, Reading
from courses.queries.checks import shown_of
from courses.queries.outline import current_courses, current_modules
from courses.rules.completion import CourseProgress, ModuleProgress, Record, standing

Records = dict[str, Record]


def progress(person_id: int) -> list[CourseProgress]:
    """One person's progress in every course, in the order of the courses; always five queries."""
    return progress_of([person_id])[person_id]


def progress_of(person_ids: Collection[int]) -> dict[int, list[CourseProgress]]:
    """The progress of several people; as many queries as for one."""
    courses = current_courses()
    modules = current_modules(code for each in courses for code in each.modules)
    shown = shown_of(check for each in modules.values() for check in each.checks)
    records = _records(person_ids)
    return {
        person_id: [_course(each, modules, shown, records[person_id]) for each in courses]
        for person_id in person_ids
    }


def course_progress(person_id: int, course_code: str) -> CourseProgress:
    """One person's progress in the course with this code."""
    for each in progress(person_id):
        if each.code == course_code:
            return each
    raise Missing(N_("There is no such course."))


def module_progress(person_id: int, module_code: str) -> ModuleProgress:
    """One person's progress in one module of the current courses."""
    modules = [module for course in progress(person_id) for module in course.modules]
    return next(each for each in modules if each.code == module_code)


def _course(
    course: CourseRevision, modules: Mapping[str, ModuleRevision], shown: set[str], records: Records
) -> CourseProgress:
    required = course.required_percent
    return CourseProgress(
        code=course.course.code,
        titles=course.titles,
        descriptions=course.descriptions,
        required_percent=required,
        modules=tuple(
            _module(modules[code], number, shown, records.get(code, Record()), required)
            for number, code in enumerate(course.modules, start=1)
        ),
    )


def _module(
    revision: ModuleRevision, number: int, shown: set[str], record: Record, required: int
) -> ModuleProgress:
    return ModuleProgress(
        code=revision.module.code,
        number=number,
        titles=revision.titles,
        minutes=revision.minutes,
        standing=standing(revision.checks, shown, record, required),
        last_at=record.last_at,
    )


def _records(person_ids: Iterable[int]) -> dict[int, Records]:
    wanted = set(person_ids)
    records: dict[int, Records] = {person_id: {} for person_id in wanted}
    readings = db.session.execute(
        select(
            Reading.person_id, Module.code, func.min(Reading.at).label("first"),
            func.max(Reading.at).label("last"),
        )
        .join(ModuleRevision, ModuleRevision.id == Reading.revision_id)
        .join(Module, Module.id == ModuleRevision.module_id)
        .where(Reading.person_id.in_(wanted))
        .group_by(Reading.person_id, Module.code)
    )  # fmt: skip
    for row in readings:
        records[row.person_id][row.code] = Record(read_at=row.first, last_at=row.last)
    for answer in _answers(wanted):
        mine = records[answer.person_id]
        before = mine.get(answer.code, Record())
        mine[answer.code] = _with_answer(before, answer.question, answer.right, answer.last)
    return records


def _answers(wanted: set[int]) -> Iterable[Row[int, str, str, datetime | None, datetime]]:
    """For each person and question: when it was first right, and when it was last answered."""
    right = case((CheckAnswer.earned >= CheckAnswer.full, CheckAnswer.at))
    return db.session.execute(
        select(
            CheckAnswer.person_id, Module.code, CheckAnswer.question,
            func.min(right).label("right"), func.max(CheckAnswer.at).label("last"),
        )
        .join(Module, Module.id == CheckAnswer.module_id)
        .where(CheckAnswer.person_id.in_(wanted))
        .group_by(CheckAnswer.person_id, Module.code, CheckAnswer.question)
    )  # fmt: skip


def _with_answer(record: Record, question: str, right: datetime | None, last: datetime) -> Record:
    added = {question: right} if right else {}
    latest = max(filter(None, (record.last_at, last)))
    return replace(record, right={**record.right, **added}, last_at=latest)


@dataclass(frozen=True)
class Errand:
    """A course that a person is to do once more, and since when that counts."""

    person_id: int
    course: str
    since: datetime


def progress_since(errands: Collection[Errand]) -> dict[Errand, CourseProgress]:
    """How far each errand is; a course that is there no more is not among the answers.

    A module is done anew once enough of its self-checks were answered right after that moment. A
    reading is noted once for each revision, so it is not asked for again.
    """
    if not errands:
        return {}
    courses = {each.course.code: each for each in current_courses()}
    modules = current_modules(code for each in courses.values() for code in each.modules)
    shown = shown_of(check for each in modules.values() for check in each.checks)
    right = _last_right({each.person_id for each in errands})
    return {
        each: _course(
            courses[each.course],
            modules,
            shown,
            {code: _anew(right[each.person_id].get(code, {}), each.since) for code in modules},
        )
        for each in errands
        if each.course in courses
    }


def _anew(right: Mapping[str, datetime], since: datetime) -> Record:
    after = {question: at for question, at in right.items() if at > since}
    return Record(read_at=since, right=after, last_at=max(after.values(), default=None))


def _last_right(wanted: set[int]) -> dict[int, dict[str, dict[str, datetime]]]:
    """For each person, module and question: when it was last answered right."""
    rows = db.session.execute(
        select(
            CheckAnswer.person_id, Module.code, CheckAnswer.question, func.max(CheckAnswer.at),
        )
        .join(Module, Module.id == CheckAnswer.module_id)
        .where(CheckAnswer.person_id.in_(wanted), CheckAnswer.earned >= CheckAnswer.full)
        .group_by(CheckAnswer.person_id, Module.code, CheckAnswer.question)
    )  # fmt: skip
    found: dict[int, dict[str, dict[str, datetime]]] = {person_id: {} for person_id in wanted}
    for person_id, module, question, at in rows:
        found[person_id].setdefault(module, {})[question] = at
    return found
