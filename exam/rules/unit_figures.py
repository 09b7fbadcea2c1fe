"""How the people of each unit did in a sitting, without reading anybody out of the figures."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from exam.rules.small_groups import shown_units

WEAKEST = 2


@dataclass(frozen=True, slots=True)
class Sat:
    """One result that counts: the path of the person's unit, and the points of each section."""

    path: str
    score: Decimal
    full: Decimal
    passed: bool
    sections: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)

    @property
    def percent(self) -> Fraction:
        """The share of the full marks in percent."""
        return 100 * Fraction(self.score) / Fraction(self.full) if self.full else Fraction(0)


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """A group that may be shown; `weakest` are sections with their mean percent, lowest first."""

    sat: int
    passed: int
    mean: Fraction
    weakest: Sequence[tuple[str, Fraction]]

    @property
    def percent(self) -> int:
        """How many of a hundred passed."""
        return round(Fraction(100 * self.passed, self.sat))


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with all below it, or the people of the unit itself; None where it is left out."""

    path: str
    is_itself: bool
    depth: int
    figures: GroupFigures | None


def figures_of(sats: Collection[Sat]) -> GroupFigures:
    """The figures of a group of at least one."""
    return GroupFigures(
        sat=len(sats),
        passed=sum(each.passed for each in sats),
        mean=sum((each.percent for each in sats), Fraction(0)) / len(sats),
        weakest=_weakest(sats),
    )


def by_unit(own: Mapping[str, int], sats: Sequence[Sat], top: str) -> list[UnitLine]:
    """A line for the unit at `top` and for each below it, from the top down.

    `own` is how many results that count each unit itself has in the whole sitting, `sats` those at
    and below `top`: what is left out depends on the neighbours, too.
    """
    shown = shown_units(own)
    depth = top.count("/")
    lines = []
    for path, below in sorted(_below(sats, top).items(), key=lambda unit: _steps(unit[0])):
        lines.append(_line(path, below, depth, shown, is_itself=False))
        itself = [each for each in below if each.path == path]
        if itself and len(itself) < len(below):
            lines.append(_line(path, itself, depth - 1, shown, is_itself=True))
    return lines


def _line(
    path: str, sats: Sequence[Sat], depth: int, shown: Collection[str], *, is_itself: bool
) -> UnitLine:
    key = path.rstrip("/") if is_itself else path
    figures = figures_of(sats) if key in shown else None
    return UnitLine(path, is_itself, path.count("/") - depth, figures)


def _below(sats: Sequence[Sat], top: str) -> dict[str, list[Sat]]:
    """The results at and below the top, by each unit at or below which they are."""
    found: dict[str, list[Sat]] = {top: []} if sats else {}
    for each in sats:
        for path in _chain(each.path):
            if path.startswith(top):
                found.setdefault(path, []).append(each)
    return found


def _chain(path: str) -> Iterator[str]:
    """A unit's path and those of all above it, from the top down."""
    steps = path.strip("/").split("/")
    return ("/" + "/".join(steps[:length]) + "/" for length in range(1, len(steps) + 1))


def _steps(path: str) -> list[int]:
    return [int(step) for step in path.strip("/").split("/")]


def _weakest(sats: Collection[Sat]) -> list[tuple[str, Fraction]]:
    """The sections with the lowest share of points; none where there is only one to compare.

    Points have few digits, so decimals add them exactly, and faster than fractions.
    """
    earned: dict[str, Decimal] = {}
    full: dict[str, Decimal] = {}
    for each in sats:
        for code, (got, could) in each.sections.items():
            earned[code] = earned.get(code, Decimal(0)) + got
            full[code] = full.get(code, Decimal(0)) + could
    shares = [
        (code, 100 * Fraction(earned[code]) / Fraction(full[code])) for code in earned if full[code]
    ]
    ordered = sorted(shares, key=lambda pair: (pair[1], pair[0]))
    return ordered[:WEAKEST] if len(ordered) > 1 else []
