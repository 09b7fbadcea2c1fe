"""The judges' cuts of both rounds as pictures, with their figures in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exam.models.standards import Panel
from exam.queries.minutes import first_cuts, summed_up
from exam.rules.panel_figures import shown
from exam.rules.panel_plots import Dots, cut_dots, ends_of

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RoundShown:
    """A round: its picture, every cut in order, and the summary, None for fewer than three."""

    number: int
    dots: Dots
    cuts: list[str]
    summary: Json | None


def rounds_shown(panel: Panel, figures: Json | None) -> list[RoundShown]:
    """The rounds that are over, between the same two ends."""
    if not panel.ends:
        return []
    if figures is None:
        exact = first_cuts(panel)
        first = summed_up(1, exact)
        cuts = [shown(cut) for cut in exact]
        return [_round(1, cuts, _ends([cuts], [first]), first)]
    counted = [each for each in figures["judges"] if each["counted"]]
    rounds = [
        [each[name] for each in counted if each[name] is not None] for name in ("first_cut", "cut")
    ]
    ends = _ends(rounds, figures["summaries"])
    return [
        _round(number, cuts, ends, figures["summaries"][number - 1])
        for number, cuts in enumerate(rounds, start=1)
    ]


def _ends(rounds: Sequence[Sequence[str]], summaries: Sequence[Json]) -> tuple[int, int]:
    """Two ends that hold every cut and every interval."""
    told = [each[end] for each in summaries for end in ("low", "high")]
    return ends_of(float(each) for row in (*rounds, told) for each in row if each is not None)


def _round(number: int, cuts: list[str], ends: tuple[int, int], summary: Json | None) -> RoundShown:
    found = summary if summary and summary["cut"] is not None else None
    dots = cut_dots(
        [float(cut) for cut in cuts],
        *ends,
        float(found["cut"]) if found else None,
        (float(found["low"]), float(found["high"])) if found else None,
    )
    return RoundShown(number, dots, sorted(cuts, key=float), found)
