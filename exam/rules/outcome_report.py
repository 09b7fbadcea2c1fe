"""A result as it is told: sections with their floors, and the topics in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from exam.rules.blueprint import Blueprint
from exam.rules.blueprint_parts import Section


@dataclass(frozen=True, slots=True)
class Line:
    """Points earned of points there were; `percent` is as long as a bar can be, 0 to 100."""

    earned: Decimal
    full: Decimal
    topic: str = ""

    @property
    def percent(self) -> Decimal:
        """The share in percent, to a tenth; of nothing it is everything."""
        return share(self.earned, self.full)


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section of a result, None for what is in no section; its topics in order of their codes."""

    section: Section | None
    whole: Line
    topics: Sequence[Line]
    is_below: bool


def report(blueprint: Blueprint, breakdown: Mapping[str, Any]) -> list[SectionLine]:
    """A result's breakdown by section, in the order of the blueprint; what is in none at the end.

    Whether a section is below its floor is what the run decided, not judged anew.
    """
    topics = {code: _line(pair, code) for code, pair in breakdown["topics"].items()}
    lines = [
        SectionLine(
            section,
            _line(breakdown["sections"][section.code]),
            [line for code, line in topics.items() if section.holds(code)],
            section.code in breakdown["missed"],
        )
        for section in blueprint.sections
        if section.code in breakdown["sections"]
    ]
    rest = [line for code, line in topics.items() if blueprint.section_of(code) == "other"]
    if rest:
        earned = sum((line.earned for line in rest), Decimal(0))
        full = sum((line.full for line in rest), Decimal(0))
        lines.append(SectionLine(None, Line(earned, full), rest, is_below=False))
    return lines


def share(part: Decimal, whole: Decimal) -> Decimal:
    """A part of a whole in percent, to a tenth, from 0 to 100; of nothing it is everything."""
    if not whole:
        return Decimal(100)
    return min(Decimal(100), max(Decimal(0), (100 * part / whole).quantize(Decimal("0.1"))))


def _line(pair: Sequence[str], topic: str = "") -> Line:
    return Line(Decimal(pair[0]), Decimal(pair[1]), topic)
