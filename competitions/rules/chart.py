"""Ranks over time as a picture: lines, labels and the same numbers as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competitions.rules.history import Moment

WIDTH, LEFT, RIGHT, TOP, STEP = 400, 34, 274, 26, 38
COLUMNS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One entry's way: `points` as SVG wants them, and where its name stands."""

    entry_id: int
    points: str
    end_x: int
    end_y: int
    label_y: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture: `grid` is (rank, y), `ticks` is (moment, x); `table` is entry → ranks."""

    width: int
    height: int
    left: int
    right: int
    grid: tuple[tuple[int, int], ...]
    ticks: tuple[tuple[Moment, int], ...]
    lines: tuple[Line, ...]
    table: Mapping[int, tuple[int | None, ...]]


def rank_chart(
    moments: Sequence[Moment], entry_ids: Sequence[int], own: int | None = None
) -> Chart | None:
    """The chart of these entries; None while there are fewer than two moments to join."""
    if len(moments) < 2:
        return None
    shown = [entry for entry in entry_ids if entry in moments[-1].ranks]
    ranks = sorted({rank for moment in moments for rank in moment.ranks.values()})
    places = {rank: TOP + STEP * at for at, rank in enumerate(ranks)}
    across = [LEFT + (RIGHT - LEFT) * at // (len(moments) - 1) for at in range(len(moments))]
    labels = _label_places(shown, moments[-1], places)
    picked = _evenly(len(moments))
    return Chart(
        width=WIDTH,
        height=TOP + STEP * len(ranks) + 12,
        left=LEFT,
        right=RIGHT,
        grid=tuple(places.items()),
        ticks=tuple((moments[at], across[at]) for at in picked),
        lines=tuple(
            Line(
                entry_id=entry,
                points=_points(entry, moments, places, across),
                end_x=across[-1],
                end_y=places[moments[-1].ranks[entry]],
                label_y=labels[entry],
                is_own=entry == own,
            )
            for entry in sorted(shown, key=lambda entry: entry == own)
        ),
        table={entry: tuple(moments[at].ranks.get(entry) for at in picked) for entry in shown},
    )


def _points(
    entry: int, moments: Sequence[Moment], places: Mapping[int, int], across: Sequence[int]
) -> str:
    found = [
        f"{x},{places[moment.ranks[entry]]}"
        for moment, x in zip(moments, across, strict=True)
        if entry in moment.ranks
    ]
    return " ".join(found)


def _label_places(shown: Sequence[int], last: Moment, places: Mapping[int, int]) -> dict[int, int]:
    """Names that share a rank stand below each other."""
    found: dict[int, int] = {}
    free = 0
    for entry in sorted(shown, key=lambda entry: last.ranks[entry]):
        found[entry] = max(places[last.ranks[entry]] + 5, free)
        free = found[entry] + 18
    return found


def _evenly(count: int) -> list[int]:
    """Up to so many of the moments, the first and the last among them."""
    steps = min(COLUMNS, count)
    return sorted({(count - 1) * at // (steps - 1) for at in range(steps)})
