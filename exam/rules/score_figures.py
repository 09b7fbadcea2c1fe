"""Figures of the scores of a sitting: middle, spread, who passed, and a picture of all."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

from exam.rules.plots import HEIGHT, WIDTH, Bar

STEPS = 20


@dataclass(frozen=True, slots=True)
class Scored:
    """One score that counts: of how much, the points from which the whole passes, the outcome."""

    score: Decimal
    full: Decimal
    cut: Decimal
    passed: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What is said of scores in numbers; `low` and `high` are the interval of the share passed."""

    sat: int
    passed: int
    mean: Fraction
    median: Fraction
    deviation: float | None
    lowest: Decimal
    highest: Decimal


def figures_of(scores: Sequence[Scored]) -> Figures | None:
    """Mean, median and sample standard deviation (n - 1); None where nobody sat."""
    if not scores:
        return None
    values = [Fraction(each.score) for each in scores]
    mean = sum(values, Fraction(0)) / len(values)
    squares = sum(((value - mean) ** 2 for value in values), Fraction(0))
    return Figures(
        sat=len(scores),
        passed=sum(each.passed for each in scores),
        mean=mean,
        median=median(values),
        deviation=math.sqrt(squares / (len(values) - 1)) if len(values) > 1 else None,
        lowest=min(each.score for each in scores),
        highest=max(each.score for each in scores),
    )


@dataclass(frozen=True, slots=True)
class Column:
    """Scores from `low` to below `high`; the last column holds the highest score too."""

    low: Decimal
    high: Decimal
    count: int
    is_above: bool


@dataclass(frozen=True, slots=True)
class Histogram:
    """Columns that meet at the cut, so that none lies on both sides of it.

    `is_distance`: papers have cuts of their own, and the columns are of score less cut.
    """

    columns: Sequence[Column]
    bars: Sequence[tuple[Bar, bool]]
    cut: Decimal
    line: float
    most: int
    below: int
    above: int
    is_distance: bool


def histogram(scores: Sequence[Scored]) -> Histogram | None:
    """The picture of the scores around their cut; None where nobody sat or nothing was to earn."""
    widest = max((each.full for each in scores), default=Decimal(0))
    if not widest:
        return None
    cuts = {each.cut for each in scores}
    is_distance = len(cuts) > 1
    cut = Decimal(0) if is_distance else next(iter(cuts))
    values = [each.score - each.cut if is_distance else each.score for each in scores]
    low, high = _ends(scores, widest, is_distance=is_distance)
    columns = _columns(values, cut, low, high, widest / STEPS)
    most = max(column.count for column in columns)
    start, end = columns[0].low, columns[-1].high
    return Histogram(
        columns=columns,
        bars=[_bar(column, start, end, most) for column in columns if column.count],
        cut=cut,
        line=round(WIDTH * float((cut - start) / (end - start)), 3),
        most=most,
        below=sum(value < cut for value in values),
        above=sum(value >= cut for value in values),
        is_distance=is_distance,
    )


def _ends(
    scores: Sequence[Scored], widest: Decimal, *, is_distance: bool
) -> tuple[Decimal, Decimal]:
    """From nothing to full marks; of distances from the cut, as far as any form reaches."""
    if not is_distance:
        return Decimal(0), widest
    return -max(each.cut for each in scores), max(each.full - each.cut for each in scores)


def _columns(
    values: Sequence[Decimal], cut: Decimal, low: Decimal, high: Decimal, step: Decimal
) -> list[Column]:
    """Columns of one step each, counted from the cut both ways; those at the ends may be less."""
    before, after = math.ceil((cut - low) / step), max(1, math.ceil((high - cut) / step))
    counts = dict.fromkeys(range(-before, after), 0)
    for value in values:
        counts[min(after - 1, max(-before, math.floor((value - cut) / step)))] += 1
    return [
        Column(
            low=max(low, cut + place * step),
            high=min(max(high, cut + step), cut + (place + 1) * step),
            count=count,
            is_above=place >= 0,
        )
        for place, count in counts.items()
    ]


def _bar(column: Column, start: Decimal, end: Decimal, most: int) -> tuple[Bar, bool]:
    x = WIDTH * float((column.low - start) / (end - start))
    width = WIDTH * float((column.high - column.low) / (end - start))
    height = max(0.6, HEIGHT * 0.95 * column.count / most)
    return (
        Bar(round(x, 3), round(HEIGHT - height, 3), round(width * 0.94, 3), round(height, 3)),
        column.is_above,
    )
