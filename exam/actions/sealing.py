"""Sealing a sitting: every candidate's form drawn and laid out before it opens."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from accounts.queries import actor_of, person_of
from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, Refused
from core.jobs import Progress, job
from exam.actions.drawing import Lot, Papers, drawn_from, lots_of
from exam.actions.key_pairs import KeyPair, new_key_pair
from exam.actions.laying_out import hand_out, lay_out
from exam.actions.registering import refuse_barred, refuse_unfit
from exam.acts import ExamAct
from exam.models.candidates import Registration
from exam.models.sittings import Sealing, Sitting
from exam.queries.bank import bank_ids, shipped_codes
from exam.queries.officers import plain_officers
from exam.queries.sittings import locked_sitting, registrations, rule_of, sitting_to_hold
from exam.rules.assembly.figures import figures_of
from exam.rules.assembly.kept import digest, kept_bank, kept_plans
from exam.rules.blueprint import Blueprint
from exam.rules.draws import seed_hash
from question_bank.queries.knowing import who_know

METHOD = 2
Told = Callable[[int, int], None]


def seal(sitting_id: int, *, actor: Actor, told: Told = lambda done, total: None) -> Sealing:
    """Draw and lay out a form for every candidate, and reserves; from here on the papers stand.

    Papers are drawn before the sitting is locked, and again if by then something has changed. The
    seed's hash goes on the trail now, the seed itself when the sitting has closed.
    """
    seed, keys = secrets.token_bytes(32), new_key_pair()
    lots, papers = _drawn_before(sitting_id, seed, actor, told)
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        rule = rule_of(sitting)
        candidates = _candidates(sitting, rule)
        lots_now = lots_of(rule, candidates)
        if lots_now != lots:
            papers = drawn_from(rule, lots_now, seed, lambda done: None)
        forms = {each.lot.language: lay_out(sitting, each.drawn) for each in papers}
        hand_out(sitting, candidates, forms)
        sealing = _note_sealing(sitting, rule, seed, keys, papers, actor)
        session.add(sealing)
        _record(sitting, sealing, papers, actor)
    return sealing


@job("exam.seal")
def seal_as_job(progress: Progress, arguments: dict[str, Any]) -> dict[str, Any]:
    """Seal as long work, for the examiner who asked."""
    actor = actor_of(person_of(arguments["person_id"]))
    sealing = seal(arguments["sitting_id"], actor=actor, told=progress.told)
    forms = sum(each["forms"] for each in (sealing.figures or {}).values())
    progress.told(2 * forms, 2 * forms)
    return {"seed_hash": sealing.seed_hash}


def _drawn_before(
    sitting_id: int, seed: bytes, actor: Actor, told: Told
) -> tuple[list[Lot], list[Papers]]:
    """The papers as they would be now; half of the work, by number of papers."""
    sitting = sitting_to_hold(actor, sitting_id)
    _refuse_late(sitting)
    rule = rule_of(sitting)
    lots = lots_of(rule, registrations(sitting.id))
    total = 2 * sum(lot.candidates for lot in lots)
    told(0, total)
    return lots, drawn_from(rule, lots, seed, lambda done: told(min(done, total), total))


def _refuse_late(sitting: Sitting) -> None:
    if sitting.sealing:
        raise Refused(N_("This sitting is sealed already."))
    if exam_ms() >= sitting.closes_ms:
        raise Refused(N_("The time of this sitting is over. Plan a new one."))


def _candidates(sitting: Sitting, rule: Blueprint) -> list[Registration]:
    _refuse_late(sitting)
    candidates = registrations(sitting.id)
    if not candidates:
        raise Refused(N_("Nobody is registered yet."))
    drawn = bank_ids(rule)
    plain = plain_officers(sitting) - who_know(drawn)
    for candidate in candidates:
        if candidate.person_id not in plain:
            refuse_unfit(sitting, candidate.person, drawn)
    refuse_barred(sitting, [each.person for each in candidates if not each.set_aside])
    return candidates


def _note_sealing(
    sitting: Sitting,
    rule: Blueprint,
    seed: bytes,
    keys: KeyPair,
    papers: Sequence[Papers],
    actor: Actor,
) -> Sealing:
    bank = {each.lot.language: kept_bank(rule, each.lot.bank) for each in papers}
    shipped = shipped_codes()
    return Sealing(
        sitting_id=sitting.id,
        seed=seed.hex(),
        seed_hash=seed_hash(seed),
        method=METHOD,
        plan={each.lot.language: kept_plans(each.plans) for each in papers},
        bank=bank,
        bank_hash=digest(bank),
        seen={each.lot.language: _by_number(each.lot.seen) for each in papers},
        figures={
            each.lot.language: figures_of(
                each.drawn, each.plans, each.lot.bank, each.lot.candidates
            )
            for each in papers
        },
        recovery_public=keys.public,
        recovery_private=keys.private,
        is_demonstration=any(row["code"] in shipped for rows in bank.values() for row in rows),
        by_id=actor.id,
        at=now(),
    )


def _by_number(seen: Mapping[int, Sequence[str]]) -> dict[str, list[str]]:
    return {str(number): list(codes) for number, codes in seen.items()}


def _record(sitting: Sitting, sealing: Sealing, papers: Sequence[Papers], actor: Actor) -> None:
    record(
        ExamAct.SEALED,
        actor,
        subject=("sitting", sitting.id),
        unit_path=sitting.unit.path,
        seed_hash=sealing.seed_hash,
        bank_hash=sealing.bank_hash,
        plan_hash=digest(sealing.plan),
        seen_hash=digest(sealing.seen),
        method=sealing.method,
        candidates=sum(each.lot.candidates for each in papers),
        given={each.lot.language: each.lot.candidates for each in papers},
        forms={each.lot.language: each.drawn.count for each in papers},
    )
