"""Where a sitting stands: computed from what was done and what the clock says."""

from dataclasses import dataclass
from enum import StrEnum

from core.errors import N_


class Phase(StrEnum):
    """The phases of a sitting, in order."""

    PLANNED = "planned"
    SEALED = "sealed"
    OPEN = "open"
    ENDING = "ending"
    CLOSED = "closed"
    RELEASED = "released"


PHASE_NAMES: dict[Phase, str] = {
    Phase.PLANNED: N_("Registration"),
    Phase.SEALED: N_("Sealed"),
    Phase.OPEN: N_("Open now"),
    Phase.ENDING: N_("Last papers"),
    Phase.CLOSED: N_("Marked, not released"),
    Phase.RELEASED: N_("Released"),
}


@dataclass(frozen=True, slots=True)
class SittingFacts:
    """What decides the phase; times are readings of the exam clock."""

    opens_ms: int
    closes_ms: int
    is_sealed: bool
    is_closed: bool
    is_released: bool


def phase_of(facts: SittingFacts, at_ms: int) -> Phase:
    """The phase at this reading; an unsealed sitting stays planned whatever the clock says."""
    if facts.is_released:
        return Phase.RELEASED
    if facts.is_closed:
        return Phase.CLOSED
    if not facts.is_sealed:
        return Phase.PLANNED
    if at_ms < facts.opens_ms:
        return Phase.SEALED
    return Phase.OPEN if at_ms < facts.closes_ms else Phase.ENDING
