"""Where a standard-setting panel stands, and when its standard holds."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from core.errors import N_

FEWEST = 3
"""Counted judges below which there is no standard."""


class Stage(StrEnum):
    """The steps of a panel, in their order."""

    FIRST = "first"
    SECOND = "second"
    ENDED = "ended"
    SIGNING = "signing"
    DONE = "done"


STAGE_NAMES: dict[Stage, str] = {
    Stage.FIRST: N_("First round"),
    Stage.SECOND: N_("Second round"),
    Stage.ENDED: N_("Rounds over, minutes to be drawn up"),
    Stage.SIGNING: N_("Minutes to be signed"),
    Stage.DONE: N_("Signed"),
}


@dataclass(frozen=True, slots=True)
class Signed:
    """How the counted judges answered the minutes."""

    counted: int
    agreed: int
    declined: int

    @property
    def is_whole(self) -> bool:
        """Whether everybody who counts has answered."""
        return self.counted == self.agreed + self.declined

    @property
    def holds(self) -> bool:
        """Whether the standard holds: everybody answered, three counted, a third declined at most.

        Who declined still counts in the figures; the reasons stand in the minutes.
        """
        return self.is_whole and self.counted >= FEWEST and 3 * self.declined <= self.counted


def stage_of(rounds_ended: int, *, has_minutes: bool, signed: Signed) -> Stage:
    """The step at which a panel stands."""
    if has_minutes:
        return Stage.DONE if signed.is_whole else Stage.SIGNING
    return (Stage.FIRST, Stage.SECOND, Stage.ENDED)[rounds_ended]


def shows_questions(stage: Stage, *, has_answered: bool) -> bool:
    """Whether a judge sees the questions: until they answered the minutes, or all others did."""
    return stage is not Stage.DONE and not has_answered


def read_percent(text: str) -> int:
    """An estimate as it was typed: a whole number from 0 to 100, in whatever width of digits.

    Raises ValueError for anything else.
    """
    typed = unicodedata.normalize("NFKC", text).strip().removesuffix("%").rstrip()
    if not re.fullmatch(r"[0-9]{1,3}", typed) or int(typed) > 100:
        raise ValueError(typed)
    return int(typed)
