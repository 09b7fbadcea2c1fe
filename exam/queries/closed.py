"""What a grading run reads of a sitting: its closed papers and the answers that count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.database import db
from exam.models.attempts import Arrival, Attempt
from exam.models.candidates import Form
from exam.rules.arrivals import COUNTED, standing_values

_JOURNALS, _FORMS = 5_000, 250


@dataclass(frozen=True, slots=True)
class Sheet:
    """One closed paper: the slots of its form, and the JSON text of the answer that counts.

    A slot is counted from 1; one that was never answered has none.
    """

    attempt_id: int
    slots: list[dict[str, Any]]
    values: dict[int, str]


def closed_attempts(sitting_id: int) -> list[int]:
    """The closed attempts of a sitting that were not voided, in order."""
    statement = (
        select(Attempt.id)
        .where(Attempt.sitting_id == sitting_id, Attempt.state == "closed")
        .order_by(Attempt.id)
    )
    return list(db.session.scalars(statement))


def sheets(attempt_ids: Sequence[int]) -> Iterator[list[Sheet]]:
    """The papers of these attempts in their order, some at a time.

    The journal lies in the order of arrival, everyone's answers among each other: so of many
    attempts at once, in few passes. Forms are large: those of a few are in memory.
    """
    for start in range(0, len(attempt_ids), _JOURNALS):
        some = attempt_ids[start : start + _JOURNALS]
        values = _values(some)
        for first in range(0, len(some), _FORMS):
            forms = _forms(some[first : first + _FORMS])
            yield [Sheet(each, slots, values.pop(each, {})) for each, slots in forms]


def _forms(attempt_ids: Sequence[int]) -> list[tuple[int, list[dict[str, Any]]]]:
    statement = (
        select(Attempt.id, Form.slots)
        .join(Form, Form.id == Attempt.form_id)
        .where(Attempt.id.in_(attempt_ids))
        .order_by(Attempt.id)
    )
    return [(row.id, row.slots) for row in db.session.execute(statement)]


def _values(attempt_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """As the driver gives the rows: of millions, even a thin wrapper around each is felt."""
    found = db.session.connection().execute(
        select(Arrival.attempt_id, Arrival.slot, Arrival.typed_under, Arrival.seq, Arrival.value)
        .where(Arrival.attempt_id.in_(attempt_ids), Arrival.standing.in_(COUNTED))
        .order_by(Arrival.id)
    )
    rows = found.cursor.fetchall()
    found.close()
    return standing_values(rows)
