"""What others ask or draw: approved questions, and what their answers earn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, exists, false, func, or_, select
from sqlalchemy.orm import joinedload

from core.database import db
from core.errors import N_, Missing
from question_bank.kinds import KINDS
from question_bank.models import Clearance, Question, Revision
from question_bank.queries.calibrating import calibrations
from question_bank.queries.questions import spoken
from question_bank.rules.lifecycle import State
from question_bank.rules.spellings import in_script_of

UNSURE = ("A*", "B")
ONCE_APPROVED = (State.APPROVED, State.SUSPENDED, State.RETIRED)


@dataclass(frozen=True, slots=True)
class PracticeQuestion:
    """A question to be practised, in one language; `asked` is HTML by part."""

    code: str
    revision_id: int
    kind: str
    topic: str
    language: str
    asked: Mapping[str, Any]
    size: int


@dataclass(frozen=True, slots=True)
class Told:
    """What is said after an answer; `right` is in the letters of the order that was asked for.

    `facts` are the ids of those that the question rests on.
    """

    rationale: str | None
    feedback: list[str | None]
    right: object
    facts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DrawablePart:
    """What assembly has to know about a part of a case."""

    size: int
    shuffle: bool
    points: Decimal


@dataclass(frozen=True, slots=True)
class Drawable:
    """What assembly has to know about a question that may be drawn; no word of it.

    `expected` comes from papers where `calibrated`, else from the author.
    """

    revision_id: int
    code: str
    kind: str
    topic: str
    difficulty: str
    expected: Decimal
    points: Decimal
    enemies: tuple[str, ...]
    shuffle: bool
    size: int
    seconds: int
    parts: tuple[DrawablePart, ...] = ()
    calibrated: bool = False


def practice_questions(codes: Iterable[str], language: str) -> dict[str, PracticeQuestion]:
    """The approved revisions of these practice questions, in the language or else in Chinese."""
    statement = (
        select(Question.code, Revision)
        .join(Revision.question)
        .where(
            Question.code.in_(set(codes)),
            Question.pool == "practice",
            Revision.state == State.APPROVED,
        )
    )
    return {
        code: PracticeQuestion(
            code=code,
            revision_id=revision.id,
            kind=revision.kind,
            topic=revision.topic,
            language=spoken(revision.asked, language),
            asked=revision.asked[spoken(revision.asked, language)],
            size=revision.size,
        )
        for code, revision in db.session.execute(statement)
    }


def practice_kinds(codes: Iterable[str]) -> dict[str, str]:
    """Which of these are approved practice questions, and of what kind each is."""
    statement = (
        select(Question.code, Revision.kind)
        .join(Revision.question)
        .where(
            Question.code.in_(set(codes)),
            Question.pool == "practice",
            Revision.state == State.APPROVED,
        )
    )
    return dict(db.session.execute(statement).all())


def told(revision_id: int, language: str, order: Sequence[int] | None = None) -> Told:
    """What is said after an answer in practice; without an order, letters are those of the bank."""
    revision = _practised(revision_id)
    words = revision.told[spoken(revision.told, language)]
    key = _shown_key(revision, language)
    right = KINDS[revision.kind].right(key, order or range(revision.size))
    return Told(words["rationale"], words["feedback"], right, revision.details.get("facts", ()))


def _shown_key(revision: Revision, language: str) -> Mapping[str, Any]:
    """The key with the spellings of its blanks that a reader of the language is shown."""
    if "blanks" not in revision.key:
        return revision.key
    stem = revision.asked[spoken(revision.asked, language)]["stem"]
    return {"blanks": [in_script_of(stem, each) for each in revision.key["blanks"]]}


def share(revision_id: int, value: object, order: Sequence[int] | None = None) -> Fraction:
    """The part of full marks that an answer earns in practice.

    `value` is JSON as a browser sent it; raises Unreadable if it is no answer to this question.
    """
    revision = _practised(revision_id)
    kind = KINDS[revision.kind]
    given = kind.read(value, revision.size)
    return kind.share(given, revision.key, order or range(revision.size), revision.partial)


def drawable(language: str, topics: Iterable[str] | None = None) -> list[Drawable]:
    """What may be drawn for a real sitting in a language; `law.*` is every topic below `law`."""
    pool = [Question.pool == "exam", is_sure()]
    if topics is not None:
        pool.append(or_(false(), *map(_in_topic, topics)))
    return _drawable(language, pool)


def practice_drawable(language: str) -> list[Drawable]:
    """What may be drawn for a mock exam in a language: the practice pool, and nothing else."""
    return _drawable(language, [Question.pool == "practice"])


def _drawable(language: str, pool: Sequence[ColumnElement[bool]]) -> list[Drawable]:
    columns = (
        Revision.id.label("revision_id"), Question.code, Revision.kind, Revision.topic,
        Revision.difficulty, Revision.expected, Revision.points,
        Revision.details["enemies"].label("enemies"), Revision.shuffle, Revision.size,
        Revision.seconds, Revision.key["parts"].label("parts"),
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Revision.question)
        .where(*pool, Revision.state == State.APPROVED)
        .where(Revision.asked[language].as_string().is_not(None))
        .order_by(Question.code)
    )
    rows = db.session.execute(statement).all()
    found = calibrations({row.revision_id: row.expected for row in rows})
    return [
        Drawable(
            **row._asdict()
            | {
                "enemies": tuple(row.enemies or ()),
                "parts": _parts(row.parts or ()),
                "expected": found.get(row.revision_id, row.expected),
                "calibrated": row.revision_id in found,
            }
        )
        for row in rows
    ]


def _parts(marked: Iterable[Mapping[str, Any]]) -> tuple[DrawablePart, ...]:
    return tuple(
        DrawablePart(part["size"], part["shuffle"], Decimal(part["points"])) for part in marked
    )


def _practised(revision_id: int) -> Revision:
    revision = db.session.get(Revision, revision_id, options=[joinedload(Revision.question)])
    if (
        revision is None
        or revision.question.pool != "practice"
        or revision.state not in ONCE_APPROVED
    ):
        raise Missing(N_("There is no such practice question."))
    return revision


def is_sure() -> ColumnElement[bool]:
    """Whether a revision's facts are sure, or a legal reviewer has cleared them."""
    cleared = exists().where(Clearance.revision_id == Revision.id)
    unsure = func.coalesce(Revision.confidence, "").in_(UNSURE)
    return or_(~unsure, cleared)


def _in_topic(pattern: str) -> ColumnElement[bool]:
    if pattern.endswith(".*"):
        return Revision.topic.startswith(pattern[:-1], autoescape=True)
    return Revision.topic == pattern
