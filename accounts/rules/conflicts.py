"""Conflicts that a supervisor may waive for one act, and how a waiver stands."""

from datetime import datetime, timedelta
from enum import StrEnum

from accounts.rules.duties import Role
from core.errors import N_

LONGEST = timedelta(days=90)


class Conflict(StrEnum):
    """A conflict that may be waived where a county has too few people."""

    JUDGE_OWN_UNIT = "judge_own_unit"
    APPEAL_OWN_UNIT = "appeal_own_unit"


CONFLICT_NAMES: dict[Conflict, str] = {
    Conflict.JUDGE_OWN_UNIT: N_("Score an entry of one's own unit"),
    Conflict.APPEAL_OWN_UNIT: N_("Decide an appeal of one's own unit"),
}
CONFLICT_ROLES: dict[Conflict, Role] = {
    Conflict.JUDGE_OWN_UNIT: Role.JUDGE,
    Conflict.APPEAL_OWN_UNIT: Role.SUPERVISOR,
}


class WaiverStanding(StrEnum):
    """How a waiver of a conflict stands."""

    STANDING = "standing"
    USED = "used"
    ENDED = "ended"
    EXPIRED = "expired"


WAIVER_STANDING_NAMES: dict[WaiverStanding, str] = {
    WaiverStanding.STANDING: N_("May be used once"),
    WaiverStanding.USED: N_("Used"),
    WaiverStanding.ENDED: N_("Taken back"),
    WaiverStanding.EXPIRED: N_("Expired"),
}


def waiver_standing(
    *, is_used: bool, is_ended: bool, until: datetime, at: datetime
) -> WaiverStanding:
    """How a waiver stands at a moment; from its end on it is of no use."""
    if is_used:
        return WaiverStanding.USED
    if is_ended:
        return WaiverStanding.ENDED
    return WaiverStanding.STANDING if at < until else WaiverStanding.EXPIRED


def waiver_problem(until: datetime, at: datetime) -> str | None:
    """Why a waiver may not last until then; None if it may."""
    if until <= at:
        return N_("This time is over already. Choose one to come.")
    if until > at + LONGEST:
        return N_("A waiver lasts 90 days at most.")
    return None
