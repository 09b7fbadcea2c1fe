"""How a role grant stands, and who may decide about it."""

from collections.abc import Iterable
from enum import StrEnum

from accounts.rules.duties import WATCHING, Role, conflict, needs_countersign
from core.errors import N_


class Standing(StrEnum):
    """How a role grant stands."""

    PROPOSED = "proposed"
    HOLDING = "holding"
    DECLINED = "declined"
    ENDED = "ended"


STANDING_NAMES = {
    Standing.PROPOSED: N_("Waits for a supervisor"),
    Standing.HOLDING: N_("Holds"),
    Standing.DECLINED: N_("Declined"),
    Standing.ENDED: N_("Ended"),
}


def standing(role: Role, *, agreed: bool | None, ended: bool) -> Standing:
    """How a grant stands; `agreed` is the supervisor's answer, None while there is none."""
    if ended:
        return Standing.ENDED
    if agreed is False:
        return Standing.DECLINED
    return Standing.HOLDING if agreed or not needs_countersign(role) else Standing.PROPOSED


def conflict_problem(role: Role, held: Iterable[Role]) -> str | None:
    """Why somebody who holds or waits for these roles cannot get this one; None if they can."""
    if conflict(role, held) is None:
        return None
    if role in WATCHING:
        return N_(
            "A supervisor watches over what the other roles do. This person holds such a role or "
            "waits for one, so they cannot be a supervisor before it has ended."
        )
    return N_(
        "This person is a supervisor or waits to be one, and a supervisor watches over what this "
        "role does. Nobody may be both player and referee."
    )


def decision_problem(actor_id: int, *, person_id: int, proposer_id: int | None) -> str | None:
    """Why somebody may not answer a proposed role; None if they may."""
    if actor_id == person_id:
        return N_("Nobody decides about their own roles. Another supervisor must answer.")
    if actor_id == proposer_id:
        return N_("You proposed this role yourself. Another supervisor must answer.")
    return None
