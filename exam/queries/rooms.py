"""The rooms of a sitting, who sits in them, which have started, and who waits there."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from accounts.models import Person, SignIn, Unit
from core.clock import ClockMs
from core.database import db
from core.errors import N_, Missing
from exam.models.attempts import Attempt, SignOfLife
from exam.models.candidates import Registration, Seat
from exam.models.proctoring import RoomStart
from exam.models.sittings import Room, Sitting
from exam.queries.pauses import held_by_a_pause
from exam.queries.sittings import standing_registration
from exam.rules.readiness import ReadyFacts

READY_MS = 60_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate sits, and when that room's clock began, if it did."""

    room_id: int
    name: str
    started_ms: int | None


def place_of(registration_id: int) -> Place | None:
    """The room of a registration; None for whoever has no seat."""
    row = db.session.execute(
        select(Room.id, Room.name, RoomStart.at_ms)
        .join(Seat, Seat.room_id == Room.id)
        .outerjoin(RoomStart, RoomStart.room_id == Room.id)
        .where(Seat.registration_id == registration_id)
    ).first()
    return Place(*row) if row else None


def room_in(sitting_id: int, room_id: int) -> Room:
    """The room of this sitting with this id."""
    found = db.session.scalars(
        select(Room).where(Room.id == room_id, Room.sitting_id == sitting_id)
    ).first()
    if found is None:
        raise Missing(N_("There is no such room in this sitting."))
    return found


def rooms_in(sitting_id: int) -> list[Room]:
    """The rooms of a sitting, by name."""
    return list(
        db.session.scalars(select(Room).where(Room.sitting_id == sitting_id).order_by(Room.name))
    )


def start_of(room_id: int) -> RoomStart | None:
    """When the clock of a room began, if it did."""
    return db.session.get(RoomStart, room_id, populate_existing=True)


@dataclass(frozen=True, slots=True)
class RoomCounts:
    """A room with how many sit there, are ready, write, stand paused, and are done."""

    id: int
    name: str
    addresses: list[str]
    started_ms: int | None
    seated: int
    ready: int
    writing: int
    paused: int
    done: int


def rooms_of(sitting_id: int) -> list[RoomCounts]:
    """The rooms of a sitting with their counts, by name, in one statement."""
    counted = (
        select(
            Seat.room_id,
            func.count().label("seated"),
            func.count(case((_is_ready(), 1))).label("ready"),
            func.count(case((Attempt.state == "open", 1))).label("writing"),
            func.count(case((Attempt.state == "paused", 1))).label("paused"),
            func.count(case((Attempt.state.in_(("closed", "voided")), 1))).label("done"),
        )
        .select_from(Seat)
        .join(Registration, Registration.id == Seat.registration_id)
        .outerjoin(Attempt, Attempt.registration_id == Registration.id)
        .outerjoin(SignOfLife, SignOfLife.attempt_id == Attempt.id)
        .where(Registration.sitting_id == sitting_id, standing_registration())
        .group_by(Seat.room_id)
        .subquery()
    )
    numbers = [
        func.coalesce(counted.c[name], 0)
        for name in ("seated", "ready", "writing", "paused", "done")
    ]
    statement = (
        select(Room.id, Room.name, Room.addresses, RoomStart.at_ms, *numbers)
        .outerjoin(counted, counted.c.room_id == Room.id)
        .outerjoin(RoomStart, RoomStart.room_id == Room.id)
        .where(Room.sitting_id == sitting_id)
        .order_by(Room.name)
    )
    rows: list[tuple[Any, ...]] = [tuple(row) for row in db.session.execute(statement)]
    return [RoomCounts(*row) for row in rows]


def _is_ready() -> Any:  # noqa: ANN401
    return (Attempt.state == "ready") & (SignOfLife.at_ms >= ClockMs() - READY_MS)


@dataclass(frozen=True, slots=True)
class Unseated:
    """Those without a seat: how many in all, and the first of them."""

    total: int
    people: list[Registration]


MOST_UNSEATED = 200


def unseated(sitting_id: int) -> Unseated:
    """Who stands registered and has no seat, by unit and login; at most 200 are listed."""
    chosen = _without_seat(sitting_id)
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    listed = (
        chosen.join(Registration.person)
        .join(Person.unit)
        .options(joinedload(Registration.person).joinedload(Person.unit))
        .order_by(Unit.path, Person.login)
        .limit(MOST_UNSEATED)
    )
    return Unseated(total, list(db.session.scalars(listed)))


def all_unseated(sitting_id: int) -> list[tuple[int, int]]:
    """The registration and the unit of everyone without a seat, by unit and login."""
    statement = (
        _without_seat(sitting_id)
        .join(Registration.person)
        .join(Person.unit)
        .with_only_columns(Registration.id, Person.unit_id)
        .order_by(Unit.path, Person.login)
    )
    return [(registration, unit) for registration, unit in db.session.execute(statement)]


def _without_seat(sitting_id: int) -> Any:  # noqa: ANN401
    return (
        select(Registration)
        .outerjoin(Seat, Seat.registration_id == Registration.id)
        .where(
            Registration.sitting_id == sitting_id, standing_registration(), Seat.room_id.is_(None)
        )
    )


def seats_taken(sitting_id: int) -> dict[int, int]:
    """How many sit in each room of a sitting, by id; rooms without anybody too."""
    statement = (
        select(Room.id, func.count(Registration.id))
        .outerjoin(Seat, Seat.room_id == Room.id)
        .outerjoin(
            Registration, (Registration.id == Seat.registration_id) & standing_registration()
        )
        .where(Room.sitting_id == sitting_id)
        .group_by(Room.id, Room.name)
        .order_by(Room.name)
    )
    return dict(db.session.execute(statement).all())


@dataclass(frozen=True, slots=True)
class OnReadyPage:
    """Who asks from the ready page, and what decides whether they may open their attempt."""

    attempt_id: int | None
    token: str | None
    news: int
    room_id: int | None
    facts: ReadyFacts


def on_ready_page(sitting_id: int, sign_in_id: int) -> OnReadyPage | None:
    """Where the person of this standing sign-in stands, in one statement; None: not registered."""
    statement = (
        select(
            Attempt.id,
            Attempt.token,
            func.coalesce(Attempt.news, 0),
            Seat.room_id,
            ClockMs(),
            Sitting.opens_ms,
            Sitting.closes_ms,
            Attempt.state,
            Sitting.starts_by_room,
            Seat.room_id.is_not(None),
            RoomStart.room_id.is_not(None),
            held_by_a_pause(),
        )
        .select_from(Registration)
        .join(Sitting, Sitting.id == Registration.sitting_id)
        .join(SignIn, SignIn.person_id == Registration.person_id)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Attempt, Attempt.registration_id == Registration.id)
        .outerjoin(Seat, Seat.registration_id == Registration.id)
        .outerjoin(RoomStart, RoomStart.room_id == Seat.room_id)
        .where(
            Registration.sitting_id == sitting_id,
            SignIn.id == sign_in_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > func.current_timestamp(),
            Person.closed_at.is_(None),
            standing_registration(),
        )
    )
    row: tuple[Any, ...] | None = db.session.execute(statement).first()
    if row is None:
        return None
    attempt_id, token, news, room_id, *facts = row
    return OnReadyPage(attempt_id, token, news, room_id, ReadyFacts(*facts))
