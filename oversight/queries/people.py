"""The officers of a unit one by one, with where each stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Unit
from core.actor import Actor
from core.errors import N_, Missing, Refused
from credentials.models import GateRule
from oversight.queries.officers import (
    MOST,
    officers_in,
    unit_to_follow,
    units_above_to_follow,
    units_right_below,
)
from oversight.queries.progress import OfficerStand, chosen_rule, stands_of, steps_of
from oversight.rules.funnel import HOLDS, lacks


@dataclass(frozen=True, slots=True)
class UnitPeople:
    """The officers of a unit and of those below it, as far as they were asked for."""

    unit: Unit
    above: Sequence[Unit]
    rule: GateRule
    rules: Sequence[GateRule]
    steps: Sequence[str]
    stands: Sequence[OfficerStand]


def unit_people(
    actor: Actor, unit_id: int, *, rule_code: str, lacking: str = "", words: str = ""
) -> UnitPeople:
    """The officers of a unit that the actor follows: all, or those who lack a step; by name."""
    unit = unit_to_follow(actor, unit_id)
    rule, rules = chosen_rule(rule_code)
    if rule is None:
        raise Missing(N_("No credential type is in force yet."))
    steps = steps_of(rule)
    if lacking and lacking not in (*steps, HOLDS):
        raise Missing(N_("There is no such step."))
    if sum(count for _, count in units_right_below(unit)) > MOST:
        raise Refused(N_("There are too many officers here for one list. Choose a unit below."))
    named = [each for each in officers_in(unit) if words in each.name or words in each.login]
    stands = stands_of(rule, named, unit)
    kept = [each for each in stands if not lacking or lacks(each.stand, lacking)]
    return UnitPeople(unit, units_above_to_follow(actor, unit), rule, rules, steps, kept)
