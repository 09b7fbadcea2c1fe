"""The starter content of the demonstration, and officers at their courses."""

from random import Random

from sqlalchemy import select

from core.actor import Actor
from core.config import ROOT
from core.database import db, transaction
from courses import importing as course_importing
from courses.actions import drawing, taking
from courses.actions.learning import answer_check
from courses.models.testing import CourseTest
from courses.queries.outline import current_courses
from courses.queries.progress import module_progress, progress
from courses.queries.reading import Check, page_of
from courses.queries.taking import own_test, slots_of
from oversight.importing.bureau import OFFICERS
from oversight.importing.sittings import acting
from question_bank.actions import reviewing
from question_bank.actions.examining import opened
from question_bank.importing import import_files
from question_bank.kinds import KINDS
from question_bank.kinds.kind import LETTERS
from question_bank.models import Revision
from question_bank.queries.questions import revisions


def load_content() -> None:
    """Questions written by the trainer and approved by the reviewer; courses."""
    trainer, reviewer = acting("trainer"), acting("reviewer")
    folder = ROOT / "question_bank" / "content"
    files = [
        opened(str(path.relative_to(folder)), path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*/*.md"))
    ]
    import_files(files, actor=trainer)
    with transaction():
        for revision_id in db.session.scalars(select(Revision.id).order_by(Revision.id)).all():
            reviewing.submit(revision_id, actor=trainer)
            reviewing.approve(revision_id, actor=reviewer)
    course_importing.load(ROOT / "courses" / "content", actor=trainer)


def study() -> None:
    """Each officer studies as large a part of the modules as the bureau says, and begins the next.

    Who has completed a course takes its test.
    """
    courses = current_courses()
    modules = [(course.course.code, code) for course in courses for code in course.modules]
    for officer in OFFICERS:
        actor = acting(officer.login)
        chance = Random(officer.login)  # noqa: S311 - an invented bureau, the same each time
        done = int(officer.studied * len(modules))
        with transaction():
            for course_code, module_code in modules[:done]:
                _answer_checks(course_code, module_code, actor, officer.skill, chance)
                _take_quiz(course_code, module_code, actor, officer.skill, chance)
            if done < len(modules) and officer.skill > 0.5:
                _answer_checks(*modules[done], actor, officer.skill, chance, most=2)
            for course in progress(actor.id):
                if course.awaits_test:
                    _pass(drawing.begin_test(course.code, actor=actor), actor)


def _answer_checks(
    course_code: str,
    module_code: str,
    actor: Actor,
    skill: float,
    chance: Random,
    most: int | None = None,
) -> None:
    """Answer a module's self-checks right, one to be chosen now and then at the second try."""
    page = page_of(course_code, module_code, actor=actor, language="zh")
    for check in page.checks[:most]:
        revision = revisions([check.revision_id])[check.revision_id]
        if revision.kind == "single" and chance.random() > skill:
            _answer_check(course_code, module_code, check, _wrong(revision), actor)
        _answer_check(course_code, module_code, check, _as_fields(revision, check.order), actor)


def _take_quiz(
    course_code: str, module_code: str, actor: Actor, skill: float, chance: Random
) -> None:
    """Pass the module's quiz, where it has one, now and then at the second try."""
    if not module_progress(actor.id, module_code).has_quiz:
        return
    if chance.random() > skill:
        first = drawing.begin_quiz(course_code, module_code, actor=actor)
        taking.hand_in_as_it_is(first.id, actor=actor)
    _pass(drawing.begin_quiz(course_code, module_code, actor=actor), actor)


def _pass(test: CourseTest, actor: Actor) -> None:
    """Answer everything right."""
    right = {
        slot.number: KINDS[slot.revision.kind].right(slot.revision.key, slot.order)
        for slot in slots_of(own_test(test.id, actor.id))
    }
    taking.hand_in(test.id, right, actor=actor)


def _answer_check(
    course_code: str, module_code: str, check: Check, sent: list[str], actor: Actor
) -> None:
    answer_check(
        course_code,
        module_code,
        check.id,
        revision_id=check.revision_id,
        sent=sent,
        actor=actor,
    )


def _wrong(revision: Revision) -> list[str]:
    """The first of the options that are not right."""
    right = KINDS[revision.kind].right(revision.key, range(revision.size))
    return [next(letter for letter in LETTERS if letter != right)]


def _as_fields(revision: Revision, order: tuple[int, ...]) -> list[str]:
    """The right answer as the fields of a self-check's form."""
    if revision.kind == "ordering":
        return [str(index + 1) for index in order]
    right = KINDS[revision.kind].right(revision.key, range(revision.size))
    if isinstance(right, bool):
        return [str(right).lower()]
    return [str(part) for part in right] if isinstance(right, list) else [str(right)]
