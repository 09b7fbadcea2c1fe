"""The plan as bars: a day each, first looks on top of repeats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from practice.queries.plans import Day, Plan

SHOWN = 56
"""Eight weeks; what lies beyond is not drawn."""
WIDTH, HEIGHT = 100.0, 40.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a day's bar."""

    x: float
    y: float
    width: float
    height: float
    is_look: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars in a box of `WIDTH` by `HEIGHT`, the days they stand for, and the highest day."""

    bars: Sequence[Bar]
    days: Sequence[Day]
    most: int
    first_on: date
    last_on: date


def chart_of(plan: Plan) -> Chart | None:
    """The next weeks of a plan; none where nothing is planned."""
    days = plan.days[:SHOWN]
    most = max((day.total for day in days), default=0)
    if not most:
        return None
    bars = [bar for at, day in enumerate(days) for bar in _bars(at, day, len(days), most)]
    return Chart(bars, days, most, days[0].on, days[-1].on)


def _bars(at: int, day: Day, count: int, most: int) -> list[Bar]:
    step, unit = WIDTH / count, HEIGHT / most
    x, width = round(at * step + step * 0.1, 3), round(step * 0.8, 3)
    low, high = day.repeats * unit, day.looks * unit
    parts = ((HEIGHT - low, low, False), (HEIGHT - low - high, high, True))
    return [
        Bar(x, round(y, 3), width, round(height, 3), is_look)
        for y, height, is_look in parts
        if height
    ]
