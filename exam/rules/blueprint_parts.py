"""The parts of a blueprint: shares of kinds, groups of topics, sections, retakes, appeals."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase

DIFFICULTIES = ("easy", "medium", "hard")


@dataclass(frozen=True, slots=True)
class KindShare:
    """So many questions of a kind, each for so many points."""

    kind: str
    count: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """Topics drawn together, and how many questions of each difficulty."""

    topics: tuple[str, ...]
    counts: Mapping[str, int]

    @property
    def size(self) -> int:
        """How many questions of any difficulty."""
        return sum(self.counts.values())

    def holds(self, topic: str) -> bool:
        """Whether a topic belongs here; a pattern such as law.* covers a family."""
        return any(fnmatchcase(topic, pattern) for pattern in self.topics)


@dataclass(frozen=True, slots=True)
class Section:
    """Topics reported together, with the least share of their points that passes.

    `course` is the code of the course that teaches them.
    """

    code: str
    names: Mapping[str, str]
    topics: tuple[str, ...]
    floor_percent: Decimal
    course: str | None = None

    def holds(self, topic: str) -> bool:
        """Whether a topic is reported here."""
        return any(fnmatchcase(topic, pattern) for pattern in self.topics)


@dataclass(frozen=True, slots=True)
class Retakes:
    """How often an exam may be repeated in a cycle, after how many days, and what comes first.

    After every `repeat_after` failures the course of the weakest section is to be done once more.
    None sets no limit; the default asks for nothing.
    """

    number: int | None = None
    cycle_days: int = 365
    cooling_days: int = 0
    repeat_after: int | None = None

    @property
    def is_limited(self) -> bool:
        """Whether anything is asked of who sits again."""
        return self.number is not None or self.cooling_days > 0 or self.repeat_after is not None


@dataclass(frozen=True, slots=True)
class Appeals:
    """For how many days a result may be appealed against, and in how many it is decided."""

    window_days: int = 7
    decision_days: int = 15
