"""What passes a sitting, as its page says it: a standard, or the plain percentage."""

from dataclasses import dataclass

from exam.models.sittings import Sitting
from exam.models.standards import Panel
from exam.queries.panel_items import items_for
from exam.queries.panels import panel_of
from exam.queries.results import newest_run
from exam.queries.sittings import rule_of
from exam.queries.standards import (
    CutRange,
    cut_ranges,
    items_of,
    signed_before,
    standard_for,
)
from exam.rules.basis import read_basis


@dataclass(frozen=True, slots=True)
class Passing:
    """The standard of a sitting, None for the plain percentage.

    Before the sealing `lacks` counts what could be drawn and the standard does not rate: with any
    of it on a paper the percentage passes.
    """

    panel: Panel | None
    lacks: int = 0


def passing_of(sitting: Sitting) -> Passing:
    """What passes: of a marked sitting what the newest run stood on, else what would hold now."""
    if not sitting.sealing:
        return _foreseen(sitting)
    run = newest_run(sitting.id) if sitting.closing else None
    if run is not None and run.basis is not None:
        panel_id = read_basis(run.basis).panel
        panel = panel_of(panel_id) if panel_id else None
    else:
        panel = standard_for(sitting)
    return Passing(panel)


def cuts_of(sitting: Sitting, passing: Passing) -> dict[str, CutRange]:
    """What the standard of a sealed sitting asks, by language; it reads every form."""
    return cut_ranges(sitting, passing.panel) if passing.panel and sitting.sealing else {}


def _foreseen(sitting: Sitting) -> Passing:
    for panel in signed_before(sitting)[:1]:
        drawn = set(items_for(rule_of(sitting)))
        return Passing(panel, lacks=len(drawn - items_of(panel)))
    return Passing(None)
