"""Where a competition and its board stand: computed from what was done and what the clock says."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from core.errors import N_

HOUR_MS = 3_600_000


class Phase(StrEnum):
    """The phases of a competition, in order."""

    ENTRIES = "entries"
    READY = "ready"
    RUNNING = "running"
    ENDED = "ended"
    FINAL = "final"


PHASE_NAMES: dict[Phase, str] = {
    Phase.ENTRIES: N_("Entries open"),
    Phase.READY: N_("Entries closed"),
    Phase.RUNNING: N_("Under way"),
    Phase.ENDED: N_("Over, not yet final"),
    Phase.FINAL: N_("Final"),
}


class BoardPhase(StrEnum):
    """How much of the list a board shows."""

    LIVE = "live"
    FROZEN = "frozen"
    REVEALING = "revealing"
    FINAL = "final"


BOARD_PHASE_NAMES: dict[BoardPhase, str] = {
    BoardPhase.LIVE: N_("Live"),
    BoardPhase.FROZEN: N_("Frozen"),
    BoardPhase.REVEALING: N_("Being revealed"),
    BoardPhase.FINAL: N_("Final standings"),
}


@dataclass(frozen=True, slots=True)
class CompetitionFacts:
    """What decides the phase; times are readings of the exam clock."""

    entries_close_ms: int
    starts_ms: int
    ends_ms: int
    is_final: bool


def phase_of(facts: CompetitionFacts, at_ms: int) -> Phase:
    """The phase at this reading; entries to a drill stay open while it is under way."""
    if facts.is_final:
        return Phase.FINAL
    if at_ms >= facts.ends_ms:
        return Phase.ENDED
    if at_ms >= facts.starts_ms:
        return Phase.RUNNING
    return Phase.ENTRIES if at_ms < facts.entries_close_ms else Phase.READY


def objections_close(ended_ms: int, hours: int) -> int:
    """When the last objection to a round is taken."""
    return ended_ms + hours * HOUR_MS


class Obstacle(StrEnum):
    """Something that keeps standings from being final."""

    NO_SCORES = "no_scores"
    ROUND_RUNNING = "round_running"
    STATION_UNSCORED = "station_unscored"
    OBJECTIONS_OPEN = "objections_open"
    OBJECTION_WAITING = "objection_waiting"
    RULING_WAITING = "ruling_waiting"
    BOARD_FROZEN = "board_frozen"


OBSTACLE_NAMES: dict[Obstacle, str] = {
    Obstacle.NO_SCORES: N_("There is no score yet."),
    Obstacle.ROUND_RUNNING: N_("A round has not been ended."),
    Obstacle.STATION_UNSCORED: N_("Judges have begun to mark somebody and not finished."),
    Obstacle.OBJECTIONS_OPEN: N_("Objections to a round are still taken."),
    Obstacle.OBJECTION_WAITING: N_("An objection waits for its answer."),
    Obstacle.RULING_WAITING: N_("A correction or disqualification waits for a second person."),
    Obstacle.BOARD_FROZEN: N_("The board is frozen and not yet revealed."),
}


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """What may still be open in a competition."""

    last_score: int
    unended_rounds: Collection[str]
    unfinished_panels: int
    objections_close_ms: int
    waiting_objections: int
    waiting_rulings: int
    is_hiding: bool


def obstacles(open_: OpenMatters, at_ms: int) -> list[Obstacle]:
    """Everything that keeps standings from being final; empty means they may be confirmed."""
    found = (
        (open_.last_score == 0, Obstacle.NO_SCORES),
        (bool(open_.unended_rounds), Obstacle.ROUND_RUNNING),
        (open_.unfinished_panels > 0, Obstacle.STATION_UNSCORED),
        (at_ms < open_.objections_close_ms, Obstacle.OBJECTIONS_OPEN),
        (open_.waiting_objections > 0, Obstacle.OBJECTION_WAITING),
        (open_.waiting_rulings > 0, Obstacle.RULING_WAITING),
        (open_.is_hiding, Obstacle.BOARD_FROZEN),
    )
    return [obstacle for holds, obstacle in found if holds]
