"""Drawing the forms of a sealed sitting again, and comparing them with what the trail tells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from audit.queries import entries_about
from audit.rules.entry import canonical
from core.database import db
from core.errors import N_
from exam.acts import ExamAct
from exam.models import Attempt, Form, Sealing, Sitting
from exam.queries.sittings import rule_of
from exam.rules.assembly import CannotMeet, Cell, Drawable, DrawnForm, draw_forms
from exam.rules.draws import seed_hash


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was sealed: a message and its values."""

    message: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        """The message in English."""
        return self.message % self.values


def differences(sitting: Sitting) -> list[Difference]:
    """What differs from the sealing that the trail tells of; empty means that all is as drawn."""
    sealing = sitting.sealing
    if sealing is None:
        return [Difference(N_("This sitting is not sealed."), {})]
    noted = _noted_at_sealing(sitting.id)
    found = list(_changed_since(sealing, noted))
    for language, count in noted.get("forms", {}).items():
        found.extend(_differences_in(sitting, sealing, language, count))
    return found


def _noted_at_sealing(sitting_id: int) -> dict[str, Any]:
    """What the trail says about the sealing; nothing if it does not tell of one."""
    entries = [each for each in entries_about("sitting", sitting_id) if each.act == ExamAct.SEALED]
    return entries[0].fields if entries else {}


def _changed_since(sealing: Sealing, noted: Mapping[str, Any]) -> Iterator[Difference]:
    if seed_hash(bytes.fromhex(sealing.seed)) != noted.get("seed_hash"):
        yield Difference(N_("The seed is not the one whose hash went on the trail."), {})
    if sha256(canonical(sealing.bank)).hexdigest() != noted.get("bank_hash"):
        yield Difference(N_("The list of questions is not the one whose hash is on the trail."), {})


def _differences_in(
    sitting: Sitting, sealing: Sealing, language: str, count: int
) -> Iterator[Difference]:
    stored = _stored_forms(sitting.id, language)
    if len(stored) != count:
        message = N_("%(language)s: %(held)s papers are there, %(drawn)s were drawn.")
        yield Difference(message, {"language": language, "held": len(stored), "drawn": count})
    for drawn in _drawn_again(sitting, sealing, language, count):
        if drawn.number in stored and not _is_same(stored[drawn.number], drawn):
            message = N_("Paper %(language)s %(number)s is not the one that was drawn.")
            yield Difference(message, {"language": language, "number": drawn.number})
    for place, number in enumerate(_numbers_in_hand(sitting.id, language), start=1):
        if number != place:
            message = N_("Paper %(language)s %(number)s is with somebody else than at sealing.")
            yield Difference(message, {"language": language, "number": number})


def _stored_forms(sitting_id: int, language: str) -> dict[int, list[dict[str, Any]]]:
    statement = (
        select(Form.number, Form.slots)
        .where(Form.sitting_id == sitting_id, Form.language == language)
        .order_by(Form.number)
    )
    return dict(db.session.execute(statement).all())


def _drawn_again(sitting: Sitting, sealing: Sealing, language: str, count: int) -> list[DrawnForm]:
    """The forms that the seed gives; none, which is a difference too, if bank or plan give none."""
    plan = {Cell(*row[:3]): row[3] for row in sealing.plan[language]}
    bank = [_drawable(row) for row in sealing.bank[language]]
    seed = bytes.fromhex(sealing.seed)
    try:
        return draw_forms(rule_of(sitting), bank, plan, seed=seed, count=count, language=language)
    except (CannotMeet, KeyError):
        return [DrawnForm(number, (), Decimal(0)) for number in range(1, count + 1)]


def _is_same(stored: list[dict[str, Any]], drawn: DrawnForm) -> bool:
    kept = [(row["revision"], tuple(row["order"]), Decimal(row["points"])) for row in stored]
    return kept == [(slot.revision_id, slot.order, slot.points) for slot in drawn.slots]


def _numbers_in_hand(sitting_id: int, language: str) -> list[int]:
    """Papers are given out by number, in the order in which people were registered."""
    statement = (
        select(Form.number)
        .join(Attempt, Attempt.form_id == Form.id)
        .where(Form.sitting_id == sitting_id, Form.language == language)
        .order_by(Attempt.registration_id)
    )
    return list(db.session.scalars(statement))


def _drawable(row: dict[str, Any]) -> Drawable:
    return Drawable(
        **{
            **row,
            "expected": Decimal(row["expected"]),
            "enemies": frozenset(row["enemies"]),
        }
    )
