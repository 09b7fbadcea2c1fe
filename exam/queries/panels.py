"""Panels that set standards: whose, where each stands, and for whom it waits."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Person, RoleGrant, Unit
from accounts.queries import covered_by, demand, grant_holds
from accounts.rules.duties import RIGHTS, Right
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from exam.models.standards import (
    Estimate,
    Panel,
    PanelMinutes,
    PanelSeat,
    PanelSignature,
    RoundEnd,
    SeatExclusion,
)
from exam.queries.standards import signed_of
from exam.rules.panels import Stage, stage_of

WHOLE = (
    joinedload(Panel.blueprint),
    joinedload(Panel.unit),
    joinedload(Panel.by),
    joinedload(Panel.minutes),
    selectinload(Panel.ends).joinedload(RoundEnd.by),
    selectinload(Panel.seats).options(
        joinedload(PanelSeat.judge).joinedload(Person.unit),
        joinedload(PanelSeat.exclusion),
        joinedload(PanelSeat.signature).joinedload(PanelSignature.by),
    ),
)
NO_PANEL = N_("There is no such panel under your duties.")


def counted_in(panel: Panel) -> list[int]:
    """The judges that the minutes count."""
    judges = panel.minutes.figures["judges"] if panel.minutes else []
    return [each["judge"] for each in judges if each["counted"]]


def stage(panel: Panel) -> Stage:
    """Where a panel stands."""
    return stage_of(
        len(panel.ends),
        has_minutes=panel.minutes is not None,
        signed=signed_of(panel, counted_in(panel)),
    )


def panels_for(actor: Actor) -> list[Panel]:
    """The panels of the actor's units, and those on which the actor sits; the newest first."""
    mine = select(PanelSeat.panel_id).where(PanelSeat.judge_id == actor.id)
    statement = (
        select(Panel)
        .join(Panel.unit)
        .options(*WHOLE)
        .where(covered_by(actor, Right.READ_SITTINGS) | Panel.id.in_(mine))
        .order_by(Panel.id.desc())
    )
    return list(db.session.scalars(statement))


def panel_of(panel_id: int) -> Panel:
    """The panel with this id, as it now stands."""
    found = db.session.get(Panel, panel_id, options=WHOLE, populate_existing=True)
    if found is None:
        raise Missing(NO_PANEL)
    return found


def panel_to_read(actor: Actor, panel_id: int) -> Panel:
    """The panel for an examiner or supervisor of its unit; for anybody else there is none."""
    demand(actor, Right.READ_SITTINGS)
    statement = select(Panel.id).join(Panel.unit).where(Panel.id == panel_id)
    if db.session.scalar(statement.where(covered_by(actor, Right.READ_SITTINGS))) is None:
        raise Missing(NO_PANEL)
    return panel_of(panel_id)


def locked_panel(actor: Actor, panel_id: int) -> Panel:
    """The panel for an act of an examiner of its unit, locked until the transaction ends."""
    demand(actor, Right.HOLD_SITTINGS)
    lock_panel(panel_id)
    panel = panel_of(panel_id)
    demand(actor, Right.HOLD_SITTINGS, panel.unit.path)
    return panel


def lock_panel(panel_id: int) -> None:
    """Let acts on one panel come in turn until the transaction ends."""
    db.session.execute(select(Panel.id).where(Panel.id == panel_id).with_for_update())


def seat_in(panel: Panel, seat_id: int) -> PanelSeat:
    """The seat with this id on a panel."""
    for seat in panel.seats:
        if seat.id == seat_id:
            return seat
    raise Missing(N_("This judge does not sit on the panel."))


def own_seat(actor: Actor, panel: Panel) -> PanelSeat:
    """The actor's own seat on a panel, which an exclusion takes away; else there is none."""
    demand(actor, Right.SET_STANDARDS)
    for seat in panel.seats:
        if seat.judge_id == actor.id and seat.exclusion is None:
            demand(actor, Right.SET_STANDARDS, panel.unit.path)
            return seat
    raise Missing(N_("You do not sit on this panel."))


