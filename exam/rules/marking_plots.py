"""Pictures of how markers agree, as shapes in frames of 100 by 40, or of 100 by 8 a marker."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from exam.rules.agreement import Pair, Severity
from exam.rules.marking import QUARTER
from exam.rules.plots import HEIGHT, WIDTH, Bar, Plot

ROW = 8.0


@dataclass(frozen=True, slots=True)
class Whisker:
    """One marker: the difference and the ends of its interval, at a height."""

    marker: int
    x: float
    low: float
    high: float
    y: float


@dataclass(frozen=True, slots=True)
class Forest:
    """Markers under one another around a line at nothing; the frame ends at `reach` points."""

    whiskers: Sequence[Whisker]
    reach: float
    height: float


def apart_plot(pairs: Iterable[Pair], gap: Decimal) -> Plot:
    """How many scripts had two markers so far apart, in quarters of a point; a band to the gap."""
    steps = [int(pair.apart / QUARTER) for pair in pairs]
    allowed = int(gap / QUARTER)
    bins = max([*steps, allowed + 1]) + 1
    counts = [steps.count(at) for at in range(bins)]
    width, most = WIDTH / bins, max([*counts, 1])
    bars = [
        Bar(round(at * width, 3), round(HEIGHT - height, 3), round(width * 0.92, 3), height)
        for at, count in enumerate(counts)
        if (height := round(HEIGHT * 0.95 * count / most, 3))
    ]
    band = Bar(0, 0, round(width * (allowed + 1), 3), HEIGHT)
    return Plot(bars, 0.0, float((bins - 1) * QUARTER), band=band)


def severity_plot(found: Iterable[Severity]) -> Forest:
    """The difference of each marker of whom enough is known, the most severe first."""
    known = [
        (each.marker, each.difference.value, each.difference.low, each.difference.high)
        for each in found
        if each.difference.value is not None
    ]
    known.sort(key=lambda row: (row[1], row[0]))
    ends = [abs(end) for _, _, *both in known for end in both if end is not None]
    reach = max([0.5, *ends]) * 1.1
    whiskers = [
        Whisker(marker, _across(value, reach), _across(low, reach), _across(high, reach), y)
        for at, (marker, value, low, high) in enumerate(known)
        if low is not None and high is not None
        for y in [ROW * (at + 0.5)]
    ]
    return Forest(whiskers, reach, ROW * max(1, len(whiskers)))


def _across(points: float, reach: float) -> float:
    return round(WIDTH / 2 * (1 + points / reach), 3)
