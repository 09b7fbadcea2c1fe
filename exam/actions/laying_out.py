"""Laying out drawn papers as rows, and handing them out: by number, as people registered."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import insert, select

from core.database import transaction
from exam.models.attempts import Attempt
from exam.models.candidates import Form, Registration
from exam.models.sittings import Sitting
from exam.rules.assembly.forms import Drawn, DrawnForm, Slot

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Paper:
    """A stored form, and on how many slots it asks for an answer."""

    form_id: int
    slots: int


def lay_out(sitting: Sitting, drawn: Drawn) -> list[Paper]:
    """Store the forms of one language, so many at once; in the order of their numbers."""
    sizes: list[int] = []
    forms = drawn.forms()
    with transaction() as session:
        while chunk := list(islice(forms, AT_ONCE)):
            sizes += [len(form.slots) for form in chunk]
            rows = [_form_row(sitting.id, drawn.language, form) for form in chunk]
            session.execute(insert(Form), rows)
        ids = session.scalars(
            select(Form.id)
            .where(Form.sitting_id == sitting.id, Form.language == drawn.language)
            .order_by(Form.number)
        )
        return [Paper(form_id, size) for form_id, size in zip(ids, sizes, strict=True)]


def hand_out(
    sitting: Sitting, candidates: Sequence[Registration], papers: Mapping[str, Sequence[Paper]]
) -> None:
    """An attempt for every candidate, on the next paper in their language."""
    left = {language: iter(found) for language, found in papers.items()}
    rows = [attempt_row(sitting, each, next(left[each.language])) for each in candidates]
    with transaction() as session:
        for first in range(0, len(rows), AT_ONCE):
            session.execute(insert(Attempt), rows[first : first + AT_ONCE])


def attempt_row(sitting: Sitting, candidate: Registration, paper: Paper) -> dict[str, Any]:
    """The values of an attempt that nobody has opened."""
    return {
        "token": secrets.token_hex(16),
        "sitting_id": sitting.id,
        "registration_id": candidate.id,
        "candidate_id": candidate.person_id,
        "form_id": paper.form_id,
        "slot_count": paper.slots,
        "state": "ready",
        "lease": 0,
        "grace_ms": sitting.grace_ms,
    }


def _form_row(sitting_id: int, language: str, form: DrawnForm) -> dict[str, Any]:
    return {
        "sitting_id": sitting_id,
        "language": language,
        "number": form.number,
        "slots": [_slot_row(slot) for slot in form.slots],
        "expected": form.expected,
    }


@lru_cache(maxsize=100_000)
def _slot_row(slot: Slot) -> dict[str, Any]:
    """A slot as it is stored; equal ones share a row, which nobody changes."""
    row: dict[str, Any] = {
        "revision": slot.revision_id,
        "order": list(slot.order),
        "points": str(slot.points),
    }
    return row if slot.part is None else row | {"part": slot.part}
