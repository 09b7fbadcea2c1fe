"""Courses from files into the database: all of a folder or nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from core.markdown import rendered_course
from courses.acts import CourseAct
from courses.models import Course, CourseRevision, Module, ModuleRevision
from courses.models import ModuleText as StoredText
from courses.queries.checks import shown_of
from courses.rules import folder
from courses.rules.course_file import CourseHead
from courses.rules.findings import Finding, errors, found
from courses.rules.folder import CourseContent, Folder
from courses.rules.module_file import ModuleText
from courses.rules.page import HEADINGS, finished

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
    """Store what is new in a folder of courses, in one transaction; with an error nothing is."""
    seen = read_folder(root)
    if errors(seen.findings):
        raise Faulty(seen.findings)
    with transaction() as session:
        courses = [_keep_course(session, each.head, actor) for each in seen.courses]
        modules = [
            _keep_module(session, texts, actor) for each in seen.courses for texts in each.modules
        ]
        unknown = _unknown_checks(seen.courses)
    return Loaded(
        courses=sum(courses),
        modules=sum(modules),
        unchanged=len(courses) + len(modules) - sum(courses) - sum(modules),
        findings=(*seen.findings, *unknown),
    )


def _keep_course(session: Session, head: CourseHead, actor: Actor | None) -> bool:
    """Add a revision of the course unless the newest one says the same."""
    course = session.scalars(select(Course).where(Course.code == head.code)).first()
    course = course or Course(code=head.code)
    session.add(course)
    session.flush()
    last = session.scalars(
        select(CourseRevision)
        .where(CourseRevision.course_id == course.id)
        .order_by(CourseRevision.number.desc())
        .limit(1)
    ).first()
    fingerprint = sha256(head.source.encode()).hexdigest()
    if last and last.fingerprint == fingerprint:
        return False
    number = last.number + 1 if last else 1
    session.add(
        CourseRevision(
            course_id=course.id,
            number=number,
            position=head.position,
            titles=dict(head.titles),
            descriptions=dict(head.descriptions),
            modules=list(head.modules),
            required_percent=head.required_percent,
            source=head.source,
            fingerprint=fingerprint,
            by_id=actor.id if actor else None,
            at=now(),
        )
    )
    record(
        CourseAct.COURSE_IMPORTED,
        actor,
        subject=("course", head.code),
        number=number,
        fingerprint=fingerprint,
    )
    return True


def _keep_module(session: Session, texts: Mapping[str, ModuleText], actor: Actor | None) -> bool:
    """Add a revision of the module unless the newest one has the same texts and HTML."""
    model = next(iter(texts.values()))
    module = session.scalars(select(Module).where(Module.code == model.code)).first()
    module = module or Module(code=model.code)
    session.add(module)
    session.flush()
    stored = [_stored(text) for text in texts.values()]
    fingerprint = _fingerprint(stored)
    last = session.execute(
        select(ModuleRevision.number, ModuleRevision.fingerprint)
        .where(ModuleRevision.module_id == module.id)
        .order_by(ModuleRevision.number.desc())
        .limit(1)
    ).first()
    if last and last.fingerprint == fingerprint:
        return False
    number = last.number + 1 if last else 1
    session.add(
        ModuleRevision(
            module_id=module.id,
            number=number,
            titles={language: text.title for language, text in texts.items()},
            minutes=model.minutes,
            edition=model.edition,
            confidence=model.confidence,
            topics=list(model.topics),
            refs=list(model.refs),
            facts=list(model.facts),
            checks=list(model.checks),
            fingerprint=fingerprint,
            by_id=actor.id if actor else None,
            at=now(),
            texts=stored,
        )
    )
    record(
        CourseAct.MODULE_IMPORTED,
        actor,
        subject=("course_module", model.code),
        number=number,
        fingerprint=fingerprint,
    )
    return True


def _stored(text: ModuleText) -> StoredText:
    return StoredText(
        language=text.language,
        file=PurePosixPath(text.path).name,
        parts=list(text.parts),
        source=text.source,
        html=finished(rendered_course(text.body, HEADINGS[text.language]), text.language),
    )


def _fingerprint(texts: list[StoredText]) -> str:
    content = [[text.language, text.file, text.source, text.html] for text in texts]
    return sha256(json.dumps(content).encode()).hexdigest()


def _unknown_checks(courses: tuple[CourseContent, ...]) -> list[Finding]:
    models = [next(iter(texts.values())) for each in courses for texts in each.modules]
    shown = shown_of(check for text in models for check in text.checks)
    return [
        found("CM205", text.path, id=check)
        for text in models
        for check in text.checks
        if check not in shown
    ]