def progress_of(panel_ids: Collection[int]) -> dict[tuple[int, int, int], int]:
    """How many items are estimated, by panel, judge and round."""
    columns = (Estimate.panel_id, Estimate.judge_id, Estimate.round)
    found = (
        select(*columns, Estimate.revision_id, Estimate.part)
        .where(Estimate.panel_id.in_(panel_ids))
        .distinct()
        .subquery()
    )
    by = (found.c.panel_id, found.c.judge_id, found.c.round)
    rows = db.session.execute(select(*by, func.count()).group_by(*by))
    return {(panel_id, judge_id, number): done for panel_id, judge_id, number, done in rows}


def panels_waiting(actor: Actor) -> list[Panel]:
    """The panels that wait for a judge: for estimates of the round that runs, or for an answer."""
    statement = (
        select(Panel)
        .join(Panel.seats)
        .outerjoin(PanelSeat.exclusion)
        .outerjoin(PanelSeat.signature)
        .options(*WHOLE)
        .where(
            PanelSeat.judge_id == actor.id,
            SeatExclusion.seat_id.is_(None),
            PanelSignature.seat_id.is_(None),
        )
        .order_by(Panel.id)
    )
    panels = list(db.session.scalars(statement))
    done = progress_of([panel.id for panel in panels])
    return [panel for panel in panels if _waits(panel, actor.id, done)]


def panels_to_go_on(actor: Actor) -> list[Panel]:
    """The panels that an examiner convened and that wait for them, the judges being done."""
    statement = (
        select(Panel)
        .outerjoin(Panel.minutes)
        .options(*WHOLE)
        .where(Panel.by_id == actor.id, PanelMinutes.panel_id.is_(None))
        .order_by(Panel.id)
    )
    panels = list(db.session.scalars(statement))
    done = progress_of([panel.id for panel in panels])
    return [panel for panel in panels if _can_go_on(panel, done)]


def panels_to_sign(actor: Actor) -> list[Panel]:
    """The panels of an examiner's units whose minutes wait for a judge's answer."""
    unanswered = (
        select(PanelSeat.panel_id)
        .outerjoin(PanelSeat.exclusion)
        .outerjoin(PanelSeat.signature)
        .where(SeatExclusion.seat_id.is_(None), PanelSignature.seat_id.is_(None))
    )
    statement = (
        select(Panel)
        .join(Panel.unit)
        .options(*WHOLE)
        .where(covered_by(actor, Right.HOLD_SITTINGS), Panel.id.in_(unanswered))
        .where(Panel.minutes.has())
        .order_by(Panel.id)
    )
    return [panel for panel in db.session.scalars(statement) if stage(panel) is Stage.SIGNING]


def _can_go_on(panel: Panel, done: Mapping[tuple[int, int, int], int]) -> bool:
    number = len(panel.ends) + 1
    seated = [seat.judge_id for seat in panel.seats if seat.exclusion is None]
    return number > 2 or all(
        done.get((panel.id, judge_id, number), 0) >= len(panel.items) for judge_id in seated
    )


def _waits(panel: Panel, judge_id: int, done: Mapping[tuple[int, int, int], int]) -> bool:
    stands = stage(panel)
    if stands in (Stage.FIRST, Stage.SECOND):
        return done.get((panel.id, judge_id, len(panel.ends) + 1), 0) < len(panel.items)
    return stands is Stage.SIGNING and judge_id in counted_in(panel)


def judges_for(panel: Panel) -> list[Person]:
    """Who may still be seated: judges whose duty covers the panel's unit, by unit and login."""
    roles = [str(role) for role in RIGHTS[Right.SET_STANDARDS]]
    above = [int(step) for step in panel.unit.path.strip("/").split("/")]
    seated = [seat.judge_id for seat in panel.seats]
    able = select(RoleGrant.person_id).where(
        RoleGrant.role.in_(roles), RoleGrant.unit_id.in_(above), grant_holds()
    )
    statement = (
        select(Person)
        .join(Person.unit)
        .options(joinedload(Person.unit))
        .where(
            Person.id.in_(able),
            Person.id.not_in([*seated, panel.by_id]),
            Person.closed_at.is_(None),
        )
        .order_by(Unit.path, Person.login)
    )
    return list(db.session.scalars(statement))
