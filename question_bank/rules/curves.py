"""Curves of options as lines: the weakest fifth at the left, the strongest at the right."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH, HEIGHT = 320.0, 180.0
LEFT, RIGHT, TOP, BOTTOM = 34.0, 296.0, 10.0, 156.0
APART = 13.0
"""So far apart stand the letters at the ends of the lines."""


@dataclass(frozen=True, slots=True)
class Line:
    """One option: the points of its line, and where its letter stands."""

    letter: str
    is_right: bool
    points: str
    label_y: float


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines with the heights of 0, 25, 50, 75 and 100 per cent, and the places of the fifths."""

    lines: Sequence[Line]
    grid: Sequence[tuple[int, float]]
    fifths: Sequence[float]


def curve_plot(options: Sequence[tuple[str, bool, Sequence[float]]]) -> Plot:
    """A plot of options, each a letter, whether it is right, and its share in each fifth."""
    places = [LEFT + (RIGHT - LEFT) * at / 4 for at in range(5)]
    heights = _apart([_y(curve[-1]) for _, _, curve in options])
    return Plot(
        lines=[
            Line(
                letter,
                is_right,
                " ".join(
                    f"{x:.1f},{_y(share):.1f}" for x, share in zip(places, curve, strict=True)
                ),
                round(height, 1),
            )
            for (letter, is_right, curve), height in zip(options, heights, strict=True)
        ],
        grid=[(percent, round(_y(percent / 100), 1)) for percent in (0, 25, 50, 75, 100)],
        fifths=[round(x, 1) for x in places],
    )


def _y(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * min(1.0, max(0.0, share))


def _apart(heights: Sequence[float]) -> list[float]:
    """Heights pushed apart, from the highest down, then up again where they left the frame."""
    order = sorted(range(len(heights)), key=lambda at: heights[at])
    placed = list(heights)
    for above, below in pairwise(order):
        placed[below] = max(placed[below], placed[above] + APART)
    floor = BOTTOM
    for at in reversed(order):
        placed[at] = min(placed[at], floor)
        floor = placed[at] - APART
    return placed
