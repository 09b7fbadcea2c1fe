"""An appeal: where it stands, what may happen to it, by when, and who may decide it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.errors import N_

LONGEST_GROUNDS = 2_000
SOON = timedelta(days=3)


class AppealState(StrEnum):
    """Where an appeal stands. That it is overdue is a fact about time and no state."""

    LODGED = "lodged"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"
    UPHELD = "upheld"
    SETTLED = "settled"


class Deed(StrEnum):
    """What somebody does with an appeal."""

    WITHDRAW = "withdraw"
    DISMISS = "dismiss"
    UPHOLD = "uphold"
    SETTLE = "settle"


class Remedy(StrEnum):
    """What an upheld appeal leads to."""

    REGRADE = "regrade"
    REMARK = "remark"


DEEDS: Mapping[tuple[AppealState, Deed], AppealState] = {
    (AppealState.LODGED, Deed.WITHDRAW): AppealState.WITHDRAWN,
    (AppealState.LODGED, Deed.DISMISS): AppealState.DISMISSED,
    (AppealState.LODGED, Deed.UPHOLD): AppealState.UPHELD,
    (AppealState.UPHELD, Deed.SETTLE): AppealState.SETTLED,
}
"""Everything that can happen to an appeal; all else is refused."""

OPEN = frozenset({AppealState.LODGED, AppealState.UPHELD})
"""The states in which somebody has to do something."""

STATE_NAMES: Mapping[AppealState, str] = {
    AppealState.LODGED: N_("Waits for a decision"),
    AppealState.WITHDRAWN: N_("Withdrawn"),
    AppealState.DISMISSED: N_("Dismissed"),
    AppealState.UPHELD: N_("Upheld, being carried out"),
    AppealState.SETTLED: N_("Upheld and carried out"),
}
REMEDY_NAMES: Mapping[Remedy, str] = {
    Remedy.REGRADE: N_("The sitting is marked anew with a corrected key or ruling"),
    Remedy.REMARK: N_("The written answers are marked once more by somebody else"),
}

_WHY = {
    AppealState.LODGED: N_("This appeal has not been decided yet."),
    AppealState.WITHDRAWN: N_("This appeal was withdrawn."),
    AppealState.DISMISSED: N_("This appeal was decided already."),
    AppealState.UPHELD: N_("This appeal was decided already."),
    AppealState.SETTLED: N_("This appeal was carried out already."),
}


def appeal_state(*, is_withdrawn: bool, upheld: bool | None, is_settled: bool) -> AppealState:
    """Where an appeal stands by what is on record; `upheld` is None before the decision."""
    if is_withdrawn:
        return AppealState.WITHDRAWN
    if upheld is None:
        return AppealState.LODGED
    if not upheld:
        return AppealState.DISMISSED
    return AppealState.SETTLED if is_settled else AppealState.UPHELD


def deed_problem(state: AppealState, deed: Deed) -> str | None:
    """Why this cannot be done with an appeal that stands so; None if it can."""
    return None if (state, deed) in DEEDS else _WHY[state]


def last_moment(start: datetime, days: int, zone: str) -> datetime:
    """The end of the so-many-th day after a moment, where the exam was held: midnight there."""
    there = ZoneInfo(zone)
    day = start.astimezone(there).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(), there).astimezone(start.tzinfo)


class Urgency(StrEnum):
    """How near the day is by which an appeal is to be decided."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


URGENCY_NAMES: Mapping[Urgency, str] = {
    Urgency.OVERDUE: N_("overdue"),
    Urgency.SOON: N_("due within three days"),
    Urgency.LATER: N_("there is time left"),
}


def urgency(due_at: datetime, at: datetime) -> Urgency:
    """Whether an appeal that waits is overdue, or due within three days."""
    if at >= due_at:
        return Urgency.OVERDUE
    return Urgency.SOON if due_at - at <= SOON else Urgency.LATER


@dataclass(frozen=True, slots=True)
class Relations:
    """What ties a supervisor to an appeal. `shares_unit` alone can be waived."""

    is_candidate: bool = False
    sat_there: bool = False
    held_it: bool = False
    marked_it: bool = False
    wrote_for_it: bool = False
    confirmed_regrade: bool = False
    answered_voiding: bool = False
    shares_unit: bool = False


_TIES: Mapping[str, str] = {
    "is_candidate": N_("Nobody decides about their own paper. Another supervisor must decide."),
    "sat_there": N_("You were registered for this exam. Another supervisor must decide."),
    "held_it": N_("You planned or held this exam. Another supervisor must decide."),
    "marked_it": N_("You marked answers of this exam. Another supervisor must decide."),
    "wrote_for_it": N_(
        "You wrote or reviewed a question of this paper. Another supervisor must decide."
    ),
    "confirmed_regrade": N_(
        "You proposed or confirmed a regrade of this exam, so you cannot judge its outcome. "
        "Another supervisor must decide."
    ),
    "answered_voiding": N_(
        "You answered a voiding of this paper, so you cannot judge its outcome. "
        "Another supervisor must decide."
    ),
    "shares_unit": N_(
        "You are of the same unit as the candidate. Another supervisor must decide, "
        "or one waives this conflict for you."
    ),
}


def decision_problem(relations: Relations, *, is_waived: bool) -> str | None:
    """Why a supervisor may not decide an appeal; None if nothing ties them to it.

    A waiver sets the shared unit aside and nothing else.
    """
    ties = [each.name for each in fields(relations) if getattr(relations, each.name)]
    standing = [tie for tie in ties if not (is_waived and tie == "shares_unit")]
    return _TIES[standing[0]] if standing else None


ACTED = ("is_candidate", "sat_there", "held_it", "marked_it", "wrote_for_it")


def settlement_problem(relations: Relations) -> str | None:
    """Why a supervisor may not end an upheld appeal without a regrade; None if they may.

    Whoever confirmed a regrade or answered a voiding may: somebody without ties decided the appeal.
    """
    return next((_TIES[tie] for tie in ACTED if getattr(relations, tie)), None)


def last_day(end: datetime, zone: str) -> date:
    """The day that ends with a midnight, where the exam was held."""
    return (end - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
