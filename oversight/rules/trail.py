"""What somebody wants to see of the trail: which acts, whose, where, when, on what."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.errors import N_
from oversight.rules.acts import ACT_NAMES

GROUPS: dict[str, str] = {
    "account": N_("People, roles, signing in"),
    "question": N_("Questions"),
    "course": N_("Courses"),
    "exam": N_("Exams"),
    "competition": N_("Competitions"),
    "credential": N_("Credentials"),
    "audit": N_("Trail, keys, bundles"),
    "oversight": N_("Checks by supervisors"),
}
"""Groups of acts by the first part of their codes."""

REFUSALS = frozenset({"account.refused"})
"""Acts that say that something was tried and refused."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted; what is empty narrows nothing.

    `act` is an act or a group of acts; `person` and `unit` are what was typed to name them;
    both days are included; `after` is an entry that was seen: only what came after it.
    """

    act: str = ""
    person: str = ""
    unit: str = ""
    since: date | None = None
    until: date | None = None
    kind: str = ""
    number: str = ""
    refusals: bool = False
    after: int = 0

    @property
    def is_all(self) -> bool:
        """Whether nothing narrows it."""
        return self == Wanted()

    @property
    def address(self) -> dict[str, str]:
        """What narrows it, as values of an address."""
        named = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: "1" if value is True else str(value) for name, value in named if value}


def group_of(act: str) -> str:
    """The group to which an act belongs."""
    return act.partition(".")[0]


def acts_of(wanted: Wanted) -> frozenset[str] | None:
    """The acts that are wanted; None if any is."""
    if not wanted.act:
        return REFUSALS if wanted.refusals else None
    named = {act for act in ACT_NAMES if wanted.act in (act, group_of(act))}
    return frozenset(named & REFUSALS if wanted.refusals else named)


def moments(wanted: Wanted, zone: str) -> tuple[datetime | None, datetime | None]:
    """From when on, and before when, as UTC; a day begins at midnight in this zone."""
    return (
        _midnight(wanted.since, zone) if wanted.since else None,
        _midnight(wanted.until + timedelta(days=1), zone) if wanted.until else None,
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
