"""What a person's last tries at a question say about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

LAST = 2
"""How many tries count: after so many right ones in a row a question leaves the notebook."""


@dataclass(frozen=True, slots=True)
class Record:
    """The shares of full marks that the last two tries earned, newest first, and where the last is.

    A round asks a question once, so two tries are of two rounds.
    """

    shares: tuple[Fraction, ...]
    round_id: int
    number: int
    last_at: datetime

    @property
    def is_right(self) -> bool:
        """Whether the last try earned everything."""
        return self.shares[0] >= 1

    @property
    def is_noted(self) -> bool:
        """In the notebook: one of the last two tries did not earn everything."""
        return any(share < 1 for share in self.shares)


Records = Mapping[str, Record]
"""By the code of the question; one that was never tried is missing."""
