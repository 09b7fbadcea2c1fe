"""Pictures of estimates and cuts as dots on a line; the numbers stand beside them in words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NARROW, WIDE = 320.0, 520.0
"""Beside a question, and across a page."""
STEP, RADIUS, EDGE = 15.0, 6.0, 12.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A judge; `is_own` is the reader."""

    x: float
    y: float
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Dots:
    """Dots that stand on a ground, between two ends; a line for the mean, a band around it."""

    dots: Sequence[Dot]
    width: float
    height: float
    low: int
    high: int
    line: float | None = None
    band: tuple[float, float] | None = None


def estimate_dots(others: Iterable[int], own: int | None) -> Dots:
    """The estimates of one question from 0 to 100, the reader's own marked and lowest."""
    rows = [(value, False) for value in others]
    values = ([(own, True)] if own is not None else []) + sorted(rows)
    return _standing([(float(value), is_own) for value, is_own in values], 0, 100, NARROW)


def cut_dots(
    cuts: Sequence[float], low: int, high: int, mean: float | None, band: tuple[float, float] | None
) -> Dots:
    """The cuts of the judges of a round; both rounds are shown between the same two ends."""
    drawn = _standing([(cut, False) for cut in sorted(cuts)], low, high, WIDE)
    return Dots(
        drawn.dots,
        drawn.width,
        drawn.height,
        low,
        high,
        None if mean is None else _across(mean, low, high, WIDE),
        None
        if band is None
        else (_across(band[0], low, high, WIDE), _across(band[1], low, high, WIDE)),
    )


def ends_of(cuts: Iterable[float]) -> tuple[int, int]:
    """Round ends, in tens, that hold every cut with room at both sides."""
    found = list(cuts) or [50.0]
    low, high = int(min(found) - 2) // 10 * 10, -(-int(max(found) + 3) // 10) * 10
    return max(0, low), min(100, max(high, low + 10))


def _standing(values: Sequence[tuple[float, bool]], low: int, high: int, width: float) -> Dots:
    columns: Counter[int] = Counter()
    placed = []
    for value, is_own in values:
        x = _across(value, low, high, width)
        column = round(x / (2 * RADIUS))
        placed.append((x, columns[column], is_own))
        columns[column] += 1
    height = EDGE + STEP * max([*columns.values(), 2])
    return Dots(
        [Dot(x, round(height - RADIUS - 2 - STEP * up, 1), own) for x, up, own in placed],
        width,
        height,
        low,
        high,
    )


def _across(value: float, low: int, high: int, width: float) -> float:
    inside = min(max(value, low), high)
    return round(EDGE + (width - 2 * EDGE) * (inside - low) / (high - low), 1)
