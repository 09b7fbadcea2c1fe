"""The entrance of a sitting: what it asks, of whom, and who failed at it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, exists, func, select

from accounts.models import Person, SignIn
from core.database import db
from exam.models.attempts import Attempt, AttemptEvent
from exam.models.candidates import Registration, Seat
from exam.models.sittings import Entrance, Room, WrongCode
from exam.queries.attempts import WRITING, stands
from exam.queries.sittings import standing_registration
from exam.rules.entrance import WINDOW_S, Wrong

ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands between one candidate and their paper, read in one statement.

    The ranges are those of the candidate's room, if it has any, else the sitting's. `last_address`
    is the one that was noted last: at the start, with a lease, or as a change.
    """

    attempt_id: int
    sitting_id: int
    candidate_id: int
    is_opened: bool
    state: str
    browser_pass: str | None
    access_code: str | None
    config_key: str | None
    browser_keys: list[Any] | None
    of_sitting: list[Any] | None
    of_room: list[Any] | None
    last_address: str | None

    @property
    def ranges(self) -> list[Any]:
        """The addresses from which the candidate may come; none for any."""
        return self.of_room or self.of_sitting or []

    @property
    def is_written(self) -> bool:
        """Whether the paper is being written."""
        return self.state in WRITING


def gate_of(token: str, sign_in_id: int) -> Gate | None:
    """The gate before this sign-in's own attempt."""
    statement = (
        select(
            Attempt.id,
            Attempt.sitting_id,
            Attempt.candidate_id,
            Attempt.opened_ms.is_not(None),
            Attempt.state,
            Attempt.browser_pass,
            Entrance.access_code,
            Entrance.config_key,
            Entrance.browser_keys,
            Entrance.addresses,
            Room.addresses,
            _last_address(),
        )
        .join(SignIn, SignIn.person_id == Attempt.candidate_id)
        .join(Person, Person.id == Attempt.candidate_id)
        .outerjoin(Entrance, Entrance.sitting_id == Attempt.sitting_id)
        .outerjoin(Seat, Seat.registration_id == Attempt.registration_id)
        .outerjoin(Room, Room.id == Seat.room_id)
        .where(Attempt.token == token, *stands(sign_in_id))
    )
    row: Row[Any] | None = db.session.execute(statement).first()
    if row is None:
        return None
    return Gate(*tuple(row))


def _last_address() -> Any:  # noqa: ANN401 - a scalar subquery
    return (
        select(AttemptEvent.note)
        .where(
            AttemptEvent.attempt_id == Attempt.id,
            AttemptEvent.kind.in_(("opened", "leased", ADDRESS)),
            AttemptEvent.note.is_not(None),
        )
        .order_by(AttemptEvent.id.desc())
        .limit(1)
        .correlate(Attempt)
        .scalar_subquery()
    )


def entrance_of(sitting_id: int) -> Entrance | None:
    """What a sitting asks; None where nothing was ever set."""
    return db.session.get(Entrance, sitting_id)


def has_begun(sitting_id: int) -> bool:
    """Whether somebody has opened a paper of this sitting."""
    opened = exists().where(Attempt.sitting_id == sitting_id, Attempt.opened_ms.is_not(None))
    return bool(db.session.scalar(select(opened)))


def wrong_codes(sitting_id: int, person_id: int, at: datetime) -> Wrong:
    """Wrong access codes of late: of this person and of all."""
    own = WrongCode.person_id == person_id
    statement = select(
        func.count(),
        func.count().filter(own),
        func.max(WrongCode.at).filter(own),
    ).where(WrongCode.sitting_id == sitting_id, WrongCode.at > at - timedelta(seconds=WINDOW_S))
    everybody, mine, last = db.session.execute(statement).one()
    return Wrong(mine, (at - last).total_seconds() if last else 0.0, everybody)


def count_wrong_codes(sitting_id: int) -> int:
    """How many wrong access codes were typed in a sitting so far."""
    statement = select(func.count()).where(WrongCode.sitting_id == sitting_id)
    return db.session.execute(statement).scalar_one()


@dataclass(frozen=True, slots=True)
class Guesser:
    """Somebody who typed wrong codes: how many, when last, and from how many addresses."""

    name: str
    count: int
    last: datetime
    addresses: int


def guessers(sitting_id: int) -> list[Guesser]:
    """Who typed wrong access codes in this sitting, most first; at most 50."""
    count = func.count()
    statement = (
        select(
            Person.name, count, func.max(WrongCode.at), func.count(func.distinct(WrongCode.address))
        )
        .join(Person, Person.id == WrongCode.person_id)
        .where(WrongCode.sitting_id == sitting_id)
        .group_by(Person.id, Person.name)
        .order_by(count.desc(), Person.id)
        .limit(50)
    )
    return [Guesser(*row) for row in db.session.execute(statement)]


def settings_for(person_id: int, sitting_id: int) -> dict[str, Any] | None:
    """The browser's configuration, for who stands registered; None where none is asked."""
    statement = (
        select(Entrance.settings)
        .join(Registration, Registration.sitting_id == Entrance.sitting_id)
        .where(
            Entrance.sitting_id == sitting_id,
            Registration.person_id == person_id,
            standing_registration(),
        )
    )
    return db.session.scalars(statement).first()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a candidate is told of the entrance; not the code itself, nor the ranges."""

    code: bool
    rooms: bool
    browser: bool
    full_screen: bool


def asked_of(registration: Registration) -> Asked:
    """What the sitting asks of somebody who is registered."""
    entrance = entrance_of(registration.sitting_id)
    of_room = select(Room.addresses).join(Seat).where(Seat.registration_id == registration.id)
    ranges = db.session.scalars(of_room).first() or (entrance and entrance.addresses)
    if entrance is None:
        return Asked(code=False, rooms=bool(ranges), browser=False, full_screen=False)
    return Asked(
        code=entrance.access_code is not None,
        rooms=bool(ranges),
        browser=entrance.config_key is not None,
        full_screen=entrance.asks_full_screen,
    )
