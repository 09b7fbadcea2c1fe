"""How the officers of a unit get on with the courses: where they stop, which self-checks fail."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import case, func, select

from accounts.models import Person, Unit
from accounts.queries import may, units_above
from accounts.rules.duties import Right
from core.actor import Actor
from core.clock import now
from core.database import batches, db
from core.errors import N_, Missing, NotAllowed
from core.markdown import plain
from courses.models.modules import Module, ModuleRevision, Passage
from courses.models.studying import CheckAnswer, Stretch
from courses.queries.outline import current_modules
from courses.queries.progress import progress_of
from courses.rules.completion import CourseProgress
from exam.rules.small_groups import shown_units
from oversight.queries.officers import MOST, in_and_below, is_open_officer, units_right_below
from oversight.rules.learning import (
    CheckFigures,
    ModuleFigures,
    Point,
    Reader,
    module_figures,
    point_of,
)
from question_bank.kinds.fill_blank import placed
from question_bank.queries.drawing import PracticeQuestion, practice_questions

Places = dict[tuple[int, str], tuple[str | None, datetime]]
READERS = (Right.READ_PROGRESS, Right.WRITE_QUESTIONS)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A self-check by its first words, and how it fared."""

    words: str
    figures: CheckFigures


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """A module of a course with its figures."""

    code: str
    titles: Mapping[str, str]
    figures: ModuleFigures
    checks: Sequence[CheckLine]


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course with its modules; `complete` officers have completed all of it."""

    code: str
    titles: Mapping[str, str]
    complete: int
    modules: Sequence[ModuleLine]


@dataclass(frozen=True, slots=True)
class LearningFigures:
    """A unit's officers and the courses; no courses where the unit is too small to be shown.

    Nor where there are so many officers that each unit below is looked at by itself.
    """

    unit: Unit
    above: Sequence[Unit]
    below: Sequence[Unit]
    officers: int
    is_shown: bool
    is_too_many: bool
    courses: Sequence[CourseLine]


def learning_figures(actor: Actor, unit_id: int, language: str) -> LearningFigures:
    """The figures of a unit with all below it, for its managers and trainers.

    A unit is left out where it, or what is left of the whole without it, is too small.
    """
    unit = _unit(actor, unit_id)
    above = [each for each in units_above(unit) if _may_read(actor, each.path)]
    shown = shown_units(_officers_by_unit((above or [unit])[0]))
    people = _officers(unit)
    is_shown, is_too_many = unit.path in shown, len(people) > MOST
    return LearningFigures(
        unit=unit,
        above=above,
        below=[each for each, _ in units_right_below(unit) if each.path in shown],
        officers=len(people),
        is_shown=is_shown,
        is_too_many=is_too_many,
        courses=_courses(unit, people, language) if is_shown and not is_too_many else [],
    )


def own_units_to_read(actor: Actor) -> list[Unit]:
    """The highest units whose figures the actor may read; of those who teach, their own."""
    if not any(may(actor, right) for right in READERS):
        raise NotAllowed(N_("Your duties do not include this, or not for this unit."))
    paths = sorted({duty.path for duty in actor.duties if _may_read(actor, duty.path)}, key=len)
    top = [
        path for path in paths if not any(path != each and path.startswith(each) for each in paths)
    ]
    return list(db.session.scalars(select(Unit).where(Unit.path.in_(top)).order_by(Unit.path)))


def _unit(actor: Actor, unit_id: int) -> Unit:
    if not any(may(actor, right) for right in READERS):
        raise NotAllowed(N_("Your duties do not include this, or not for this unit."))
    unit = db.session.get(Unit, unit_id)
    if unit is None or not _may_read(actor, unit.path):
        raise Missing(N_("There is no such unit under your duties."))
    return unit


def _may_read(actor: Actor, path: str) -> bool:
    return any(may(actor, right, path) for right in READERS)


def _officers(unit: Unit) -> list[int]:
    statement = select(Person.id).join(Person.unit).where(in_and_below(unit), is_open_officer())
    return list(db.session.scalars(statement.order_by(Person.id)))


def _officers_by_unit(top: Unit) -> dict[str, int]:
    rows = db.session.execute(
        select(Unit.path, func.count(Person.id))
        .join(Person, Person.unit_id == Unit.id)
        .where(in_and_below(top), is_open_officer())
        .group_by(Unit.path)
    )
    return dict(rows.all())


@dataclass(slots=True)
class _Gathered:
    """The officers of a unit with every course, kept as small as the figures need."""

    courses: Sequence[CourseProgress]
    complete: Counter[str] = field(default_factory=Counter)
    points: dict[str, list[Point]] = field(default_factory=lambda: defaultdict(list))


def _courses(unit: Unit, people: Sequence[int], language: str) -> list[CourseLine]:
    gathered = _gathered(people, _last_places(unit, language))
    checks = _checks(unit)
    words = _words(checks, language)
    return [
        CourseLine(
            code=course.code,
            titles=course.titles,
            complete=gathered.complete[course.code],
            modules=[
                ModuleLine(
                    code=module.code,
                    titles=module.titles,
                    figures=module_figures(gathered.points[module.code]),
                    checks=[
                        CheckLine(words.get(each.question, each.question), each)
                        for each in checks.get(module.code, ())
                    ],
                )
                for module in course.modules
            ],
        )
        for course in gathered.courses
    ]


def _gathered(people: Sequence[int], places: Places) -> _Gathered:
    """Some officers at a time; what is known of each is let go once it is counted."""
    at, found = now(), _Gathered(())
    for some in batches(people):
        for person_id, courses in progress_of(some).items():
            found.courses = courses
            found.complete.update(each.code for each in courses if each.is_complete)
            for module in (module for each in courses for module in each.modules):
                section, seen_at = places.get((person_id, module.code), (None, None))
                last_at = max(filter(None, (module.last_at, seen_at)), default=None)
                point = point_of(Reader(module, last_at, section), at)
                found.points[module.code].append(point)
    return found


def _last_places(unit: Unit, language: str) -> Places:
    """By officer and module: the heading that was last seen, and when."""
    newest = (
        select(func.max(Stretch.id))
        .join(Person, Person.id == Stretch.person_id)
        .join(Person.unit)
        .where(in_and_below(unit), is_open_officer())
        .group_by(Stretch.person_id, Stretch.module_id)
    )
    rows = db.session.execute(
        select(Stretch.person_id, Module.code, Stretch.anchor, Stretch.at)
        .join(Module, Module.id == Stretch.module_id)
        .where(Stretch.id.in_(newest))
    )
    headings = _headings(language)
    return {
        (person_id, code): (headings.get((code, anchor)), at)
        for person_id, code, anchor, at in rows
    }


def _headings(language: str) -> dict[tuple[str, str], str]:
    current = select(func.max(ModuleRevision.id)).group_by(ModuleRevision.module_id)
    rows = db.session.execute(
        select(Module.code, Passage.anchor, Passage.heading)
        .join(ModuleRevision, ModuleRevision.id == Passage.revision_id)
        .join(Module, Module.id == ModuleRevision.module_id)
        .where(Passage.language == language, Passage.anchor != "", Passage.revision_id.in_(current))
    )
    return {(code, anchor): heading for code, anchor, heading in rows}


def _checks(unit: Unit) -> dict[str, list[CheckFigures]]:
    """By module: its self-checks as they stand now, with their first tries, worst first."""
    first = (
        select(func.min(CheckAnswer.id))
        .join(Person, Person.id == CheckAnswer.person_id)
        .join(Person.unit)
        .where(in_and_below(unit), is_open_officer())
        .group_by(CheckAnswer.person_id, CheckAnswer.question)
    )
    right = case((CheckAnswer.earned >= CheckAnswer.full, 1), else_=0)
    rows = db.session.execute(
        select(Module.code, CheckAnswer.question, func.count(), func.sum(right))
        .join(Module, Module.id == CheckAnswer.module_id)
        .where(CheckAnswer.id.in_(first))
        .group_by(Module.code, CheckAnswer.question)
    ).all()
    asked = {
        code: set(revision.checks)
        for code, revision in current_modules({row[0] for row in rows}).items()
    }
    found: dict[str, list[CheckFigures]] = defaultdict(list)
    for code, question, tried, correct in rows:
        if question in asked.get(code, ()):
            found[code].append(CheckFigures(question, tried, int(correct)))
    for each in found.values():
        each.sort(key=lambda one: (one.share is None, one.share or 0, one.question))
    return found


def _words(checks: Mapping[str, Sequence[CheckFigures]], language: str) -> dict[str, str]:
    codes = [each.question for some in checks.values() for each in some]
    found = practice_questions(codes, language)
    return {code: _stem(each) for code, each in found.items()}


def _stem(question: PracticeQuestion) -> str:
    stem = question.asked["stem"]
    return plain(placed(stem, lambda _: "____") if question.kind == "fill_blank" else stem)
