"""How far people are with the courses: computed from readings and answers, never stored."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Row, case, func, select

from core.database import db
from core.errors import N_, Missing
from courses.models.courses import CourseRevision
from courses.models.modules import Module, ModuleRevision
from courses.models.studying import CheckAnswer, Reading
from courses.queries.asking import (
    Asked,
    Taken,
    Takings,
    asked_of,
    last_takings_of,
    standing_in_test,
    takings_of,
)
from courses.queries.checks import shown_of
from courses.queries.histories import histories_of
from courses.queries.outline import current_courses, current_modules
from courses.rules.completion import (
    CourseProgress,
    CourseTestStanding,
    ModuleProgress,
    Record,
    standing,
)
from courses.rules.waiving import NO_HISTORY, History

Records = dict[str, Record]


def progress(person_id: int) -> list[CourseProgress]:
    """One person's progress in every course, in the order of the courses.

    Always five queries, or nine where a course asks for quizzes or a test; one more where somebody
    began before these were asked for.
    """
    return progress_of([person_id])[person_id]


def progress_of(person_ids: Collection[int]) -> dict[int, list[CourseProgress]]:
    """The progress of several people; as many queries as for one."""
    return _progress_in(current_courses(), person_ids)


def _progress_in(
    courses: Sequence[CourseRevision], person_ids: Collection[int]
) -> dict[int, list[CourseProgress]]:
    shelf = _shelf(courses)
    takings = takings_of(person_ids) if shelf.asked.is_anything else {}
    records = _records(person_ids)
    shelf = _with_histories(shelf, records.values())
    found = {}
    for person_id in person_ids:
        taken = takings.get(person_id, Takings())
        mine = _with_quizzes(records[person_id], taken)
        found[person_id] = [
            replace(_course(shelf, each, mine), test=_test(shelf, each.course.code, taken, mine))
            for each in shelf.courses
        ]
    return found


def course_progress(person_id: int, course_code: str) -> CourseProgress:
    """One person's progress in the course with this code."""
    for each in progress(person_id):
        if each.code == course_code:
            return each
    raise Missing(N_("There is no such course."))


def module_progress(person_id: int, module_code: str) -> ModuleProgress:
    """One person's progress in one module, in the first of the current courses that has it."""
    courses = [each for each in current_courses() if module_code in each.modules]
    course = _progress_in(courses[:1], [person_id])[person_id][0]
    return next(each for each in course.modules if each.code == module_code)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The courses as they are now, their modules by code, and what they ask.

    `histories` are what they asked before, where that can matter to anybody.
    """

    courses: Sequence[CourseRevision]
    modules: Mapping[str, ModuleRevision]
    shown: Collection[str]
    asked: Asked
    histories: Mapping[str, History] = field(default_factory=dict)


def _shelf(courses: Sequence[CourseRevision]) -> _Shelf:
    modules = current_modules(code for each in courses for code in each.modules)
    shown = shown_of(check for each in modules.values() for check in each.checks)
    return _Shelf(courses, modules, shown, asked_of(courses))


def _with_histories(shelf: _Shelf, records: Iterable[Records]) -> _Shelf:
    """With what the courses asked before, if anybody read before a quiz or a test was asked for."""
    last = shelf.asked.last
    readings = (record.read_at for each in records for record in each.values())
    if last is None or not any(at and at < last for at in readings):
        return shelf
    codes = [each.course.code for each in shelf.courses]
    return replace(shelf, histories=histories_of(codes, shelf.asked.past))


def _test(shelf: _Shelf, course: str, taken: Takings, records: Records) -> CourseTestStanding:
    """How far a person is with the test of a course, and whether it is waived for them."""
    test = standing_in_test(shelf.asked, taken, course)
    history = shelf.histories.get(course)
    is_waived = bool(
        history
        and test.since
        and not test.passed_at
        and history.was_complete(records, shelf.asked.quizzes, test.since)
    )
    return replace(test, is_waived=is_waived)


def _with_quizzes(records: Records, taken: Takings) -> Records:
    """The records of modules with what was handed in of their quizzes."""
    found = dict(records)
    for code, quiz in taken.quizzes.items():
        before = found.get(code, Record())
        last_at = max(filter(None, (before.last_at, quiz.last_at)), default=None)
        found[code] = replace(before, passed_at=quiz.passed_at, last_at=last_at)
    return found


def _course(shelf: _Shelf, course: CourseRevision, records: Records) -> CourseProgress:
    """How far a course's modules are; its test is another matter."""
    return CourseProgress(
        code=course.course.code,
        titles=course.titles,
        descriptions=course.descriptions,
        required_percent=course.required_percent,
        modules=tuple(
            _module(shelf, course, number, records.get(code, Record()))
            for number, code in enumerate(course.modules, start=1)
        ),
    )


def _module(shelf: _Shelf, course: CourseRevision, number: int, record: Record) -> ModuleProgress:
    revision = shelf.modules[course.modules[number - 1]]
    code = revision.module.code
    history = shelf.histories.get(course.course.code, NO_HISTORY)
    return ModuleProgress(
        code=code,
        number=number,
        titles=revision.titles,
        minutes=revision.minutes,
        standing=standing(
            revision.checks,
            shelf.shown,
            record,
            course.required_percent,
            quiz_since=history.quiz_since(code, record, shelf.asked.quizzes.get(code)),
        ),
        last_at=record.last_at,
        has_quiz=code in shelf.asked.quizzes,
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

    A module is done anew once enough of its self-checks were answered right after that moment, and
    its quiz, where it asks for one, was passed after it. A reading is noted once for each revision,
    so it is not asked for again; nor is the test of the course. No quiz is waived.
    """
    if not errands:
        return {}
    shelf = _shelf(current_courses())
    courses = {each.course.code: each for each in shelf.courses}
    person_ids = {each.person_id for each in errands}
    right = _last_right(person_ids)
    takings = last_takings_of(person_ids) if shelf.asked.is_anything else {}
    return {
        each: _course(
            shelf,
            courses[each.course],
            {
                code: _anew(
                    right[each.person_id].get(code, {}),
                    takings.get(each.person_id, Takings()).quizzes.get(code, Taken()),
                    each.since,
                )
                for code in shelf.modules
            },
        )
        for each in errands
        if each.course in courses
    }


def _anew(right: Mapping[str, datetime], quiz: Taken, since: datetime) -> Record:
    after = {question: at for question, at in right.items() if at > since}
    passed_at = quiz.passed_at if quiz.passed_at and quiz.passed_at > since else None
    last_at = max(filter(None, (*after.values(), passed_at)), default=None)
    return Record(read_at=since, right=after, passed_at=passed_at, last_at=last_at)


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
