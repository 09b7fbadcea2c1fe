"""Sealing a sitting: every candidate's form drawn and laid out before it opens; late entries."""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from decimal import Decimal
from hashlib import sha256
from math import ceil
from typing import Any

from sqlalchemy import exists, insert, select

from accounts.models import Person
from accounts.queries import actor_of, person_of
from audit.actions import record
from audit.rules.entry import canonical
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, Refused
from core.jobs import Progress, job
from exam.actions.holding import refuse_unfit
from exam.acts import ExamAct
from exam.models import Attempt, Form, Registration, Sealing, Sitting
from exam.queries.bank import bank_for, bank_ids, shipped_codes
from exam.queries.sittings import locked_sitting, phase, registrations, rule_of
from exam.rules.assembly import (
    CannotMeet,
    Cell,
    Drawable,
    DrawnForm,
    draw_forms,
    settle,
    sorted_into_cells,
)
from exam.rules.blueprint import Blueprint
from exam.rules.draws import seed_hash
from exam.rules.phases import Phase

FEWEST_RESERVES = 3
RESERVE_SHARE = Decimal("0.05")


def seal(sitting_id: int, *, actor: Actor) -> Sealing:
    """Draw and lay out a form for every candidate, and reserves; from here on the papers stand.

    The seed's hash goes on the trail now, the seed itself when the sitting has closed.
    """
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        rule = rule_of(sitting)
        candidates = _candidates(sitting, rule)
        seed = secrets.token_bytes(32)
        counts = Counter(candidate.language for candidate in candidates)
        banks = {language: bank_for(rule, language) for language in sorted(counts)}
        plans = {language: _plan(rule, banks[language]) for language in banks}
        forms = {
            language: _lay_out(
                sitting, rule, banks[language], plans[language], seed, language, count
            )
            for language, count in counts.items()
        }
        _hand_out(sitting, candidates, forms)
        sealing = _note_sealing(sitting, seed, banks, plans, actor)
        session.add(sealing)
        record(
            ExamAct.SEALED,
            actor,
            subject=("sitting", sitting.id),
            unit_path=sitting.unit.path,
            seed_hash=sealing.seed_hash,
            bank_hash=sealing.bank_hash,
            candidates=len(candidates),
            forms={language: len(ids) for language, ids in forms.items()},
        )
    return sealing


@job("exam.seal")
def seal_as_job(progress: Progress, arguments: dict[str, Any]) -> dict[str, Any]:
    """Seal as long work, for the examiner who asked."""
    actor = actor_of(person_of(arguments["person_id"]))
    sealing = seal(arguments["sitting_id"], actor=actor)
    progress.told(1, 1)
    return {"seed_hash": sealing.seed_hash}


def _candidates(sitting: Sitting, rule: Blueprint) -> list[Registration]:
    if sitting.sealing:
        raise Refused(N_("This sitting is sealed already."))
    if exam_ms() >= sitting.closes_ms:
        raise Refused(N_("The time of this sitting is over. Plan a new one."))
    candidates = registrations(sitting.id)
    if not candidates:
        raise Refused(N_("Nobody is registered yet."))
    drawn = bank_ids(rule)
    for candidate in candidates:
        refuse_unfit(sitting, candidate.person, drawn)
    return candidates


def _plan(rule: Blueprint, bank: Sequence[Drawable]) -> dict[Cell, int]:
    with _short_as_refusal():
        return settle(rule, sorted_into_cells(rule, bank))


@contextmanager
def _short_as_refusal() -> Iterator[None]:
    """What the bank lacks, said to the examiner."""
    try:
        yield
    except CannotMeet as problem:
        first = problem.shortages[0]
        raise Refused(first.message, **first.values) from problem


def _lay_out(
    sitting: Sitting,
    rule: Blueprint,
    bank: Sequence[Drawable],
    plan: dict[Cell, int],
    seed: bytes,
    language: str,
    candidates: int,
) -> list[int]:
    """Store the forms of one language; their ids in the order of their numbers."""
    reserves = max(FEWEST_RESERVES, ceil(candidates * RESERVE_SHARE))
    with _short_as_refusal():
        drawn = draw_forms(
            rule, bank, plan, seed=seed, count=candidates + reserves, language=language
        )
    with transaction() as session:
        rows = session.execute(
            insert(Form).returning(Form.id, Form.number, sort_by_parameter_order=True),
            [_form_row(sitting.id, language, form) for form in drawn],
        )
        return [row.id for row in rows]


