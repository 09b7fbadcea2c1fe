"""What is said first about an answer."""

from enum import StrEnum
from fractions import Fraction


class Verdict(StrEnum):
    """How an answer fared."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNKNOWN = "unknown"


def verdict(share: Fraction, value: object) -> Verdict:
    """Right with full marks, partly with some of them; unknown where no answer was given."""
    if value is None:
        return Verdict.UNKNOWN
    if share >= 1:
        return Verdict.RIGHT
    return Verdict.PARTLY if share > 0 else Verdict.WRONG
