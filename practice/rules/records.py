"""What a person's last tries at a question say about it, wherever they were made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

LAST = 2
"""How many tries count: after so many right ones in a row a question leaves the notebook."""


class Where(StrEnum):
    """Where a question was tried."""

    PRACTICE = "practice"
    SELF_CHECK = "self_check"
    QUIZ = "quiz"
    COURSE_TEST = "course_test"
    MOCK = "mock"


class Spot(NamedTuple):
    """The row that has the answer, and the place in it, counted from 1.

    The row is a round, a quiz or course test, a mock exam, or the answer to a self-check itself.
    """

    where: Where
    row: int
    number: int


class Tried(NamedTuple):
    """One try as it stands on record."""

    question: str
    share: Fraction
    is_sure: bool
    at: datetime
    spot: Spot

    @property
    def is_right(self) -> bool:
        """Whether it earned everything."""
        return self.share >= 1


@dataclass(frozen=True, slots=True)
class Record:
    """The last two tries at a question, the newest first."""

    tries: tuple[Tried, ...]

    @property
    def is_right(self) -> bool:
        """Whether the last try earned everything."""
        return self.tries[0].is_right

    @property
    def is_noted(self) -> bool:
        """In the notebook: one of the last two tries did not earn everything."""
        return self.missed is not None

    @property
    def missed(self) -> Tried | None:
        """The newer of these tries that did not earn everything."""
        return next((each for each in self.tries if not each.is_right), None)

    @property
    def last_at(self) -> datetime:
        """When the last try was."""
        return self.tries[0].at


Records = Mapping[str, Record]
"""By the code of the question; one that was never tried is missing."""


def records_in(tries: Iterable[Tried]) -> dict[str, Record]:
    """The record of each question in tries that stand in the order of time."""
    last: dict[str, tuple[Tried, ...]] = {}
    for each in tries:
        last[each.question] = (each, *last.get(each.question, ()))[:LAST]
    return {code: Record(newest) for code, newest in last.items()}
