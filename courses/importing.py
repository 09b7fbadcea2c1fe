"""Courses from files into the database: all of a folder or nothing."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from courses.actions.keeping import keep_course, keep_module
from courses.models.courses import Course
from courses.queries.checks import shown_of
from courses.queries.outline import current_courses
from courses.rules import folder
from courses.rules.citing import unknown_refs
from courses.rules.findings import Finding, errors, found
from courses.rules.folder import CourseContent, Folder
from courses.rules.module_file import line_of
from question_bank.queries.statutes import statutes_now

PATTERNS = ("*/course.toml", "*/zh/*.md", "*/en/*.md")


@dataclass(frozen=True)
class Loaded:
    """What an import did: new revisions, what was as before, and what could be better."""

    courses: int
    modules: int
    unchanged: int
    findings: tuple[Finding, ...]


class Faulty(Refused):
    """The folder has errors; nothing of it was stored."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Keep what was found."""
        super().__init__(
            N_("The courses have %(count)s errors; nothing was stored."),
            count=len(errors(findings)),
        )
        self.findings = findings


def read_folder(root: Path) -> Folder:
    """The courses of a folder, read and checked; nothing is stored."""
    files: dict[str, str] = {}
    said: list[Finding] = []
    paths = sorted(path for pattern in PATTERNS for path in root.glob(pattern))
    for path in paths:
        name = path.relative_to(root).as_posix()
        try:
            files[name] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            said.append(found("CM100", name))
    seen = folder.read(files)
    return Folder(seen.courses, (*said, *seen.findings))


def load(root: Path, *, actor: Actor | None) -> Loaded:
    """Store what is new in a folder of courses, in one transaction; with an error nothing is.

    One import or approval at a time: each counts on from the other's revisions.
    """
    seen = read_folder(root)
    if errors(seen.findings):
        raise Faulty(seen.findings)
    with transaction() as session:
        session.execute(select(Course.id).order_by(Course.id).with_for_update())
        elsewhere = _elsewhere(seen.courses)
        if elsewhere:
            raise Faulty((*seen.findings, *elsewhere))
        at = now()
        courses = [keep_course(session, each.head, actor, at) for each in seen.courses]
        modules = [
            keep_module(session, each.head.code, texts, actor, at)
            for each in seen.courses
            for texts in each.modules
        ]
        unknown = [*_unknown_checks(seen.courses), *_unknown_refs(seen.courses)]
    return Loaded(
        courses=sum(courses),
        modules=sum(modules),
        unchanged=len(courses) + len(modules) - sum(courses) - sum(modules),
        findings=(*seen.findings, *unknown),
    )


def _elsewhere(courses: tuple[CourseContent, ...]) -> list[Finding]:
    """Modules that stand in a course which the folder does not bring."""
    coming = {each.head.code for each in courses}
    owner = {
        code: each.course.code
        for each in current_courses()
        if each.course.code not in coming
        for code in each.modules
    }
    return [
        found("CM128", f"{each.head.code}/course.toml", module=code, course=owner[code])
        for each in courses
        for code in each.head.modules
        if code in owner
    ]


def _unknown_refs(courses: tuple[CourseContent, ...]) -> list[Finding]:
    statutes = statutes_now()
    texts = [text for each in courses for texts in each.modules for text in texts.values()]
    return [finding for text in texts for finding in unknown_refs(text, statutes)]


def _unknown_checks(courses: tuple[CourseContent, ...]) -> list[Finding]:
    models = [next(iter(texts.values())) for each in courses for texts in each.modules]
    shown = shown_of(check for text in models for check in text.checks)
    return [
        found("CM205", text.path, line_of(text, "checks"), id=check)
        for text in models
        for check in text.checks
        if check not in shown
    ]
