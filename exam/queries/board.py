"""The live board of a sitting: two queries, whatever the number of candidates."""

from dataclasses import dataclass

from sqlalchemy import func, select

from accounts.models import Person, Unit
from core.database import db
from exam.models import Arrival, Attempt, Registration
from exam.queries.sittings import standing_registration
from exam.rules.arrivals import COUNTED


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One candidate: `answered` slots, the last sign of life, and where the attempt stands."""

    registration_id: int
    name: str
    login: str
    unit: Unit
    language: str
    extra_minutes: int
    state: str
    lease: int
    deadline_ms: int | None
    closed_by: str | None
    total: int
    answered: int
    last_ms: int | None


def board_of(sitting_id: int) -> list[BoardRow]:
    """Everyone registered, by unit and login; without an attempt the state is "registered"."""
    progress = _progress(sitting_id)
    statement = (
        select(Registration, Person, Unit, Attempt)
        .join(Person, Person.id == Registration.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Attempt, Attempt.registration_id == Registration.id)
        .where(Registration.sitting_id == sitting_id, standing_registration())
        .order_by(Unit.path, Person.login)
    )
    return [
        _row(registration, person, unit, attempt, progress)
        for registration, person, unit, attempt in db.session.execute(statement)
    ]


def _row(
    registration: Registration,
    person: Person,
    unit: Unit,
    attempt: Attempt | None,
    progress: dict[int, tuple[int, int]],
) -> BoardRow:
    answered, last_ms = progress.get(attempt.id, (0, None)) if attempt else (0, None)
    return BoardRow(
        registration_id=registration.id,
        name=person.name,
        login=person.login,
        unit=unit,
        language=registration.language,
        extra_minutes=registration.extra_minutes,
        state=attempt.state if attempt else "registered",
        lease=attempt.lease if attempt else 0,
        deadline_ms=attempt.deadline_ms if attempt else None,
        closed_by=attempt.closed_by if attempt else None,
        total=attempt.slot_count if attempt else 0,
        answered=answered,
        last_ms=last_ms or (attempt.opened_ms if attempt else None),
    )


def _progress(sitting_id: int) -> dict[int, tuple[int, int]]:
    """Slots answered and the last arrival, by attempt. A cleared answer still counts as touched."""
    rows = db.session.execute(
        select(Arrival.attempt_id, func.count(Arrival.slot.distinct()), func.max(Arrival.at_ms))
        .join(Attempt, Attempt.id == Arrival.attempt_id)
        .where(Attempt.sitting_id == sitting_id, Arrival.standing.in_(COUNTED))
        .group_by(Arrival.attempt_id)
    )
    return {attempt_id: (answered, last_ms) for attempt_id, answered, last_ms in rows}
