"""How far officers are: what the gate says of each, and who holds a credential in force."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from accounts.models import Unit
from core.clock import now
from core.database import db
from core.errors import N_, Missing
from credentials.models import Credential, GateRule
from credentials.queries.gate import verdicts
from credentials.queries.rules import rule_of, rules_in_force
from credentials.queries.statuses import has_status
from credentials.rules.findings import Verdict
from credentials.rules.periods import local_day
from credentials.rules.status import Status
from oversight.queries.officers import Officer
from oversight.rules.funnel import STEPS, Funnel, Stand, answers_of, funnel


@dataclass(frozen=True, slots=True)
class Held:
    """A credential in force."""

    id: int
    number: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class OfficerStand:
    """An officer and where they stand; the credential in force that ends last, if any."""

    officer: Officer
    stand: Stand
    held: Held | None


def chosen_rule(code: str) -> tuple[GateRule | None, list[GateRule]]:
    """The credential type with this code, else the first one in force; and all of them."""
    rules = rules_in_force()
    if not code:
        return (rules[0] if rules else None), rules
    for rule in rules:
        if rule.code == code:
            return rule, rules
    raise Missing(N_("There is no such credential type."))


def stands_of(rule: GateRule, officers: Sequence[Officer], unit: Unit) -> list[OfficerStand]:
    """Where each of these officers stands; as many queries for a thousand as for one."""
    ids = [officer.id for officer in officers]
    found = verdicts(rule, ids)
    held = held_by(ids, rule.code, local_day(now(), unit.zone))
    return [_stand(officer, found[officer.id], held.get(officer.id)) for officer in officers]


def steps_of(rule: GateRule) -> list[str]:
    """The steps that a credential type asks for, in the order of the way."""
    kinds = {condition.kind for condition in rule_of(rule).conditions}
    return [step.code for step in STEPS if step.kinds & kinds]


def funnel_of(rule: GateRule, stands: Sequence[OfficerStand]) -> Funnel:
    """The way from study to credential for these officers."""
    return funnel([each.stand for each in stands], steps_of(rule))


def below(unit: Unit, stands: Sequence[OfficerStand]) -> list[OfficerStand]:
    """Of these, the officers of a unit and of those below it."""
    return [each for each in stands if each.officer.unit.path.startswith(unit.path)]


def held_by(person_ids: Collection[int], code: str, on: date) -> Mapping[int, Held]:
    """The credential of this type in force for each on a day; of several, the one ending last."""
    rows = db.session.execute(
        select(Credential.person_id, Credential.id, Credential.number, Credential.valid_until)
        .join(GateRule, GateRule.id == Credential.rule_id)
        .where(
            Credential.person_id.in_(person_ids),
            GateRule.code == code,
            has_status(Status.ISSUED, on),
        )
        .order_by(Credential.valid_until, Credential.id)
    )
    return {row[0]: Held(row[1], row[2], row[3]) for row in rows}


def _stand(officer: Officer, verdict: Verdict, held: Held | None) -> OfficerStand:
    return OfficerStand(officer, Stand(answers_of(verdict.findings), held is not None), held)
