"""Which standard holds for a sitting, and what its judges' estimates come to."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import joinedload, selectinload

from core.clock import milliseconds
from core.database import db
from exam.models.candidates import Form
from exam.models.sittings import Sitting
from exam.models.standards import Estimate, Panel, PanelSeat, PanelSignature
from exam.rules.angoff import Item, form_cut, is_complete, means
from exam.rules.panels import Signed

SEATED = (
    selectinload(Panel.seats).joinedload(PanelSeat.exclusion),
    selectinload(Panel.seats).joinedload(PanelSeat.signature),
    joinedload(Panel.minutes),
)


def standard_for(sitting: Sitting) -> Panel | None:
    """The standard that is the cut of a sealed sitting; None where the percentage passes.

    It is of the same blueprint, and of the sitting's unit or one above; it was signed before the
    sitting opened, and rates everything on its forms. Of several the one that was signed last.
    """
    panels = signed_before(sitting) if sitting.sealing else []
    if not panels:
        return None
    drawable = _drawable(sitting)
    if drawable and drawable <= items_of(panels[0]):
        return panels[0]
    on_forms = items_on_forms(sitting.id)
    return next((panel for panel in panels if on_forms <= items_of(panel)), None)


def _drawable(sitting: Sitting) -> set[Item]:
    """What the forms of a sealed sitting were drawn from: a short list, the forms are thousands."""
    banks = sitting.sealing.bank.values() if sitting.sealing else ()
    return {
        (row["revision_id"], part)
        for bank in banks
        for row in bank
        for part in (range(len(row["parts"])) or (None,))
    }


def mean_estimates(panel: Panel) -> dict[Item, Fraction]:
    """The mean of the counted judges' last estimates for each (revision, part), as a share."""
    estimates = estimates_of(panel.id)
    counted = [estimates[2][judge_id] for judge_id in counted_judges(panel, estimates)]
    return means(counted, items_of(panel)) if counted else {}


Rounds = dict[int, dict[int, dict[Item, int]]]
"""Estimates by round, judge and item."""


def estimates_of(panel_id: int) -> Rounds:
    """The estimates that count, the newest of each judge, round and item."""
    rows = db.session.execute(
        select(
            Estimate.round,
            Estimate.judge_id,
            Estimate.revision_id,
            Estimate.part,
            Estimate.percent,
        )
        .where(Estimate.panel_id == panel_id)
        .order_by(Estimate.id)
    )
    found: Rounds = {1: defaultdict(dict), 2: defaultdict(dict)}
    for number, judge_id, revision_id, part, percent in rows:
        found[number][judge_id][revision_id, part] = percent
    return found


def counted_judges(panel: Panel, estimates: Rounds) -> list[int]:
    """The judges whose estimates count: not excluded, and in the second round complete."""
    items = items_of(panel)
    return [
        seat.judge_id
        for seat in panel.seats
        if seat.exclusion is None and is_complete(estimates[2].get(seat.judge_id, {}), items)
    ]


def missing_judges(panel: Panel, estimates: Rounds, number: int) -> list[int]:
    """Judges, not excluded, who have not estimated everything in a round."""
    items = items_of(panel)
    return [
        seat.judge_id
        for seat in panel.seats
        if seat.exclusion is None
        and not is_complete(estimates[number].get(seat.judge_id, {}), items)
    ]


def items_of(panel: Panel) -> set[Item]:
    """What a panel rates."""
    return {(revision_id, part) for revision_id, part in panel.items}


def items_on_forms(sitting_id: int) -> set[Item]:
    """Everything on the forms of a sealed sitting, reserves included."""
    statement = select(Form.slots).where(Form.sitting_id == sitting_id)
    return {
        (slot["revision"], slot.get("part"))
        for slots in db.session.scalars(statement.execution_options(yield_per=500))
        for slot in slots
    }


def signed_of(panel: Panel, counted: Collection[int]) -> Signed:
    """How the judges that count answered the minutes of a panel."""
    answers = _answers(panel, counted)
    return Signed(
        counted=len(answers),
        agreed=sum(answer is not None and answer.agreed for answer in answers),
        declined=sum(answer is not None and not answer.agreed for answer in answers),
    )


def signed_at(panel: Panel, counted: Collection[int]) -> datetime | None:
    """When the last of the judges that count answered the minutes; None while one has not."""
    answers = _answers(panel, counted)
    at = [answer.at for answer in answers if answer is not None]
    return max(at) if at and len(at) == len(answers) else None


def _answers(panel: Panel, counted: Collection[int]) -> list[PanelSignature | None]:
    return [seat.signature for seat in panel.seats if seat.judge_id in counted]


@dataclass(frozen=True, slots=True)
class CutRange:
    """The lowest and the highest cut of the forms in a language, and the full mark."""

    low: Fraction
    high: Fraction
    full: Fraction


def cut_ranges(sitting: Sitting, panel: Panel) -> dict[str, CutRange]:
    """What a standard asks of the forms of a sealed sitting, by language.

    Forms are ordered by floating sums, which are quick; the two at the ends are added exactly.
    """
    mean = mean_estimates(panel)
    quick = {item: float(each) for item, each in mean.items()}
    ends: dict[str, list[tuple[float, list[dict[str, Any]]]]] = {}
    statement = select(Form.language, Form.slots).where(Form.sitting_id == sitting.id)
    for language, slots in db.session.execute(statement.execution_options(yield_per=500)):
        about = sum(
            float(slot["points"]) * quick[slot["revision"], slot.get("part")] for slot in slots
        )
        found = [*ends.get(language, []), (about, slots)]
        ends[language] = [min(found, key=itemgetter(0)), max(found, key=itemgetter(0))]
    return {
        language: CutRange(
            low=form_cut(low, mean),
            high=form_cut(high, mean),
            full=sum((Fraction(slot["points"]) for slot in high), Fraction(0)),
        )
        for language, ((_, low), (_, high)) in sorted(ends.items())
    }


def minuted_over(sitting: Sitting) -> Select[Panel]:
    """Panels with minutes for the sitting's blueprint, of its unit or one above, the newest first.

    Who convenes a panel answers for its unit only, so none is for a sitting of another.
    """
    return (
        select(Panel)
        .options(*SEATED)
        .join(Panel.minutes)
        .where(_is_over(sitting))
        .order_by(Panel.id.desc())
    )


def _is_over(sitting: Sitting) -> ColumnElement[bool]:
    above = [int(step) for step in sitting.unit.path.strip("/").split("/")]
    return and_(Panel.blueprint_id == sitting.blueprint_id, Panel.unit_id.in_(above))


def may_have_standard(sitting: Sitting) -> bool:
    """Whether a panel over the sitting came to minutes; cheap, for everyone who waits to start."""
    statement = select(Panel.id).join(Panel.minutes).where(_is_over(sitting)).limit(1)
    return db.session.scalars(statement).first() is not None


def signed_before(sitting: Sitting) -> list[Panel]:
    """Standards over a sitting that held before it opened, the last signed first."""
    dated = [(_holds_from(each), each) for each in db.session.scalars(minuted_over(sitting))]
    held = [
        (at, each.id, each)
        for at, each in dated
        if at is not None and milliseconds(at) < sitting.opens_ms
    ]
    return [each for _, _, each in sorted(held, reverse=True, key=lambda row: row[:2])]


def _holds_from(panel: Panel) -> datetime | None:
    counted = counted_judges(panel, estimates_of(panel.id))
    return signed_at(panel, counted) if signed_of(panel, counted).holds else None
