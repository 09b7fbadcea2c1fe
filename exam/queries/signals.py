"""What was noted of an attempt besides its answers, and what examiners remarked on it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.clock import exam_ms
from core.database import db
from exam.models.attempts import Arrival, Attempt, AttemptEvent
from exam.models.proctoring import SignalRemark
from exam.models.sittings import Entrance
from exam.rules.arrivals import COUNTED
from exam.rules.signals import EVENT_SIGNALS, Noted, Signal, kinds_noted, silences

KINDS = (*EVENT_SIGNALS, "leased", "paused", "resumed")


def signals_of(attempt: Attempt) -> list[Noted]:
    """Every signal of an attempt, in the order of time."""
    statement = (
        select(AttemptEvent.kind, AttemptEvent.at_ms, AttemptEvent.note)
        .where(AttemptEvent.attempt_id == attempt.id, AttemptEvent.kind.in_(KINDS))
        .order_by(AttemptEvent.id)
    )
    events = [(row.kind, row.at_ms, row.note) for row in db.session.execute(statement)]
    noted = [
        Noted(Signal(kind), at_ms, note=note)
        for kind, at_ms, note in events
        if kind in EVENT_SIGNALS
    ]
    leases = [at_ms for kind, at_ms, _ in events if kind == "leased"]
    noted += [Noted(Signal.TAKEN_OVER, at_ms) for at_ms in leases[1:]]
    return sorted(noted + _silences(attempt, events), key=lambda each: each.at_ms)


def _silences(attempt: Attempt, events: Sequence[tuple[str, int, str | None]]) -> list[Noted]:
    if attempt.opened_ms is None:
        return []
    ended_ms = attempt.closed_ms or attempt.paused_ms or exam_ms()
    heard = db.session.scalars(
        select(Arrival.at_ms)
        .where(Arrival.attempt_id == attempt.id, Arrival.standing.in_(COUNTED))
        .distinct()
    ).all()
    begun = [at_ms for kind, at_ms, _ in events if kind == "paused"]
    ended = [at_ms for kind, at_ms, _ in events if kind == "resumed"]
    pauses = list(zip(begun, ended, strict=False))
    return silences(heard, pauses, opened_ms=attempt.opened_ms, ended_ms=ended_ms)


def noted_in(sitting_id: int) -> list[Signal]:
    """Which signals a sitting notes."""
    asked = db.session.execute(
        select(Entrance.watches_focus, Entrance.asks_full_screen).where(
            Entrance.sitting_id == sitting_id
        )
    ).first()
    watches_focus, asks_full_screen = asked or (False, False)
    return kinds_noted(watches_focus=watches_focus, asks_full_screen=asks_full_screen)


def remarks_of(attempt_id: int) -> list[SignalRemark]:
    """What examiners remarked, oldest first, with their names."""
    statement = (
        select(SignalRemark)
        .options(joinedload(SignalRemark.by))
        .where(SignalRemark.attempt_id == attempt_id)
        .order_by(SignalRemark.id)
    )
    return list(db.session.scalars(statement))
