"""Drawing the forms of a sealed sitting again, from what was kept at sealing."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.database import db
from exam.models import Form, Sitting
from exam.queries.sittings import rule_of
from exam.rules.assembly import Cell, Drawable, draw_forms
from exam.rules.draws import seed_hash


def differences(sitting: Sitting) -> list[str]:
    """Which forms differ from those that the seed gives; empty means that all are as drawn."""
    sealing = sitting.sealing
    if sealing is None:
        return ["not sealed"]
    seed = bytes.fromhex(sealing.seed)
    found = [] if seed_hash(seed) == sealing.seed_hash else ["the seed is not the one of the trail"]
    for language, kept in sealing.bank.items():
        found.extend(_differences_in(sitting, language, kept, seed))
    return found


def _differences_in(
    sitting: Sitting, language: str, kept: list[dict[str, Any]], seed: bytes
) -> list[str]:
    assert sitting.sealing is not None
    statement = (
        select(Form)
        .where(Form.sitting_id == sitting.id, Form.language == language)
        .order_by(Form.number)
    )
    stored = list(db.session.scalars(statement))
    plan = {Cell(*row[:3]): row[3] for row in sitting.sealing.plan[language]}
    bank = [_drawable(row) for row in kept]
    drawn = draw_forms(
        rule_of(sitting), bank, plan, seed=seed, count=len(stored), language=language
    )
    return [
        f"{language} {form.number}"
        for form, again in zip(stored, drawn, strict=True)
        if [(slot["revision"], tuple(slot["order"])) for slot in form.slots]
        != [(slot.revision_id, slot.order) for slot in again.slots]
    ]


def _drawable(row: dict[str, Any]) -> Drawable:
    return Drawable(
        **{
            **row,
            "expected": Decimal(row["expected"]),
            "enemies": frozenset(row["enemies"]),
        }
    )
