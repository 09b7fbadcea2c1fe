"""From a question as a value to a revision as a row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Unit
from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from question_bank.actions import rendering
from question_bank.acts import QuestionAct
from question_bank.kinds import KINDS
from question_bank.models import Move, Question, Revision
from question_bank.rules.document import Document, Draft
from question_bank.rules.fields import Field, in_order
from question_bank.rules.lifecycle import State
from question_bank.rules.question import Question as Value
from question_bank.rules.question import fingerprint
from question_bank.rules.reading import read
from question_bank.rules.writing import canonical

NEVER_INHERITED = frozenset({"lang", "answer"})


def store(
    value: Value, sources: Mapping[str, str], *, actor: Actor, file_id: int | None = None
) -> Revision | None:
    """A new draft of the question, or nothing if its newest revision says the same.

    Its pool never changes; a question belongs to the unit of whoever wrote it first.
    """
    with transaction() as session:
        question = held(session, value.id) or _created(session, value, actor, file_id)
        demand(actor, Right.WRITE_QUESTIONS, question.unit.path)
        if question.pool != value.pool:
            raise Refused(N_("A question stays in its pool; write this as a new question."))
        newest = question.revisions[-1] if question.revisions else None
        if newest and newest.fingerprint == fingerprint(value):
            return None
        revision = _revision(value, sources, actor)
        revision.number = newest.number + 1 if newest else 1
        revision.moves.append(Move(after=State.DRAFT, comment="", by_id=actor.id, at=revision.at))
        question.revisions.append(revision)
        session.flush()
        note(QuestionAct.REVISED, revision, actor, fingerprint=revision.fingerprint)
    return revision


def held(session: Session, code: str) -> Question | None:
    """The question, locked until the transaction ends: one decision about it at a time."""
    return session.scalars(select(Question).where(Question.code == code).with_for_update()).first()


def note(act: QuestionAct, revision: Revision, actor: Actor, **details: object) -> None:
    """Write an act on a revision on the trail."""
    question = revision.question
    record(
        act,
        actor,
        subject=("question", question.code),
        unit_path=question.unit.path,
        revision=revision.number,
        **details,
    )


def source_of(draft: Draft, front: Sequence[Field]) -> str:
    """The canonical Markdown of a question alone, with what its file's head gave it."""
    names = {each.name for each in draft.fields} | NEVER_INHERITED
    fields = [
        *(each for each in front if each.name not in names),
        *(each for each in draft.fields if each.name != "lang"),
    ]
    whole = Document(drafts=(replace(draft, fields=in_order(fields)),))
    return canonical(read(canonical(whole)))


def draft_of(source: str, language: str) -> Draft:
    """The draft that a stored source holds."""
    draft = read(source).drafts[0]
    return in_language(draft, language)


def in_language(draft: Draft, language: str) -> Draft:
    """The draft as a text in this language, whatever its fields leave out."""
    return replace(draft, settings=replace(draft.settings, lang=language))


def _created(session: Session, value: Value, actor: Actor, file_id: int | None) -> Question:
    question = Question(code=value.id, pool=value.pool, source_file_id=file_id, created_at=now())
    question.unit = session.get_one(Unit, actor.unit_id)
    session.add(question)
    session.flush()
    return question


def _revision(value: Value, sources: Mapping[str, str], actor: Actor) -> Revision:
    asked = {language: rendering.asked(value.kind, each) for language, each in value.asked.items()}
    return Revision(
        state=State.DRAFT,
        kind=value.kind,
        topic=value.topic,
        difficulty=value.difficulty.label,
        expected=value.difficulty.expected,
        points=value.points,
        partial=value.partial,
        shuffle=value.shuffle,
        seconds=value.seconds,
        confidence=value.confidence,
        size=KINDS[value.kind].size(value.key),
        key=dict(value.key),
        asked=asked,
        told={language: rendering.told(each) for language, each in value.told.items()},
        sources=dict(sources),
        details={
            "refs": list(value.refs),
            "facts": list(value.facts),
            "enemies": list(value.enemies),
            "tags": list(value.tags),
        },
        fingerprint=fingerprint(value),
        words=rendering.words(asked),
        author_id=actor.id,
        at=now(),
    )
