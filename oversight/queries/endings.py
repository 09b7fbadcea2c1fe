"""Credentials that end soon."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Unit
from core.clock import now
from credentials.models import Credential
from credentials.queries.listing import expiring
from credentials.rules.periods import local_day
from oversight.rules.periods import WARNINGS, warning


@dataclass(frozen=True, slots=True)
class Ending:
    """A credential in force that ends soon: in how many days, and under which warning."""

    credential: Credential
    days: int
    warning: int


def endings_in(unit: Unit) -> Sequence[Ending]:
    """Credentials in force of a unit and those below it that end soon, the soonest first."""
    on = local_day(now(), unit.zone)
    found = [
        Ending(each, (each.valid_until - on).days, warned)
        for each in expiring([unit.path], max(WARNINGS), on=on)
        if (warned := warning(each.valid_until, on)) is not None
    ]
    return sorted(found, key=lambda each: (each.days, each.credential.number))


def counted(endings: Sequence[Ending]) -> dict[int, int]:
    """How many end within each number of days, the shorter included in the longer."""
    return {days: sum(each.warning <= days for each in endings) for days in WARNINGS}
