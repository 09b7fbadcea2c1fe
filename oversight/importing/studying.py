"""The starter content of the demonstration, and officers at their courses."""

from random import Random

from sqlalchemy import select

from core.actor import Actor
from core.config import ROOT
from core.database import db, transaction
from courses import importing as course_importing
from courses.actions.learning import answer_check
from courses.queries.outline import current_courses
from courses.queries.reading import Check, page_of
from oversight.importing.bureau import OFFICERS
from oversight.importing.sittings import acting
from question_bank.actions import reviewing
from question_bank.actions.examining import opened
from question_bank.importing import import_files
from question_bank.kinds import KINDS
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


def study(chance: Random) -> None:
    """Each officer reads and checks as many modules as the bureau says."""
    modules = [
        (course.course.code, code) for course in current_courses() for code in course.modules
    ]
    for officer in OFFICERS:
        actor = acting(officer.login)
        with transaction():
            for course_code, module_code in modules[: officer.modules]:
                for check in page_of(
                    course_code, module_code, person_id=actor.id, language="zh"
                ).checks:
                    _answer_check(course_code, module_code, check, actor)
            if officer.modules < len(modules) and officer.skill > 0.5:
                course_code, module_code = modules[officer.modules]
                for check in page_of(
                    course_code, module_code, person_id=actor.id, language="zh"
                ).checks[:2]:
                    _answer_check(course_code, module_code, check, actor)


def _answer_check(course_code: str, module_code: str, check: Check, actor: Actor) -> None:
    revision = revisions([check.revision_id])[check.revision_id]
    answer_check(
        course_code,
        module_code,
        check.id,
        revision_id=check.revision_id,
        sent=_as_fields(revision, check.order),
        actor=actor,
    )


def _as_fields(revision: Revision, order: tuple[int, ...]) -> list[str]:
    """The right answer as the fields of a self-check's form."""
    if revision.kind == "ordering":
        return [str(index + 1) for index in order]
    right = KINDS[revision.kind].right(revision.key, range(revision.size))
    if isinstance(right, bool):
        return [str(right).lower()]
    return [str(part) for part in right] if isinstance(right, list) else [str(right)]
