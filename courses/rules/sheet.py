"""The sheet of a quiz or a test: its pages, its time, and what its answers earn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

PAGE = 10


@dataclass(frozen=True, slots=True)
class Earned:
    """The part of full marks that each answer earned, their mean, and whether that passes."""

    shares: tuple[Fraction, ...]
    share: Fraction
    is_passed: bool


def earned(shares: Sequence[Fraction], percent: int) -> Earned:
    """Every question counts the same, and none takes away from another."""
    counted = tuple(max(each, Fraction(0)) for each in shares)
    share = sum(counted, Fraction(0)) / len(counted)
    return Earned(counted, share, share * 100 >= percent)


def is_over(due_at: datetime | None, at: datetime) -> bool:
    """Whether the time is up; a quiz has no limit."""
    return due_at is not None and at >= due_at


def pages(count: int) -> int:
    """How many pages so many questions fill."""
    return max(1, -(-count // PAGE))


def page_of(number: int) -> int:
    """The page on which a question stands, both counted from 1."""
    return (number - 1) // PAGE + 1


def in_percent(share: Fraction) -> int:
    """A share in whole percent, never rounded up: what does not pass never looks as if it did."""
    return int(share * 100)
