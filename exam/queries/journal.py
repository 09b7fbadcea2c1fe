"""The journal of one attempt, as those who hold or watch the sitting read it."""

import json
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.database import db
from core.errors import N_, Missing
from exam.models import Arrival, Attempt, AttemptEvent, Sitting
from exam.rules.arrivals import Answer, standing_answers


@dataclass(frozen=True, slots=True)
class Line:
    """One arrival: what was sent for which slot, when, and whether it is the answer that counts."""

    slot: int
    value: str
    at_ms: int
    lease: int
    standing: str
    is_answer: bool


def attempt_in(sitting: Sitting, registration_id: int) -> Attempt:
    """The attempt of a registration in this sitting."""
    statement = (
        select(Attempt)
        .options(joinedload(Attempt.candidate))
        .where(Attempt.sitting_id == sitting.id, Attempt.registration_id == registration_id)
    )
    attempt = db.session.scalars(statement).first()
    if attempt is None:
        raise Missing(N_("There is no paper of this candidate."))
    return attempt


def journal_of(attempt: Attempt) -> list[Line]:
    """Everything that arrived, in the order of arrival; what was cleared is a line as well."""
    rows = list(
        db.session.scalars(
            select(Arrival).where(Arrival.attempt_id == attempt.id).order_by(Arrival.id)
        )
    )
    counting = standing_answers(
        Answer(row.slot, row.typed_under, row.seq, row.value, row.standing) for row in rows
    )
    places = {(found.slot, found.typed_under, found.seq) for found in counting.values()}
    return [
        Line(
            slot=row.slot,
            value=_in_words(row.value),
            at_ms=row.at_ms,
            lease=row.lease,
            standing=row.standing,
            is_answer=(row.slot, row.typed_under, row.seq) in places,
        )
        for row in rows
    ]


def events_of(attempt: Attempt) -> list[AttemptEvent]:
    """Leases taken and flags, in their order."""
    statement = (
        select(AttemptEvent).where(AttemptEvent.attempt_id == attempt.id).order_by(AttemptEvent.id)
    )
    return list(db.session.scalars(statement))


def _in_words(value: str) -> str:
    """An answer as one reads it: letters in capitals, texts as they are, nothing for cleared."""
    read = json.loads(value)
    parts = read if isinstance(read, list) else [read]
    shown = [part.upper() if isinstance(part, str) and len(part) == 1 else part for part in parts]
    return ", ".join("" if part is None else str(part) for part in shown)
