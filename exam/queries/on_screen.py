"""Who sits on a screen and could be moved to paper."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, and_, func, select

from accounts.models import Person, Unit
from core.database import db
from exam.models.attempts import Attempt
from exam.models.candidates import Registration, Seat
from exam.models.sittings import Room
from exam.queries.sittings import standing_registration

MOST_LISTED = 500


def on_screen(sitting_id: int) -> Sequence[Row[int, str, Unit]]:
    """Who could be put on paper: registration, name and unit of those who have not started."""
    statement = (
        select(Registration.id, Person.name, Unit)
        .join(Attempt, Attempt.registration_id == Registration.id)
        .join(Person, Person.id == Registration.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Attempt.sitting_id == sitting_id, _is_movable())
        .order_by(Unit.path, Person.login)
        .limit(MOST_LISTED)
    )
    return db.session.execute(statement).all()


def rooms_on_screen(sitting_id: int) -> Sequence[Row[int, str, int]]:
    """The rooms with people who could be put on paper: id, name, how many."""
    statement = (
        select(Room.id, Room.name, func.count())
        .join(Seat, Seat.room_id == Room.id)
        .join(Registration, Registration.id == Seat.registration_id)
        .join(Attempt, Attempt.registration_id == Registration.id)
        .where(Room.sitting_id == sitting_id, _is_movable())
        .group_by(Room.id, Room.name)
        .order_by(Room.name)
    )
    return db.session.execute(statement).all()


def seated_on_screen(sitting_id: int, room_id: int) -> list[int]:
    """The registrations in a room of this sitting that could be put on paper."""
    statement = (
        select(Registration.id)
        .join(Seat, Seat.registration_id == Registration.id)
        .join(Attempt, Attempt.registration_id == Registration.id)
        .where(Registration.sitting_id == sitting_id, Seat.room_id == room_id, _is_movable())
        .order_by(Registration.id)
    )
    return list(db.session.scalars(statement))


def _is_movable() -> ColumnElement[bool]:
    return and_(Attempt.state == "ready", ~Registration.on_paper, standing_registration())
