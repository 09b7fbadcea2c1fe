"""The rows of the live board: what registration, journal and events say of those on one page."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, select

from accounts.models import Person, Unit
from core.clock import exam_ms
from core.database import db
from exam.models.attempts import Arrival, Attempt, AttemptEvent, SignOfLife
from exam.models.candidates import Registration, Seat
from exam.models.sittings import Room
from exam.queries.rooms import READY_MS
from exam.rules.arrivals import COUNTED
from exam.rules.board import OF_ATTEMPT, BoardState, Connection, connection
from exam.rules.signals import EVENT_SIGNALS, Signal

LOST_FOCUS = (Signal.BLURRED, Signal.LEFT_SCREEN)
CLEARED = ("null", '""', "[]", "{}")


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One candidate as the board shows them; while paused `remaining_ms` stands still."""

    registration: Registration
    person: Person
    unit: Unit
    room: str | None
    state: BoardState
    attempt: Attempt | None
    answered: int
    last_ms: int | None
    connection: Connection | None
    lost_focus: int
    signals: int

    @property
    def total(self) -> int:
        """How many slots the paper has; 0 before there is one."""
        return self.attempt.slot_count if self.attempt else 0

    @property
    def other_signals(self) -> int:
        """How many signals were noted besides lost focus."""
        return self.signals - self.lost_focus

    @property
    def minutes_left(self) -> int:
        """Whole minutes that are left to a paper whose clock stands; 0 for any other."""
        if self.attempt is None or self.attempt.paused_ms is None:
            return 0
        return ((self.attempt.deadline_ms or 0) - self.attempt.paused_ms) // 60_000

    @property
    def takeovers(self) -> int:
        """How often another page took the paper over."""
        return max(self.attempt.lease - 1, 0) if self.attempt else 0


def row_of(registration_id: int) -> BoardRow:
    """One candidate as the board shows them."""
    return rows_of([registration_id], exam_ms())[0]


def rows_of(ids: Collection[int], at_ms: int) -> list[BoardRow]:
    """What the board shows of these registrations, in three statements."""
    statement = (
        select(Registration, Person, Unit, Room.name, Attempt, SignOfLife.at_ms)
        .join(Person, Person.id == Registration.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Seat, Seat.registration_id == Registration.id)
        .outerjoin(Room, Room.id == Seat.room_id)
        .outerjoin(Attempt, Attempt.registration_id == Registration.id)
        .outerjoin(SignOfLife, SignOfLife.attempt_id == Attempt.id)
        .where(Registration.id.in_(ids))
        .order_by(Unit.path, Person.login)
    )
    found: list[tuple[Any, ...]] = [tuple(row) for row in db.session.execute(statement)]
    attempts = [attempt.id for *_, attempt, _sign in found if attempt]
    work, events = _work(attempts), _events(attempts)
    return [_row(each, work, events, at_ms) for each in found]


@dataclass(frozen=True, slots=True)
class Work:
    """What the journal says of one attempt: slots answered and the last arrival."""

    answered: int = 0
    last_ms: int = 0


def _work(attempts: Collection[int]) -> dict[int, Work]:
    """What arrived for these attempts; a cleared answer is none."""
    order = (Arrival.typed_under.desc(), Arrival.seq.desc(), Arrival.id)
    place = func.row_number().over(partition_by=(Arrival.attempt_id, Arrival.slot), order_by=order)
    arrivals = (
        select(Arrival.attempt_id, Arrival.at_ms, Arrival.value, place.label("place"))
        .where(Arrival.attempt_id.in_(attempts), Arrival.standing.in_(COUNTED))
        .subquery()
    )
    stands = and_(arrivals.c.place == 1, arrivals.c.value.not_in(CLEARED))
    statement = select(
        arrivals.c.attempt_id, func.count(case((stands, 1))), func.max(arrivals.c.at_ms)
    ).group_by(arrivals.c.attempt_id)
    return {each: Work(*rest) for each, *rest in db.session.execute(statement)}


def _events(attempts: Collection[int]) -> dict[int, dict[str, int]]:
    """How often each signal was noted for these attempts."""
    statement = (
        select(AttemptEvent.attempt_id, AttemptEvent.kind, func.count())
        .where(AttemptEvent.attempt_id.in_(attempts), AttemptEvent.kind.in_(EVENT_SIGNALS))
        .group_by(AttemptEvent.attempt_id, AttemptEvent.kind)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for attempt_id, kind, count in db.session.execute(statement):
        found[attempt_id][kind] = count
    return found


def _row(
    found: tuple[Any, ...],
    work: dict[int, Work],
    events: dict[int, dict[str, int]],
    at_ms: int,
) -> BoardRow:
    registration, person, unit, room, attempt, sign_ms = found
    done = work.get(attempt.id, Work()) if attempt else Work()
    noted = events.get(attempt.id, {}) if attempt else {}
    opened_ms = (attempt.opened_ms or 0) if attempt else 0
    last_ms = max(done.last_ms, sign_ms or 0, opened_ms) or None
    state = _state(attempt, sign_ms, at_ms)
    return BoardRow(
        registration=registration,
        person=person,
        unit=unit,
        room=room,
        state=state,
        attempt=attempt,
        answered=done.answered,
        last_ms=last_ms,
        connection=connection(last_ms, at_ms) if state is BoardState.WRITING and last_ms else None,
        lost_focus=sum(noted.get(kind, 0) for kind in LOST_FOCUS),
        signals=sum(noted.values()),
    )


def _state(attempt: Attempt | None, sign_ms: int | None, at_ms: int) -> BoardState:
    if attempt and attempt.state in OF_ATTEMPT:
        return OF_ATTEMPT[attempt.state]
    is_here = attempt and sign_ms is not None and sign_ms >= at_ms - READY_MS
    return BoardState.READY if is_here else BoardState.ABSENT
