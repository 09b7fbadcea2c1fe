"""A module as one person reads it: its text, and its self-checks with what they answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from sqlalchemy import func, select

from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from courses.models.modules import ModuleSuspension, ModuleText
from courses.models.studying import CheckAnswer
from courses.queries.changes import changed_of
from courses.queries.checks import asked_of, told_of
from courses.queries.outline import Place, place_of, text_in
from courses.queries.prerequisites import waiting_beside
from courses.queries.progress import progress
from courses.queries.sections import Section, left_at, outline
from courses.queries.suspended import doubts_about
from courses.rules.asking import Option, layout, pieces
from courses.rules.completion import CourseProgress, ModuleProgress
from courses.rules.facts import taught
from courses.rules.prerequisites import Prior
from courses.rules.telling import Line, blanks, lines
from question_bank.kinds.kind import LETTERS
from question_bank.queries.drawing import PracticeQuestion, Told


@dataclass(frozen=True)
class Outcome:
    """A person's last answer to a question, and what is told about it.

    `anchor` is the place of the module that teaches what it rests on.
    """

    is_right: bool
    is_partly_right: bool
    lines: tuple[Line, ...]
    given: tuple[str, ...]
    accepted: tuple[str, ...]
    rationale: str | None
    anchor: str | None


@dataclass(frozen=True)
class Check:
    """A self-check question on a module's page; `last_id` is of its last answer, 0 for none."""

    number: int
    id: str
    revision_id: int
    kind: str
    stem: tuple[str | int, ...]
    options: tuple[Option, ...]
    order: tuple[int, ...]
    size: int
    outcome: Outcome | None
    last_id: int


@dataclass(frozen=True)
class Page:
    """A module as one person reads it; `waits` names by module what it still waits for.

    Only the modules of its own course are among them.
    """

    place: Place
    course: CourseProgress
    module: ModuleProgress
    text: ModuleText
    checks: tuple[Check, ...]
    doubts: Sequence[ModuleSuspension]
    outline: Sequence[Section]
    resume: Section | None
    waits: Mapping[str, tuple[Prior, ...]]
    is_changed: bool
    before: ModuleProgress | None
    after: ModuleProgress | None

    @property
    def waits_for(self) -> tuple[Prior, ...]:
        """What this module itself waits for."""
        return self.waits.get(self.place.code, ())


def page_of(
    course_code: str,
    module_code: str,
    *,
    actor: Actor,
    language: str,
    again: Collection[str] = (),
) -> Page:
    """The page of a module; the checks in `again` are shown without the last answer."""
    place = place_of(course_code, module_code)
    courses = progress(actor.id)
    course = next(each for each in courses if each.code == course_code)
    at = next(at for at, each in enumerate(course.modules) if each.code == module_code)
    text = text_in(place.module, language)
    sections = outline(text)
    return Page(
        place=place,
        course=course,
        module=course.modules[at],
        text=text,
        checks=_checks(place, actor.id, language, again),
        doubts=doubts_about(place.module),
        outline=sections,
        resume=left_at(place.module.module_id, sections, actor.id),
        waits=waiting_beside(place, courses, actor),
        is_changed=bool(changed_of([place], actor.id)),
        before=course.modules[at - 1] if at else None,
        after=course.modules[at + 1] if at + 1 < course.total else None,
    )


def check_of(place: Place, question: str, *, person_id: int) -> Check:
    """A question that the module asks and that may be shown, without any answer."""
    checks = _laid_out(place, person_id, "zh", {}, {})
    for each in checks:
        if each.id == question:
            return each
    raise Missing(N_("There is no such question in this module."))


def _checks(
    place: Place, person_id: int, language: str, again: Collection[str]
) -> tuple[Check, ...]:
    last = last_answers(place, person_id)
    standing = [each for code, each in last.items() if code not in again]
    told = told_of([each.question_revision_id for each in standing], language)
    return _laid_out(place, person_id, language, last, told)


def _laid_out(
    place: Place,
    person_id: int,
    language: str,
    answers: Mapping[str, CheckAnswer],
    told: Mapping[int, Told],
) -> tuple[Check, ...]:
    asked = asked_of(place.module.checks, language)
    questions = [asked[each] for each in place.module.checks if each in asked]
    return tuple(
        _check(number, each, place, person_id, answers.get(each.code), told)
        for number, each in enumerate(questions, start=1)
    )


def _check(
    number: int,
    asked: PracticeQuestion,
    place: Place,
    person_id: int,
    answer: CheckAnswer | None,
    told: Mapping[int, Told],
) -> Check:
    chance = Random(f"{person_id}:{asked.revision_id}")  # noqa: S311 - a layout, not a secret
    order = layout(asked.kind, asked.size, chance)
    texts = asked.asked.get("options") or asked.asked.get("items") or []
    options = tuple(Option(LETTERS[at], texts[at]) for at in order if texts)
    return Check(
        number=number,
        id=asked.code,
        revision_id=asked.revision_id,
        kind=asked.kind,
        stem=pieces(asked.kind, asked.asked["stem"]),
        options=options,
        order=order,
        size=asked.size,
        outcome=_outcome(asked, place, options, answer, told.get(asked.revision_id)),
        last_id=answer.id if answer else 0,
    )


def _outcome(
    asked: PracticeQuestion,
    place: Place,
    options: Sequence[Option],
    answer: CheckAnswer | None,
    after: Told | None,
) -> Outcome | None:
    """Nothing where it is asked again, or was revised since: the answer was to other words."""
    if answer is None or after is None:
        return None
    return Outcome(
        is_right=answer.share >= 1,
        is_partly_right=0 < answer.share < 1,
        lines=lines(
            asked.kind,
            options,
            value=answer.value,
            right=after.right,
            feedback=after.feedback,
        ),
        given=blanks(asked.kind, answer.value),
        accepted=blanks(asked.kind, after.right),
        rationale=after.rationale,
        anchor=taught(place.module.facts, after.facts),
    )


def last_answers(place: Place, person_id: int) -> dict[str, CheckAnswer]:
    """A person's last answer to each question of a module that they answered, by its code."""
    newest = (
        select(func.max(CheckAnswer.id))
        .where(CheckAnswer.person_id == person_id, CheckAnswer.module_id == place.module.module_id)
        .group_by(CheckAnswer.question)
    )
    found = db.session.scalars(select(CheckAnswer).where(CheckAnswer.id.in_(newest)))
    return {each.question: each for each in found}
