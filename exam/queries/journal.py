"""The journal of one attempt, as those who hold or watch the sitting read it."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from accounts.queries import Page, one_page
from core.database import db
from core.errors import N_, Missing
from exam.models.attempts import Arrival, Attempt, AttemptEvent
from exam.models.sittings import Sitting
from exam.rules.arrivals import COUNTED, Answer, standing_answers


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


def journal_of(attempt: Attempt, number: int, slots: Collection[int] = ()) -> Page[Line]:
    """One page of all that arrived, in the order of arrival; what was cleared is a line as well.

    With `slots`, of what arrived for these questions alone.
    """
    arrived = _in_order(attempt)
    found = one_page(arrived.where(Arrival.slot.in_(slots)) if slots else arrived, number)
    counting = _counting(attempt)
    lines = [
        Line(
            slot=row.slot,
            value=_in_words(row.value),
            at_ms=row.at_ms,
            lease=row.lease,
            standing=row.standing,
            is_answer=counting.get(row.slot) == (row.typed_under, row.seq)
            and row.standing in COUNTED,
        )
        for row in found.rows
    ]
    return Page(lines, found.number, found.count, found.total)


def _in_order(attempt: Attempt) -> Select[Arrival]:
    return select(Arrival).where(Arrival.attempt_id == attempt.id).order_by(Arrival.id)


def _counting(attempt: Attempt) -> dict[int, tuple[int, int]]:
    """For each slot, under which lease and number the answer that counts was typed."""
    found = standing_answers(
        Answer(*row)
        for row in db.session.execute(
            _in_order(attempt).with_only_columns(
                Arrival.slot, Arrival.typed_under, Arrival.seq, Arrival.value, Arrival.standing
            )
        )
    )
    return {slot: (answer.typed_under, answer.seq) for slot, answer in found.items()}


def events_of(attempt: Attempt) -> list[AttemptEvent]:
    """What happened besides answers, in its order."""
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
