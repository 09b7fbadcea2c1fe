"""Keeping a version of a credential type."""

from typing import Any

from sqlalchemy import select

from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from credentials.acts import CredentialAct
from credentials.models import GateRule
from credentials.queries.rules import rule_of, rules_in_force
from credentials.rules.definition import Rule, read_rule


def keep_rule(definition: dict[str, Any], *, actor: Actor | None) -> GateRule:
    """Keep a version; the same content again is the version that is there, other content is not.

    It holds from now on; what was decided by an older version stays as it was decided.
    """
    rule = read_rule(definition)
    with transaction() as session:
        versions = session.scalars(
            select(GateRule).where(GateRule.code == rule.code).order_by(GateRule.version)
        ).all()
        same = next((each for each in versions if each.version == rule.version), None)
        if same and same.definition == definition:
            return same
        _refuse_unfit(rule, versions[-1].version if versions else 0)
        kept = GateRule(
            code=rule.code,
            version=rule.version,
            definition=definition,
            by_id=actor.id if actor else None,
            at=now(),
        )
        session.add(kept)
        session.flush()
        record(
            CredentialAct.RULE_KEPT,
            actor,
            subject=("gate_rule", kept.id),
            code=rule.code,
            version=rule.version,
        )
    return kept


def _refuse_unfit(rule: Rule, newest: int) -> None:
    if rule.version <= newest:
        raise Refused(
            N_("Version %(newest)s of %(code)s is there already; give this one a higher number."),
            newest=newest,
            code=rule.code,
        )
    others = [each for each in rules_in_force() if each.code != rule.code]
    if any(rule_of(each).number_pattern == rule.number_pattern for each in others):
        raise Refused(N_("Another credential type gives numbers by the same pattern."))
