"""Pauses and messages of a sitting, and whom each reaches."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, null, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Person
from core.database import db
from core.errors import N_, Missing
from exam.models.attempts import Attempt
from exam.models.candidates import Seat
from exam.models.proctoring import Message, Pause, Resumption
from exam.models.sittings import Room
from exam.rules.pauses import Reach


def reached(sitting_id: int, reach: Reach) -> ColumnElement[bool]:
    """The condition that an attempt is one of those that an act reaches."""
    inside = Attempt.sitting_id == sitting_id
    if reach.attempt_id is not None:
        return and_(inside, Attempt.id == reach.attempt_id)
    if reach.room_id is not None:
        seated = select(Seat.registration_id).where(Seat.room_id == reach.room_id)
        return and_(inside, Attempt.registration_id.in_(seated))
    return inside


def held_by_a_pause() -> ColumnElement[bool]:
    """The condition that an attempt is covered by a pause that was not ended."""
    room = (
        select(Seat.room_id)
        .where(Seat.registration_id == Attempt.registration_id)
        .correlate(Attempt)
        .scalar_subquery()
    )
    return exists().where(
        Pause.sitting_id == Attempt.sitting_id,
        _is_standing(),
        or_(
            and_(Pause.room_id.is_(None), Pause.attempt_id.is_(None)),
            Pause.attempt_id == Attempt.id,
            Pause.room_id == room,
        ),
    )


def _is_standing() -> ColumnElement[bool]:
    return ~exists().where(Resumption.pause_id == Pause.id)


def standing_pauses(sitting_id: int) -> list[Pause]:
    """The pauses of a sitting that were not ended, oldest first."""
    statement = select(Pause).where(Pause.sitting_id == sitting_id, _is_standing())
    return list(db.session.scalars(statement.order_by(Pause.id)))


def pause_in(sitting_id: int, pause_id: int) -> Pause:
    """The pause of this sitting with this id."""
    statement = select(Pause).where(Pause.id == pause_id, Pause.sitting_id == sitting_id)
    found = db.session.scalars(statement).first()
    if found is None:
        raise Missing(N_("There is no such pause in this sitting."))
    return found


def paused_alone(pause_id: int) -> int | None:
    """The registration of the one candidate that a pause stopped; None where it stopped more."""
    statement = (
        select(Attempt.registration_id)
        .join(Pause, Pause.attempt_id == Attempt.id)
        .where(Pause.id == pause_id)
    )
    return db.session.scalar(statement)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message or a pause as the list shows it: whom it reached, what was said, by whom."""

    id: int
    at_ms: int
    words: str
    by: str
    room: str | None
    candidate: str | None
    registration_id: int | None
    to_ms: int | None


MOST_LISTED = 200


def messages_of(sitting_id: int) -> list[Sent]:
    """The newest messages of a sitting."""
    return _listed(Message, sitting_id, (Message.at_ms, Message.text, null()))


def pauses_of(sitting_id: int) -> list[Sent]:
    """The newest pauses of a sitting, with their ends."""
    ended = select(Resumption.to_ms).where(Resumption.pause_id == Pause.id).scalar_subquery()
    return _listed(Pause, sitting_id, (Pause.from_ms, Pause.reason, ended))


def _listed(
    table: type[Pause | Message], sitting_id: int, said: tuple[Any, Any, Any]
) -> list[Sent]:
    at_ms, words, to_ms = said
    by, candidate = aliased(Person), aliased(Person)
    statement = (
        select(
            table.id,
            at_ms,
            words,
            by.name,
            Room.name,
            candidate.name,
            Attempt.registration_id,
            to_ms,
        )
        .select_from(table)
        .join(by, by.id == table.by_id)
        .outerjoin(Room, Room.id == table.room_id)
        .outerjoin(Attempt, Attempt.id == table.attempt_id)
        .outerjoin(candidate, candidate.id == Attempt.candidate_id)
        .where(table.sitting_id == sitting_id)
        .order_by(table.id.desc())
        .limit(MOST_LISTED)
    )
    rows: list[tuple[Any, ...]] = [tuple(row) for row in db.session.execute(statement)]
    return [Sent(*row) for row in rows]
