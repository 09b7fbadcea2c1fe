"""New wordings of courses and modules, kept beside the old ones."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.actions import notices
from audit.actions import record
from core.actor import Actor
from core.errors import N_
from core.markdown import rendered_course
from courses.acts import CourseAct
from courses.models.courses import Course, CourseRevision
from courses.models.modules import Module, ModuleRevision
from courses.models.modules import ModuleText as StoredText
from courses.models.modules import Passage as StoredPassage
from courses.queries.changes import says_the_same
from courses.queries.studied import who_studied
from courses.rules.course_file import CourseHead
from courses.rules.module_file import ModuleText
from courses.rules.page import HEADINGS, finished
from courses.rules.passages import passages
from courses.rules.titles import in_both


def keep_course(session: Session, head: CourseHead, actor: Actor | None, at: datetime) -> bool:
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
            hours=head.hours,
            needs={module: list(before) for module, before in head.needs.items()},
            quiz=asdict(head.quiz) if head.quiz else None,
            test=asdict(head.test) if head.test else None,
            source=head.source,
            fingerprint=fingerprint,
            by_id=actor.id if actor else None,
            at=at,
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


def keep_module(
    session: Session,
    course_code: str,
    texts: Mapping[str, ModuleText],
    actor: Actor | None,
    at: datetime,
) -> bool:
    """Add a revision of the module unless the newest one has the same texts and HTML."""
    model = next(iter(texts.values()))
    module = session.scalars(select(Module).where(Module.code == model.code)).first()
    module = module or Module(code=model.code)
    session.add(module)
    session.flush()
    stored = [_stored(text) for text in texts.values()]
    fingerprint = _fingerprint(stored)
    last = session.scalars(
        select(ModuleRevision)
        .where(ModuleRevision.module_id == module.id)
        .order_by(ModuleRevision.number.desc())
        .limit(1)
    ).first()
    if last and last.fingerprint == fingerprint:
        return False
    titles = {language: text.title for language, text in texts.items()}
    revision = _revision(model, stored, titles=titles, number=last.number + 1 if last else 1)
    revision.module, revision.fingerprint = module, fingerprint
    revision.by_id, revision.at = actor.id if actor else None, at
    session.add(revision)
    session.flush()
    if last and not says_the_same(last, revision):
        _tell(who_studied(last), course_code, revision)
    record(
        CourseAct.MODULE_IMPORTED,
        actor,
        subject=("course_module", model.code),
        number=revision.number,
        fingerprint=fingerprint,
    )
    return True


def _revision(
    model: ModuleText, stored: list[StoredText], *, titles: Mapping[str, str], number: int
) -> ModuleRevision:
    return ModuleRevision(
        number=number,
        titles=dict(titles),
        minutes=model.minutes,
        edition=model.edition,
        confidence=model.confidence,
        topics=list(model.topics),
        refs=list(model.refs),
        facts=list(model.facts),
        checks=list(model.checks),
        texts=stored,
        passages=[passage for text in stored for passage in _passages(text)],
    )


def _tell(person_ids: Collection[int], course_code: str, revision: ModuleRevision) -> None:
    """Those who studied the module hear that it says something else now, and where to look."""
    notices.tell(
        person_ids,
        N_("“%(module)s”, which you studied, was changed. See what is new."),
        {"module": in_both(revision.titles)},
        f"/courses/{course_code}/{revision.module.code}/changes",
    )


def _stored(text: ModuleText) -> StoredText:
    return StoredText(
        language=text.language,
        file=PurePosixPath(text.path).name,
        parts=list(text.parts),
        source=text.source,
        html=finished(rendered_course(text.body, HEADINGS[text.language]), text.language),
    )


def _passages(text: StoredText) -> list[StoredPassage]:
    return [
        StoredPassage(
            language=text.language,
            position=position,
            anchor=each.anchor,
            heading=each.heading,
            words=each.words,
            folded=each.folded,
        )
        for position, each in enumerate(passages(text.html))
    ]


def _fingerprint(texts: list[StoredText]) -> str:
    content = [[text.language, text.file, text.source, text.html] for text in texts]
    return sha256(json.dumps(content).encode()).hexdigest()