def _form_row(sitting_id: int, language: str, form: DrawnForm) -> dict[str, Any]:
    slots = [
        {"revision": slot.revision_id, "order": list(slot.order), "points": str(slot.points)}
        for slot in form.slots
    ]
    return {
        "sitting_id": sitting_id,
        "language": language,
        "number": form.number,
        "slots": slots,
        "expected": form.expected,
    }


def _hand_out(
    sitting: Sitting, candidates: Sequence[Registration], forms: dict[str, list[int]]
) -> None:
    left = {language: list(reversed(ids)) for language, ids in forms.items()}
    size = rule_of(sitting).size
    with transaction() as session:
        session.execute(
            insert(Attempt),
            [
                _attempt_row(sitting, candidate, left[candidate.language].pop(), size)
                for candidate in candidates
            ],
        )


def _attempt_row(
    sitting: Sitting, candidate: Registration, form_id: int, size: int
) -> dict[str, Any]:
    return {
        "token": secrets.token_hex(16),
        "sitting_id": sitting.id,
        "registration_id": candidate.id,
        "candidate_id": candidate.person_id,
        "form_id": form_id,
        "slot_count": size,
        "state": "ready",
        "lease": 0,
        "grace_ms": sitting.grace_ms,
    }


def _note_sealing(
    sitting: Sitting,
    seed: bytes,
    banks: dict[str, list[Drawable]],
    plans: dict[str, dict[Cell, int]],
    actor: Actor,
) -> Sealing:
    bank = {language: [_kept(question) for question in found] for language, found in banks.items()}
    shipped = shipped_codes()
    return Sealing(
        sitting_id=sitting.id,
        seed=seed.hex(),
        seed_hash=seed_hash(seed),
        plan={
            language: [
                [cell.group, cell.difficulty, cell.kind, n] for cell, n in sorted(plan.items())
            ]
            for language, plan in plans.items()
        },
        bank=bank,
        bank_hash=sha256(canonical(bank)).hexdigest(),
        is_demonstration=any(q.code in shipped for found in banks.values() for q in found),
        by_id=actor.id,
        at=now(),
    )


def _kept(question: Drawable) -> dict[str, Any]:
    return {
        **asdict(question),
        "expected": str(question.expected),
        "enemies": sorted(question.enemies),
    }


def admit_late(
    sitting_id: int, person_id: int, *, language: str, reason: str, actor: Actor
) -> Attempt:
    """Give an officer who comes after the sealing one of the reserve forms."""
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        if phase(sitting, exam_ms()) not in (Phase.SEALED, Phase.OPEN):
            raise Refused(
                N_("Late entries are possible between sealing and the end of the window.")
            )
        person = person_of(person_id)
        refuse_unfit(sitting, person, bank_ids(rule_of(sitting)))
        _refuse_registered(sitting, person)
        form_id = _reserve(sitting.id, language)
        late = Registration(
            sitting_id=sitting.id, person=person, language=language, by_id=actor.id, at=now()
        )
        session.add(late)
        session.flush()
        attempt = Attempt(**_attempt_row(sitting, late, form_id, rule_of(sitting).size))
        session.add(attempt)
        session.flush()
        record(
            ExamAct.LATE_ENTRY,
            actor,
            subject=("attempt", attempt.id),
            unit_path=sitting.unit.path,
            sitting=sitting.id,
            person=person.id,
            reason=reason,
        )
    return attempt


def _refuse_registered(sitting: Sitting, person: Person) -> None:
    if any(found.person_id == person.id for found in registrations(sitting.id)):
        raise Refused(N_("%(name)s is registered already."), name=person.name)
    with transaction() as session:
        once = session.scalars(
            select(Registration.id).where(
                Registration.sitting_id == sitting.id, Registration.person_id == person.id
            )
        ).first()
    if once is not None:
        raise Refused(N_("%(name)s was withdrawn from this sitting."), name=person.name)


def _reserve(sitting_id: int, language: str) -> int:
    with transaction() as session:
        form_id = session.scalar(
            select(Form.id)
            .where(
                Form.sitting_id == sitting_id,
                Form.language == language,
                ~exists().where(Attempt.form_id == Form.id),
            )
            .order_by(Form.number)
            .limit(1)
        )
    if form_id is None:
        raise Refused(N_("No reserve paper is left in this language."))
    return form_id
