"""What courses there are, in the newest revision of each, and their files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from core.database import db
from core.errors import N_, Missing
from courses.models.courses import CourseRevision
from courses.models.modules import Module, ModuleRevision, ModuleText
from courses.rules.checking import AUTHORITATIVE


@dataclass(frozen=True)
class Place:
    """A module in its course."""

    course: CourseRevision
    module: ModuleRevision

    @property
    def code(self) -> str:
        """The code of the module."""
        return self.module.module.code

    @property
    def needs(self) -> Sequence[str]:
        """The codes of the modules that come first, of any course."""
        needs: Sequence[str] = self.course.needs.get(self.code, ())
        return needs


def current_courses() -> Sequence[CourseRevision]:
    """The newest revision of every course, in their order."""
    newest = select(func.max(CourseRevision.id)).group_by(CourseRevision.course_id)
    statement = (
        select(CourseRevision)
        .options(joinedload(CourseRevision.course))
        .where(CourseRevision.id.in_(newest))
        .order_by(CourseRevision.position, CourseRevision.id)
    )
    return db.session.scalars(statement).all()


def current_modules(codes: Iterable[str]) -> dict[str, ModuleRevision]:
    """The newest revision of the modules with these codes, without their texts."""
    newest = select(func.max(ModuleRevision.id)).group_by(ModuleRevision.module_id)
    statement = (
        select(ModuleRevision)
        .join(ModuleRevision.module)
        .options(joinedload(ModuleRevision.module))
        .where(ModuleRevision.id.in_(newest), Module.code.in_(set(codes)))
    )
    return {each.module.code: each for each in db.session.scalars(statement)}


def revision_of(course_code: str) -> CourseRevision:
    """The course as it stands now."""
    for each in current_courses():
        if each.course.code == course_code:
            return each
    raise Missing(N_("There is no such course."))


def place_of(course_code: str, module_code: str) -> Place:
    """The module as it stands in that course now."""
    courses = {each.course.code: each for each in current_courses()}
    course = courses.get(course_code)
    if course is None or module_code not in course.modules:
        raise Missing(N_("There is no such module."))
    return Place(course, current_modules([module_code])[module_code])


def places() -> list[Place]:
    """Every module that stands in a course now, in the order of the courses."""
    courses = current_courses()
    modules = current_modules(code for each in courses for code in each.modules)
    return [Place(course, modules[code]) for course in courses for code in course.modules]


def text_in(revision: ModuleRevision, language: str) -> ModuleText:
    """A revision's text in a language, or in Chinese where that language is lacking."""
    statement = select(ModuleText).where(
        ModuleText.revision_id == revision.id, ModuleText.language.in_([language, AUTHORITATIVE])
    )
    texts = {each.language: each for each in db.session.scalars(statement)}
    return texts.get(language, texts[AUTHORITATIVE])


def files() -> dict[str, str]:
    """Every current file by its path, as it was imported."""
    courses = current_courses()
    owner = {code: each.course.code for each in courses for code in each.modules}
    newest = select(func.max(ModuleRevision.id)).group_by(ModuleRevision.module_id)
    statement = (
        select(ModuleRevision)
        .options(joinedload(ModuleRevision.module), selectinload(ModuleRevision.texts))
        .where(ModuleRevision.id.in_(newest))
    )
    modules = [each for each in db.session.scalars(statement) if each.module.code in owner]
    heads = {f"{each.course.code}/course.toml": each.source for each in courses}
    return heads | {
        f"{owner[each.module.code]}/{text.language}/{text.file}": text.source
        for each in modules
        for text in each.texts
    }
