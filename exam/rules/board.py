"""How candidates stand on the live board, and what of them may be sought."""

from dataclasses import dataclass
from enum import StrEnum

LATE_MS = 60_000
QUIET_MS = 120_000


class BoardState(StrEnum):
    """How a candidate stands on the board."""

    ABSENT = "absent"
    READY = "ready"
    WRITING = "writing"
    PAUSED = "paused"
    HANDED_IN = "handed_in"
    VOIDED = "voided"


OF_ATTEMPT = {
    "open": BoardState.WRITING,
    "paused": BoardState.PAUSED,
    "closed": BoardState.HANDED_IN,
    "voided": BoardState.VOIDED,
}


class Mark(StrEnum):
    """What may make a candidate worth a look."""

    QUIET = "quiet"
    SIGNALS = "signals"
    EXTRA = "extra"


class Connection(StrEnum):
    """How long ago somebody who writes was last heard of."""

    HERE = "here"
    LATE = "late"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Sought:
    """What the board is to show; nothing of it shows everyone."""

    state: str = ""
    room_id: int | None = None
    unit_path: str = ""
    words: str = ""
    marks: frozenset[str] = frozenset()

    @property
    def is_everyone(self) -> bool:
        """Whether nothing is left out."""
        return self == Sought()

    @property
    def is_counted(self) -> bool:
        """Whether the counts by state say how many are sought: everyone, or a whole room."""
        return self == Sought(room_id=self.room_id)


def connection(last_ms: int, at_ms: int) -> Connection:
    """How long ago somebody who writes was heard of, at this reading of the clock."""
    silent_ms = at_ms - last_ms
    if silent_ms <= LATE_MS:
        return Connection.HERE
    return Connection.LATE if silent_ms <= QUIET_MS else Connection.QUIET
