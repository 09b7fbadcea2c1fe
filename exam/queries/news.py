"""What an open page should learn: messages, pauses, the time that is left."""

from dataclasses import dataclass
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select

from accounts.models import Person, SignIn
from core.database import db
from exam.models.attempts import Attempt
from exam.models.candidates import Seat
from exam.models.proctoring import Message, Pause, Resumption
from exam.queries.attempts import READING, WRITING, stands

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class Word:
    """A message as its reader gets it; `at_ms` is a reading of the exam clock."""

    id: int
    text: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class News:
    """An opened attempt as it stands now; `state` is open, paused or closed."""

    attempt_id: int
    news: int
    state: str
    remaining_ms: int
    pause_reason: str | None


def news_of(token: str, sign_in_id: int) -> News | None:
    """The news of the opened attempt with this token, if this standing sign-in is its own."""
    statement = (
        _seated(
            select(
                Attempt.id,
                Attempt.news,
                Attempt.state,
                Attempt.deadline_ms - READING,
                Attempt.deadline_ms + Attempt.grace_ms < READING,
                _reason().correlate(Attempt, Seat).scalar_subquery(),
            )
        )
        .join(SignIn, SignIn.person_id == Attempt.candidate_id)
        .join(Person, Person.id == Attempt.candidate_id)
        .where(Attempt.token == token, Attempt.opened_ms.is_not(None), *stands(sign_in_id))
    )
    row = db.session.execute(statement).first()
    if row is None:
        return None
    attempt_id, news, state, remaining_ms, is_due, reason = row
    state = state if state in WRITING and not is_due else "closed"
    return News(attempt_id, news, state, remaining_ms, reason if state == "paused" else None)


def messages_to(attempt_id: int) -> list[Word]:
    """Every message to this candidate, their room or the whole sitting, oldest first."""
    statement = (
        _seated(select(Message.id, Message.text, Message.at_ms).select_from(Attempt))
        .join(Message, _reaches(Message))
        .where(Attempt.id == attempt_id)
        .order_by(Message.id)
    )
    return [Word(*row) for row in db.session.execute(statement)]


def pause_reason(attempt_id: int) -> str | None:
    """Why the clock of this attempt stands; None where it runs."""
    statement = _seated(
        select(_reason().correlate(Attempt, Seat).scalar_subquery()).select_from(Attempt)
    ).where(Attempt.id == attempt_id)
    return db.session.execute(statement).scalar()


def _seated(statement: Select[*Columns]) -> Select[*Columns]:
    return statement.outerjoin(Seat, Seat.registration_id == Attempt.registration_id)


def _reason() -> Select[str]:
    """The newest pause that has not ended and reaches the attempt."""
    return (
        select(Pause.reason)
        .outerjoin(Resumption, Resumption.pause_id == Pause.id)
        .where(_reaches(Pause), Resumption.pause_id.is_(None))
        .order_by(Pause.id.desc())
        .limit(1)
    )


def _reaches(table: type[Message] | type[Pause]) -> ColumnElement[bool]:
    to_all = and_(
        table.attempt_id.is_(None), or_(table.room_id.is_(None), table.room_id == Seat.room_id)
    )
    return and_(table.sitting_id == Attempt.sitting_id, or_(table.attempt_id == Attempt.id, to_all))
