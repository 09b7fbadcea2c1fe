"""From marks to an outcome, in exact fractions; rounded once, at the end, half up to 3 places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from exam.rules.blueprint import Blueprint

RULES_VERSION = 1
PLACES = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """What one slot earned: `share` of its points, the topic it is reported under."""

    slot: int
    topic: str
    points: Decimal
    share: Fraction
    answered: bool

    @property
    def earned(self) -> Fraction:
        """Points earned, exact."""
        return self.share * Fraction(self.points)


@dataclass(frozen=True, slots=True)
class Part:
    """A sum over some slots."""

    earned: Fraction
    full: Fraction

    @property
    def percent(self) -> Fraction:
        """Share of full marks in percent; of nothing it is 100, since nothing was missed."""
        return 100 * self.earned / self.full if self.full else Fraction(100)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole, by section and by topic, and why it did not pass: "total" or section codes."""

    total: Part
    sections: Mapping[str, Part]
    topics: Mapping[str, Part]
    missed: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Passed: the whole reaches the pass mark and every section its floor."""
        return not self.missed


def outcome(blueprint: Blueprint, marks: Sequence[Mark]) -> Outcome:
    """Sum the marks and hold them against pass mark and floors; exactly at the mark passes.

    A section without slots on this form has no floor to miss. The total never sinks below 0.
    """
    sections = {
        section.code: _part([m for m in marks if section.holds(m.topic)])
        for section in blueprint.sections
    }
    total = _part(marks)
    topics = {
        topic: _part([mark for mark in marks if mark.topic == topic])
        for topic in sorted({mark.topic for mark in marks})
    }
    missed = ["total"] if total.percent < Fraction(blueprint.pass_percent) else []
    missed += [
        section.code
        for section in blueprint.sections
        if sections[section.code].percent < Fraction(section.floor_percent)
    ]
    return Outcome(total, sections, topics, tuple(missed))


def _part(marks: Sequence[Mark]) -> Part:
    earned = sum((mark.earned for mark in marks), Fraction(0))
    full = sum((Fraction(mark.points) for mark in marks), Fraction(0))
    return Part(max(earned, Fraction(0)), full)


def rounded(value: Fraction) -> Decimal:
    """A fraction as a decimal with three places, half up: for showing and storing."""
    thousandths = int(abs(value) * 1000 + Fraction(1, 2))
    return Decimal(thousandths if value >= 0 else -thousandths).scaleb(-PLACES)
