"""The live board of a sitting: counts, and one page of candidates, in a fixed number of reads.

Only the attempts on the page are looked at closely: the journal is never read as a whole.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select

from accounts.models import Person, Unit
from accounts.queries import PAGE_SIZE, Page
from core.clock import ClockMs, exam_ms
from core.database import db
from exam.models.attempts import Arrival, Attempt, AttemptEvent, SignOfLife
from exam.models.candidates import Registration, Seat
from exam.queries.board_rows import BoardRow, rows_of
from exam.queries.rooms import READY_MS
from exam.queries.sittings import standing_registration
from exam.rules.board import OF_ATTEMPT, QUIET_MS, BoardState, Mark, Sought
from exam.rules.signals import EVENT_SIGNALS


def counts_of(sitting_id: int, room_id: int | None = None) -> dict[BoardState, int]:
    """How many stand in each state, in the sitting or in one room of it, in three statements."""
    inside = [Attempt.sitting_id == sitting_id]
    if room_id is not None:
        inside.append(_seated(Attempt.registration_id, room_id))
    found = db.session.execute(
        select(Attempt.state, func.count()).where(*inside).group_by(Attempt.state)
    )
    counts = dict.fromkeys(BoardState, 0)
    for state, count in found:
        if state in OF_ATTEMPT:
            counts[OF_ATTEMPT[state]] = count
    waiting = (
        select(func.count())
        .select_from(Attempt)
        .join(SignOfLife, SignOfLife.attempt_id == Attempt.id)
        .where(*inside, Attempt.state == "ready", SignOfLife.at_ms >= ClockMs() - READY_MS)
    )
    counts[BoardState.READY] = db.session.scalar(waiting) or 0
    counts[BoardState.ABSENT] = _registered(sitting_id, room_id) - sum(counts.values())
    return counts


def _registered(sitting_id: int, room_id: int | None) -> int:
    statement = select(func.count()).where(
        Registration.sitting_id == sitting_id, standing_registration()
    )
    if room_id is not None:
        statement = statement.where(_seated(Registration.id, room_id))
    return db.session.scalar(statement) or 0


def _seated(registration_id: Any, room_id: int) -> ColumnElement[bool]:  # noqa: ANN401
    seats = select(Seat.registration_id).where(Seat.room_id == room_id)
    return registration_id.in_(seats)  # type: ignore[no-any-return]


def board_page(sitting_id: int, sought: Sought, number: int, counted: int) -> Page[BoardRow]:
    """One page of those who are sought, by unit and login; `counted` is the sum of the counts.

    Two statements choose the page, three more read what it shows.
    """
    at_ms = exam_ms()
    chosen = _chosen(sitting_id, sought, at_ms)
    total = counted if sought.is_counted else _total(chosen)
    count = max(1, -(-total // PAGE_SIZE))
    number = min(max(number, 1), count)
    ids = db.session.scalars(
        chosen.order_by(Unit.path, Person.login).offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    ).all()
    return Page(rows_of(ids, at_ms), number, count, total)


def units_to_choose(unit: Unit, chosen_path: str) -> list[Unit]:
    """The units right below that of a sitting, and the chosen one with those right below it."""
    chosen = select(Unit.id).where(Unit.path == chosen_path)
    statement = (
        select(Unit)
        .where(or_(Unit.parent_id.in_(chosen), Unit.id.in_(chosen), Unit.parent_id == unit.id))
        .order_by(Unit.path)
    )
    return list(db.session.scalars(statement))


def whole_board(sitting_id: int) -> list[BoardRow]:
    """Everyone, by unit and login: for a terminal."""
    at_ms = exam_ms()
    ids = db.session.scalars(
        _chosen(sitting_id, Sought(), at_ms).order_by(Unit.path, Person.login)
    ).all()
    return [
        row
        for start in range(0, len(ids), PAGE_SIZE)
        for row in rows_of(ids[start : start + PAGE_SIZE], at_ms)
    ]


def _total(chosen: Select[int]) -> int:
    return db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0


def _chosen(sitting_id: int, sought: Sought, at_ms: int) -> Select[int]:
    """The registrations that are sought."""
    statement = (
        select(Registration.id)
        .join(Person, Person.id == Registration.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Attempt, Attempt.registration_id == Registration.id)
        .outerjoin(SignOfLife, SignOfLife.attempt_id == Attempt.id)
        .where(Registration.sitting_id == sitting_id, standing_registration())
    )
    if sought.state:
        statement = statement.where(_in_state(sought.state, at_ms))
    if sought.room_id is not None:
        statement = statement.where(_seated(Registration.id, sought.room_id))
    if sought.unit_path:
        statement = statement.where(Unit.path.startswith(sought.unit_path, autoescape=True))
    if sought.words:
        named = (c.icontains(sought.words, autoescape=True) for c in (Person.name, Person.login))
        statement = statement.where(or_(*named))
    return statement.where(*(_marked(mark, at_ms) for mark in sorted(sought.marks)))


def _in_state(state: str, at_ms: int) -> ColumnElement[bool]:
    of_attempt = next((held for held, shown in OF_ATTEMPT.items() if shown == state), None)
    if of_attempt:
        return Attempt.state == of_attempt
    is_here = and_(Attempt.state == "ready", SignOfLife.at_ms >= at_ms - READY_MS)
    if state == BoardState.READY:
        return is_here
    waits = or_(Attempt.id.is_(None), Attempt.state == "ready")
    return and_(waits, func.coalesce(SignOfLife.at_ms, 0) < at_ms - READY_MS)


def _marked(mark: str, at_ms: int) -> ColumnElement[bool]:
    if mark == Mark.EXTRA:
        return Registration.extra_minutes > 0
    if mark == Mark.SIGNALS:
        noted = select(AttemptEvent.attempt_id).where(AttemptEvent.kind.in_(EVENT_SIGNALS))
        return or_(Attempt.lease > 1, Attempt.id.in_(noted))
    return _is_quiet(at_ms - QUIET_MS)


def _is_quiet(since_ms: int) -> ColumnElement[bool]:
    """Somebody who writes, and of whom neither a beat nor an answer came since then.

    Whose beat is old is few; only for them the last answer is looked up.
    """
    last = select(func.max(Arrival.at_ms)).where(Arrival.attempt_id == Attempt.id).scalar_subquery()
    has_no_beat = and_(
        Attempt.state == "open",
        Attempt.opened_ms <= since_ms,
        func.coalesce(SignOfLife.at_ms, 0) <= since_ms,
    )
    return case((has_no_beat, func.coalesce(last, 0) <= since_ms), else_=false())
