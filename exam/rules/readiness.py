"""Where somebody on the ready page stands."""

from dataclasses import dataclass
from enum import StrEnum

OFTEN_MS = 4_000
SELDOM_MS = 30_000


class Ready(StrEnum):
    """What the ready page is told."""

    WAITING = "waiting"
    NO_ROOM = "no_room"
    PAUSED = "paused"
    STARTED = "started"
    OPEN = "open"
    CLOSED = "closed"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class ReadyFacts:
    """What decides it; `state` is the attempt's, None before there is one."""

    at_ms: int
    opens_ms: int
    closes_ms: int
    state: str | None
    starts_by_room: bool
    has_seat: bool
    room_has_started: bool
    is_held: bool


def readiness(facts: ReadyFacts) -> Ready:
    """Started means that the attempt may be opened now."""
    if facts.state in ("open", "paused"):
        return Ready.OPEN
    if facts.state in ("closed", "voided"):
        return Ready.CLOSED
    if facts.at_ms >= facts.closes_ms:
        return Ready.OVER
    if facts.starts_by_room and not facts.has_seat:
        return Ready.NO_ROOM
    if facts.state is None or facts.at_ms < facts.opens_ms:
        return Ready.WAITING
    if facts.is_held:
        return Ready.PAUSED
    if facts.starts_by_room and not facts.room_has_started:
        return Ready.WAITING
    return Ready.STARTED


def ask_again_ms(facts: ReadyFacts) -> int:
    """How long the page waits before it asks again: seldom while nothing can start."""
    return min(SELDOM_MS, max(OFTEN_MS, facts.opens_ms - facts.at_ms))
