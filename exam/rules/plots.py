"""Pictures of a draw as shapes in a frame of 100 by 40; the numbers stand beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

WIDTH, HEIGHT = 100.0, 40.0
BINS = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle that stands on the ground."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars between two ends, with a line across or upright, and a band around it."""

    bars: Sequence[Bar]
    low: float
    high: float
    line: float | None = None
    band: Bar | None = None


def difficulty_plot(figures: Mapping[str, Any]) -> Plot:
    """How many papers have which mean, around the goal and within the tolerance."""
    goal, tolerance = float(figures["goal"]), float(figures["tolerance"])
    ends = (float(figures["expected"]["low"]), float(figures["expected"]["high"]))
    reach = 1.15 * max(tolerance, *(abs(end - goal) for end in ends))
    low, high = goal - reach, goal + reach
    bins = [0] * BINS
    for mean, count in figures["expected"]["counts"]:
        place = (float(mean) - low) / (high - low)
        bins[min(BINS - 1, max(0, int(place * BINS)))] += count
    side = WIDTH * tolerance / (2 * reach)
    band = Bar(WIDTH / 2 - side, 0, 2 * side, HEIGHT)
    return Plot(_standing(bins), low, high, WIDTH / 2, band)


def exposure_plot(figures: Mapping[str, Any]) -> Plot:
    """On which share of the papers each question is, the most used first, under the limit."""
    forms = figures["forms"]
    uses = sorted((use for _code, use in figures["exposure"]), reverse=True)
    top = max([figures["limit"], *uses]) / forms * 1.1
    step, at = WIDTH / max(1, len(uses)), 0.0
    bars = []
    for use, same in groupby(uses):
        width = step * len(list(same))
        height = HEIGHT * use / forms / top
        bars.append(_bar(at, width, height))
        at += width
    return Plot(bars, 0.0, top, round(HEIGHT - HEIGHT * figures["limit"] / forms / top, 2))


def overlap_plot(figures: Mapping[str, Any]) -> Plot:
    """How many pairs of papers have how many questions in common."""
    counts = dict(map(tuple, figures["overlap"]["counts"]))
    most = max([*counts, 1])
    return Plot(_standing([counts.get(at, 0) for at in range(most + 1)]), 0, most)


def _standing(counts: Sequence[int]) -> list[Bar]:
    step, most = WIDTH / len(counts), max([*counts, 1])
    return [
        _bar(at * step, step * 0.92, max(0.6, HEIGHT * 0.95 * count / most))
        for at, count in enumerate(counts)
        if count
    ]


def _bar(x: float, width: float, height: float) -> Bar:
    return Bar(round(x, 3), round(HEIGHT - height, 3), round(width, 3), round(height, 3))
