"""Marks and what they come to: exact fractions, rounded once, at the end, half up to 3 places."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from exam.rules.rulings import Rule

RULES_VERSION = 2
PLACES = 3
DROPPED = "-"
"""What a result says of a slot whose question was dropped."""


@dataclass(frozen=True)
class Mark:
    """What one slot earned: `share` of its points, the topic it is reported under.

    `points` are those of the form, before any question is dropped; `rule` is the ruling on the
    question, if there is one; `barely` the share that barely qualified candidates are expected to
    earn, where a standard holds; `chosen` are the places in the bank of the options chosen.
    """

    topic: str
    points: Fraction
    share: Fraction
    answered: bool
    rule: Rule | None = None
    barely: Fraction | None = None
    chosen: tuple[int, ...] = ()

    @property
    def earned(self) -> Fraction:
        """Points earned, exact."""
        return self.share * self.points

    @property
    def is_dropped(self) -> bool:
        """Whether the slot counts for nothing, neither earned nor missed."""
        return self.rule is Rule.DROP

    @property
    def counts(self) -> bool:
        """Whether something was earned or missed with it, rather than nothing said."""
        return self.answered or self.rule is Rule.CREDIT


@dataclass(frozen=True)
class Part:
    """A sum over some slots."""

    earned: Fraction
    full: Fraction

    @cached_property
    def percent(self) -> Fraction:
        """Share of full marks in percent; of nothing it is 100, since nothing was missed."""
        return 100 * self.earned / self.full if self.full else Fraction(100)

    @cached_property
    def shown(self) -> list[str]:
        """Earned and full, rounded."""
        return [str(rounded(self.earned)), str(rounded(self.full))]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole, by section and by topic, and why it did not pass: "total" or section codes.

    `cut` are the points from which the whole passes where a standard holds; `factor` is what every
    slot's points were multiplied by because questions were dropped.
    """

    total: Part
    sections: Mapping[str, Part]
    topics: Mapping[str, Part]
    missed: tuple[str, ...]
    cut: Fraction | None = None
    factor: Fraction = Fraction(1)

    @property
    def passed(self) -> bool:
        """Passed: the whole reaches the pass mark or the cut, and every section its floor."""
        return not self.missed


def shown(mark: Mark, factor: Fraction) -> str | None:
    """A mark as a result keeps it: None for no answer, "-" where the question was dropped."""
    if mark.is_dropped:
        return DROPPED
    return str(rounded(mark.earned * factor)) if mark.counts else None


def rounded(value: Fraction) -> Decimal:
    """A fraction as a decimal with three places, half up: for showing and storing."""
    thousandths = int(abs(value) * 1000 + Fraction(1, 2))
    return Decimal(thousandths if value >= 0 else -thousandths).scaleb(-PLACES)
