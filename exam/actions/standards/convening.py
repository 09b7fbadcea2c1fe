"""Convening a panel: what it rates, for whom the standard is, and who sits on it."""

from collections.abc import Sequence

from accounts.queries import actor_of, demand, may, person_of, unit_of
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Missing, NotAllowed, Refused
from exam.acts import ExamAct
from exam.models.sittings import Blueprint
from exam.models.standards import Panel, PanelSeat, SeatExclusion
from exam.queries.blueprints import blueprint_of
from exam.queries.panel_conflicts import waits_to_sit
from exam.queries.panel_items import items_for, items_of_sitting
from exam.queries.panels import locked_panel, panel_of, seat_in, stage
from exam.queries.sittings import sitting_to_hold
from exam.rules.angoff import Item
from exam.rules.panels import Stage


def convene(blueprint_id: int, unit_id: int, *, title: str, target: str, actor: Actor) -> Panel:
    """A panel for a blueprint: it rates every approved question that can be drawn for it now."""
    with transaction() as session:
        unit = unit_of(unit_id)
        demand(actor, Right.HOLD_SITTINGS, unit.path)
        blueprint = session.get(Blueprint, blueprint_id)
        if blueprint is None:
            raise Missing(N_("There is no such blueprint."))
        items = items_for(blueprint_of(blueprint))
        panel = Panel(blueprint_id=blueprint.id, unit_id=unit.id, title=title, target=target)
        return _convened(panel, items, actor, sitting_id=None)


def convene_for_sitting(sitting_id: int, *, title: str, target: str, actor: Actor) -> Panel:
    """A panel for a sealed sitting: it rates what stands on the sitting's papers."""
    with transaction():
        sitting = sitting_to_hold(actor, sitting_id)
        if sitting.sealing is None:
            raise Refused(N_("This sitting is not sealed: there are no papers to rate yet."))
        panel = Panel(
            blueprint_id=sitting.blueprint_id, unit_id=sitting.unit_id, title=title, target=target
        )
        return _convened(panel, items_of_sitting(sitting), actor, sitting_id=sitting.id)


def _convened(
    panel: Panel, items: Sequence[Item], actor: Actor, *, sitting_id: int | None
) -> Panel:
    if not items:
        raise Refused(N_("There is no approved question that this blueprint could draw."))
    panel.items, panel.by_id, panel.at = [list(item) for item in items], actor.id, now()
    with transaction() as session:
        session.add(panel)
        session.flush()
        convened = panel_of(panel.id)
        record(
            ExamAct.PANEL_CONVENED,
            actor,
            subject=("panel", panel.id),
            unit_path=convened.unit.path,
            blueprint=f"{convened.blueprint.code}/{convened.blueprint.version}",
            sitting=sitting_id,
            items=len(items),
            target=panel.target,
        )
    return convened


def seat(panel_id: int, person_ids: Sequence[int], *, actor: Actor) -> list[PanelSeat]:
    """Seat judges while the first round runs; who sits already is passed over."""
    with transaction():
        panel = locked_panel(actor, panel_id)
        if stage(panel) is not Stage.FIRST:
            raise Refused(N_("Judges are seated before the first round is over."))
        seated = {each.judge_id for each in panel.seats}
        return [
            _seat(panel, person_id, actor)
            for person_id in dict.fromkeys(person_ids)
            if person_id not in seated
        ]


def _seat(panel: Panel, person_id: int, actor: Actor) -> PanelSeat:
    judge = person_of(person_id)
    if judge.closed_at:
        raise Refused(N_("The account of %(name)s is closed."), name=judge.name)
    if judge.id in (actor.id, panel.by_id):
        raise NotAllowed(N_("Who convenes a panel does not sit on it."))
    if not may(actor_of(judge), Right.SET_STANDARDS, panel.unit.path):
        raise Refused(N_("%(name)s is not a judge of this unit."), name=judge.name)
    if waits_to_sit(judge.id, panel):
        raise NotAllowed(
            N_("%(name)s is registered for a sitting with these questions and may not see them."),
            name=judge.name,
        )
    with transaction() as session:
        seated = PanelSeat(panel_id=panel.id, judge_id=judge.id, by_id=actor.id, at=now())
        session.add(seated)
        session.flush()
        record(
            ExamAct.PANEL_SEATED,
            actor,
            subject=("panel", panel.id),
            unit_path=panel.unit.path,
            judge=judge.id,
        )
    return seated


def exclude(panel_id: int, seat_id: int, *, reason: str, actor: Actor) -> None:
    """A judge's estimates count no more, and they see the questions no more; for good."""
    with transaction() as session:
        panel = locked_panel(actor, panel_id)
        found = seat_in(panel, seat_id)
        if panel.minutes:
            raise Refused(N_("The minutes are drawn up; the judges in them stand."))
        if found.exclusion:
            raise Refused(N_("This judge is excluded already."))
        if not reason:
            raise Refused(N_("Say why."))
        session.add(SeatExclusion(seat_id=found.id, reason=reason, by_id=actor.id, at=now()))
        record(
            ExamAct.JUDGE_EXCLUDED,
            actor,
            subject=("panel", panel.id),
            unit_path=panel.unit.path,
            judge=found.judge_id,
            reason=reason,
        )
