"""Questions that may be asked of anybody at any time: approved, for practice, marked by machine."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core.database import db
from question_bank.kinds import MARKED_BY_MACHINE
from question_bank.models import Move, Question, Revision
from question_bank.queries.drawing import ONCE_APPROVED
from question_bank.rules.lifecycle import State

OPEN = (
    Question.pool == "practice",
    Revision.state == State.APPROVED,
    Revision.kind.in_(MARKED_BY_MACHINE),
)
"""What may be shown to anybody, at any time."""
EVER_OPEN = (
    Question.pool == "practice",
    Revision.state.in_(ONCE_APPROVED),
    Revision.kind.in_(MARKED_BY_MACHINE),
)
"""What might be shown once, though perhaps no more."""


@dataclass(frozen=True, slots=True)
class Practicable:
    """What a draw has to know of a question; no word of it."""

    code: str
    revision_id: int
    topic: str
    kind: str
    size: int
    shuffle: bool
    facts: tuple[str, ...]
    enemies: tuple[str, ...]


def practicable(topics: Iterable[str]) -> list[Practicable]:
    """The open questions on these topics."""
    columns = (
        Question.code, Revision.id.label("revision_id"), Revision.topic, Revision.kind,
        Revision.size, Revision.shuffle, Revision.details,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Revision.question)
        .where(*OPEN, Revision.topic.in_(set(topics)))
        .order_by(Question.code)
    )
    return [
        Practicable(
            code=row.code,
            revision_id=row.revision_id,
            topic=row.topic,
            kind=row.kind,
            size=row.size,
            shuffle=row.shuffle,
            facts=tuple(row.details["facts"]),
            enemies=tuple(row.details["enemies"]),
        )
        for row in db.session.execute(statement)
    ]


def open_count(topics: Iterable[str]) -> int:
    """How many questions are open on these topics."""
    statement = select(func.count()).select_from(Revision).join(Revision.question)
    return db.session.scalars(statement.where(*OPEN, Revision.topic.in_(set(topics)))).one()


def approved_since(topics: Iterable[str]) -> dict[str, list[datetime]]:
    """By each of these topics: when each question that was ever open on it first was."""
    approved = (
        select(Move.revision_id, func.min(Move.at).label("at"))
        .where(Move.after == State.APPROVED)
        .group_by(Move.revision_id)
        .subquery()
    )
    statement = (
        select(Revision.topic, func.min(func.coalesce(approved.c.at, Revision.at)))
        .join(Revision.question)
        .outerjoin(approved, approved.c.revision_id == Revision.id)
        .where(*EVER_OPEN, Revision.topic.in_(set(topics)))
        .group_by(Revision.topic, Revision.question_id)
    )
    found: dict[str, list[datetime]] = defaultdict(list)
    for topic, at in db.session.execute(statement):
        found[topic].append(at)
    return found
