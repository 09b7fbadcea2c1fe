"""A person's own notes and highlights. Every query here asks for one person's alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from core.database import db
from core.errors import N_, Missing
from courses.models.courses import CourseRevision
from courses.models.modules import ModuleRevision
from courses.models.studying import Note
from courses.queries.outline import current_courses, current_modules
from courses.rules.noting import Draft
from courses.rules.passages import folded
from courses.rules.searching import terms


@dataclass(frozen=True, slots=True)
class NotesOfModule:
    """The notes on one module; it has no course where it no longer stands in one."""

    course: CourseRevision | None
    module: ModuleRevision
    notes: Sequence[Note]

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.notes)


def notes_on(module_id: int, person_id: int) -> Sequence[Note]:
    """One's notes on a module, the oldest first."""
    return db.session.scalars(_own(person_id).where(Note.module_id == module_id)).all()


def own_note(note_id: int, person_id: int) -> Note:
    """A note of one's own; anybody else's is not there."""
    found = db.session.scalars(_own(person_id).where(Note.id == note_id)).first()
    if found is None:
        raise Missing(N_("There is no such note; it may have been deleted on another page."))
    return found


def same_note(module_id: int, draft: Draft, person_id: int) -> Note | None:
    """One's note on a module that says and marks just what a draft does."""
    return db.session.scalars(
        _own(person_id).where(Note.module_id == module_id).filter_by(**asdict(draft))
    ).first()


def count_of(person_id: int) -> int:
    """How many notes somebody has."""
    return db.session.scalars(
        select(func.count()).select_from(Note).where(Note.person_id == person_id)
    ).one()


def course_of(module_code: str) -> str | None:
    """The code of the course that a module stands in now."""
    found = _courses_by_module().get(module_code)
    return found.course.code if found else None


def notes_with(asked: str, person_id: int) -> list[NotesOfModule]:
    """One's notes that have every word asked for, in the order of the courses."""
    looked_for = terms(asked)
    if not looked_for:
        return []
    found = db.session.scalars(_own(person_id).options(joinedload(Note.module)))
    return _by_module([each for each in found if _has(each, looked_for)])


def all_notes(person_id: int) -> list[NotesOfModule]:
    """All one's notes, in the order of the courses; what left the courses comes last."""
    found = db.session.scalars(_own(person_id).options(joinedload(Note.module)))
    return _by_module(found.all())


def _own(person_id: int) -> Select[Note]:
    return select(Note).where(Note.person_id == person_id).order_by(Note.id)


def _has(note: Note, looked_for: Iterable[str]) -> bool:
    text = folded(f"{note.quote}\n{note.words}")
    return all(term in text for term in looked_for)


def _by_module(notes: Sequence[Note]) -> list[NotesOfModule]:
    courses = _courses_by_module()
    order = {code: at for at, code in enumerate(courses)}
    ordered = sorted(
        notes, key=lambda each: (order.get(each.module.code, len(order)), each.module_id)
    )
    modules = current_modules({each.module.code for each in notes}) if notes else {}
    return [
        NotesOfModule(courses.get(code), modules[code], list(several))
        for code, several in groupby(ordered, key=lambda each: each.module.code)
    ]


def _courses_by_module() -> Mapping[str, CourseRevision]:
    """By module, in the order of the courses."""
    return {code: each for each in current_courses() for code in each.modules}
