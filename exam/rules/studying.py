"""What to study again after an exam: the topics that fell short, the weakest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

MOST = 5


@dataclass(frozen=True, slots=True)
class WeakTopic:
    """A topic with what was earned of what could be."""

    topic: str
    earned: Decimal
    full: Decimal

    @property
    def share(self) -> Fraction:
        """The part of its points that was earned; a topic may cost points and be below 0."""
        return Fraction(self.earned) / Fraction(self.full)

    @property
    def lost(self) -> Decimal:
        """The points that were not earned."""
        return self.full - self.earned


def weak_topics(
    topics: Mapping[str, Sequence[str]], pass_percent: Decimal, most: int = MOST
) -> list[WeakTopic]:
    """The topics of a result below the pass percentage, the weakest first, so many at most.

    `topics` are code → [earned, full]. Of equally weak ones the one that cost more comes first.
    """
    found = [
        WeakTopic(code, Decimal(earned), Decimal(full))
        for code, (earned, full) in topics.items()
        if Decimal(full) > 0
    ]
    below = [each for each in found if 100 * each.share < Fraction(pass_percent)]
    return sorted(below, key=lambda each: (each.share, -each.lost, each.topic))[:most]
