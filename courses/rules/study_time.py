"""Time of study: what of a reported stretch counts, and how it stands to the required hours."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

LONGEST_S = 150
"""A page reports every two minutes; more than that in one report was not looked at."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Seconds on record, and the hours that a course requires (0 for none)."""

    seconds: int
    required: int

    @property
    def on_record(self) -> Decimal:
        """Hours on record to a tenth, rounded down."""
        return Decimal(self.seconds // 360) / 10


def counted(seconds: int, last_at: datetime | None, at: datetime) -> int:
    """How much of a reported stretch counts: no longer than a report may be.

    It cannot reach back before the person's last report, so that two open pages count once.
    """
    since = (at - last_at).total_seconds() if last_at else LONGEST_S
    return max(0, min(seconds, LONGEST_S, int(since)))
