"""A manager's first page of a unit: everything on it, in a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import Unit
from core.actor import Actor
from core.clock import now
from credentials.models import GateRule
from oversight.queries.contests import UnitContest, contests_of
from oversight.queries.endings import Ending, counted, endings_in
from oversight.queries.officers import (
    MOST,
    Officer,
    officers_in,
    unit_to_follow,
    units_above_to_follow,
    units_right_below,
)
from oversight.queries.pass_rates import PassRate, pass_rates
from oversight.queries.progress import OfficerStand, below, chosen_rule, funnel_of, stands_of
from oversight.rules.funnel import Funnel
from oversight.rules.periods import beginning


@dataclass(frozen=True, slots=True)
class Part:
    """A unit right below, or the officers of the unit itself (then `unit` is that one)."""

    unit: Unit
    officers: int
    funnel: Funnel | None


@dataclass(frozen=True, slots=True)
class UnitOverview:
    """How a unit and all below it are doing.

    There is no funnel where no credential type is in force, or where too many officers are below
    for one page; the parts have theirs on their own pages.
    """

    unit: Unit
    above: Sequence[Unit]
    rule: GateRule | None
    rules: Sequence[GateRule]
    officers: int
    funnel: Funnel | None
    parts: Sequence[Part]
    rates: Sequence[PassRate]
    contests: Sequence[UnitContest]
    endings: Sequence[Ending]
    ending_counts: Mapping[int, int]


def unit_overview(actor: Actor, unit_id: int, *, rule_code: str, months: int) -> UnitOverview:
    """The overview of a unit that the actor follows, for a period that ends now."""
    unit = unit_to_follow(actor, unit_id)
    rule, rules = chosen_rule(rule_code)
    parts = units_right_below(unit)
    officers = [] if _is_too_many(parts) else officers_in(unit)
    stands = stands_of(rule, officers, unit) if rule and officers else []
    since = beginning(months, now())
    endings = endings_in(unit)
    return UnitOverview(
        unit=unit,
        above=units_above_to_follow(actor, unit),
        rule=rule,
        rules=rules,
        officers=len(officers) or sum(count for _, count in parts),
        funnel=funnel_of(rule, stands) if rule and stands else None,
        parts=_parts(unit, parts, rule, officers, stands),
        rates=pass_rates(unit, since),
        contests=contests_of(unit, since),
        endings=endings,
        ending_counts=counted(endings),
    )


def _is_too_many(parts: Sequence[tuple[Unit, int]]) -> bool:
    return sum(count for _, count in parts) > MOST


def _parts(
    unit: Unit,
    parts: Sequence[tuple[Unit, int]],
    rule: GateRule | None,
    officers: Sequence[Officer],
    stands: Sequence[OfficerStand],
) -> list[Part]:
    """The units below, and in front of them the officers of the unit itself, if it has both."""
    found = [
        Part(each, count, funnel_of(rule, below(each, stands)) if rule and stands else None)
        for each, count in parts
    ]
    own = [each for each in stands if each.officer.unit.id == unit.id]
    if rule and own and found:
        found.insert(0, Part(unit, len(own), funnel_of(rule, own)))
    return found
