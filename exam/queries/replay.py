"""Drawing the forms of a sealed sitting again, and comparing them with what the trail tells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from audit.queries import entries_about
from core.database import db
from core.errors import N_
from exam.acts import ExamAct
from exam.models.attempts import Attempt
from exam.models.candidates import Form
from exam.models.sittings import Sealing, Sitting
from exam.queries.sittings import rule_of
from exam.rules.assembly.cells import CannotMeet
from exam.rules.assembly.forms import DrawnForm, draw
from exam.rules.assembly.kept import bank_from, digest, plans_from
from exam.rules.draws import seed_hash

METHOD = 2
FIRST_WAY = N_(
    "These papers were drawn in the first way, which this version no longer repeats: how, with a "
    "program, is in docs/draws.md of version 0.3.0. The hashes below were compared all the same."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was sealed: a message and its values."""

    message: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        """The message in English."""
        return self.message % self.values


def can_be_repeated(sitting: Sitting) -> bool:
    """Whether this version can draw the sitting's papers again."""
    return sitting.sealing is not None and sitting.sealing.method == METHOD


def differences(sitting: Sitting) -> list[Difference]:
    """What differs from the sealing that the trail tells of; empty means that all is as drawn.

    Of a sitting that was drawn in the first way only the hashes and the order of hands are held
    against the trail.
    """
    sealing = sitting.sealing
    if sealing is None:
        return [Difference(N_("This sitting is not sealed."), {})]
    noted = _noted_at_sealing(sitting.id)
    found = list(_changed_since(sealing, noted))
    for language, count in noted.get("forms", {}).items():
        found.extend(_differences_in(sitting, sealing, language, count))
        given = noted.get("given", {}).get(language, noted["candidates"])
        found.extend(_in_other_hands(sitting.id, language, given))
    return found


def draw_kept(sealing: Sealing, kinds: list[str]) -> dict[str, Any]:
    """Everything that the draw came from, as one JSON value for the program of docs/draws.md."""
    return {
        "method": sealing.method,
        "seed": sealing.seed,
        "kinds": kinds,
        "plan": sealing.plan,
        "bank": sealing.bank,
        "seen": sealing.seen or {},
        "hashes": {
            "seed": sealing.seed_hash,
            "bank": sealing.bank_hash,
            "plan": digest(sealing.plan),
            "seen": digest(sealing.seen),
        },
    }


def _noted_at_sealing(sitting_id: int) -> dict[str, Any]:
    """What the trail says about the sealing; nothing if it does not tell of one."""
    entries = [each for each in entries_about("sitting", sitting_id) if each.act == ExamAct.SEALED]
    return entries[0].fields if entries else {}


def _changed_since(sealing: Sealing, noted: Mapping[str, Any]) -> Iterator[Difference]:
    if seed_hash(bytes.fromhex(sealing.seed)) != noted.get("seed_hash"):
        yield Difference(N_("The seed is not the one whose hash went on the trail."), {})
    if digest(sealing.bank) != noted.get("bank_hash"):
        yield Difference(N_("The list of questions is not the one whose hash is on the trail."), {})
    if sealing.method != METHOD:
        return
    if digest(sealing.plan) != noted.get("plan_hash"):
        yield Difference(N_("The plan is not the one whose hash is on the trail."), {})
    if digest(sealing.seen) != noted.get("seen_hash"):
        message = N_(
            "The list of questions to be spared is not the one whose hash is on the trail."
        )
        yield Difference(message, {})


def _differences_in(
    sitting: Sitting, sealing: Sealing, language: str, count: int
) -> Iterator[Difference]:
    stored = _stored_forms(sitting.id, language)
    if len(stored) != count:
        message = N_("%(language)s: %(held)s papers are there, %(drawn)s were drawn.")
        yield Difference(message, {"language": language, "held": len(stored), "drawn": count})
    if sealing.method != METHOD:
        return
    drawn = _drawn_again(sitting, sealing, language)
    for number, slots in stored.items():
        if number not in drawn or not _is_same(slots, drawn[number]):
            message = N_("Paper %(language)s %(number)s is not the one that was drawn.")
            yield Difference(message, {"language": language, "number": number})


def _stored_forms(sitting_id: int, language: str) -> dict[int, list[dict[str, Any]]]:
    statement = (
        select(Form.number, Form.slots)
        .where(Form.sitting_id == sitting_id, Form.language == language)
        .order_by(Form.number)
    )
    return dict(db.session.execute(statement).all())


def _drawn_again(sitting: Sitting, sealing: Sealing, language: str) -> dict[int, DrawnForm]:
    """The forms that the seed gives, by number; none if list, plan or seen give none."""
    try:
        drawn = draw(
            rule_of(sitting),
            bank_from(sealing.bank[language]),
            plans_from(sealing.plan[language]),
            seed=bytes.fromhex(sealing.seed),
            language=language,
            seen={int(number): frozenset(it) for number, it in _seen(sealing, language).items()},
        )
    except (CannotMeet, KeyError, ValueError, IndexError):
        return {}
    return {form.number: form for form in drawn.forms()}


def _seen(sealing: Sealing, language: str) -> Mapping[str, list[str]]:
    seen: dict[str, dict[str, list[str]]] = sealing.seen or {}
    return seen.get(language, {})


def _is_same(stored: list[dict[str, Any]], drawn: DrawnForm) -> bool:
    kept = [
        (row["revision"], tuple(row["order"]), Decimal(row["points"]), row.get("part"))
        for row in stored
    ]
    return kept == [(slot.revision_id, slot.order, slot.points, slot.part) for slot in drawn.slots]


def _in_other_hands(sitting_id: int, language: str, given: int) -> Iterator[Difference]:
    """Papers are given out by number as people registered; late entries get what is left."""
    statement = (
        select(Form.number)
        .join(Attempt, Attempt.form_id == Form.id)
        .where(Form.sitting_id == sitting_id, Form.language == language)
        .order_by(Attempt.registration_id)
    )
    numbers = list(db.session.scalars(statement))
    for place, number in enumerate(numbers, start=1):
        if (number != place) if place <= given else (number <= given):
            message = N_("Paper %(language)s %(number)s is with somebody else than at sealing.")
            yield Difference(message, {"language": language, "number": number})
