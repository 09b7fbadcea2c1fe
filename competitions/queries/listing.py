"""Competitions: what there is, for whom, and where each stands."""

import json
from functools import lru_cache

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload

from accounts.models import Unit
from accounts.queries import covered_by, demand, may
from accounts.rules.duties import Right
from audit.rules.entry import canonical
from competitions.models import (
    Competition,
    Entry,
    EntryWithdrawal,
    Final,
    Freeze,
    Reveal,
    RoundEnd,
    RoundSitting,
    Seat,
    SeatEnd,
)
from competitions.rules.definition import Definition, read_definition
from competitions.rules.phases import CompetitionFacts, Phase, phase_of
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from exam.models.sittings import Sitting

LOADED = (joinedload(Competition.unit),)
NEWEST_FIRST = (Competition.starts_ms.desc(), Competition.id.desc())


def standing_entry() -> ColumnElement[bool]:
    """The condition that an entry was not taken back."""
    return ~exists().where(EntryWithdrawal.entry_id == Entry.id)


def standing_seat() -> ColumnElement[bool]:
    """The condition that a judge has not left the panel."""
    return ~exists().where(SeatEnd.seat_id == Seat.id)


def definition_of(competition: Competition) -> Definition:
    """The definition of a competition as a rule; what is stored never changes."""
    return _definition(canonical(competition.definition))


@lru_cache(maxsize=64)
def _definition(text: bytes) -> Definition:
    return read_definition(json.loads(text))


def competition_with(competition_id: int) -> Competition:
    """The competition with this id, for whoever was found to be allowed."""
    found = db.session.get(Competition, competition_id, options=LOADED)
    if found is None:
        raise Missing(N_("There is no such competition."))
    return found


def competition_for(actor: Actor, competition_id: int) -> Competition:
    """The competition with this id, if it is the actor's to see; else there is none."""
    statement = select(Competition).join(Competition.unit).options(*LOADED)
    found = db.session.scalars(
        statement.where(Competition.id == competition_id, visible_to(actor))
    ).first()
    if found is None:
        raise Missing(N_("There is no such competition for you."))
    return found


def competition_under(actor: Actor, competition_id: int, right: Right) -> Competition:
    """The competition with this id, if the actor has the right over its unit; else none."""
    demand(actor, right)
    statement = select(Competition).join(Competition.unit).options(*LOADED)
    found = db.session.scalars(
        statement.where(Competition.id == competition_id, covered_by(actor, right))
    ).first()
    if found is None:
        raise Missing(N_("There is no such competition under your duties."))
    return found


def locked_competition(competition_id: int) -> Competition:
    """The competition for an act, locked until the transaction ends and read after that."""
    statement = select(Competition).options(*LOADED).where(Competition.id == competition_id)
    locked = statement.with_for_update(of=Competition)
    found = db.session.scalars(locked.execution_options(populate_existing=True)).first()
    if found is None:
        raise Missing(N_("There is no such competition."))
    return found


def locked_for_holder(competition_id: int, actor: Actor) -> Competition:
    """The competition for an act of who may hold it, locked; to anybody else there is none."""
    demand(actor, Right.HOLD_COMPETITIONS)
    competition = locked_competition(competition_id)
    if not may(actor, Right.HOLD_COMPETITIONS, competition.unit.path):
        raise Missing(N_("There is no such competition under your duties."))
    return competition


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Held in a unit above or under the actor's duties, or judged or entered by them."""
    above = [int(step) for step in actor.unit_path.strip("/").split("/") if step]
    judged = select(Seat.competition_id).where(Seat.person_id == actor.id, standing_seat())
    entered = select(Entry.competition_id).where(Entry.person_id == actor.id, standing_entry())
    return (
        Competition.unit_id.in_(above)
        | covered_by(actor, Right.READ_COMPETITIONS)
        | Competition.id.in_(judged)
        | Competition.id.in_(entered)
    )


def open_to(actor: Actor, at_ms: int) -> list[Competition]:
    """Competitions that the actor may still enter: of units above theirs, not yet entered."""
    if not may(actor, Right.COMPETE):
        return []
    above = [int(step) for step in actor.unit_path.strip("/").split("/") if step]
    statement = (
        select(Competition)
        .options(*LOADED)
        .where(
            Competition.unit_id.in_(above),
            Competition.entries_close_ms > at_ms,
            ~exists().where(Freeze.competition_id == Competition.id),
            ~exists().where(Entry.competition_id == Competition.id, Entry.person_id == actor.id),
            ~exists().where(
                Seat.competition_id == Competition.id, Seat.person_id == actor.id, standing_seat()
            ),
        )
        .order_by(*NEWEST_FIRST)
    )
    found = db.session.scalars(statement)
    return [each for each in found if not is_held_by(each, actor)]


def is_held_by(competition: Competition, actor: Actor) -> bool:
    """Whether the actor made a competition, or may act on it as an examiner."""
    return actor.id == competition.by_id or may(
        actor, Right.HOLD_COMPETITIONS, competition.unit.path
    )


def competitions_under(actor: Actor, right: Right) -> list[Competition]:
    """The competitions over which the actor has the right, newest first."""
    statement = (
        select(Competition)
        .join(Competition.unit)
        .options(*LOADED)
        .where(covered_by(actor, right))
        .order_by(*NEWEST_FIRST)
    )
    return list(db.session.scalars(statement))


def competitions_seen(actor: Actor) -> list[Competition]:
    """Every competition that is the actor's to see, newest first."""
    statement = (
        select(Competition)
        .join(Competition.unit)
        .options(*LOADED)
        .where(visible_to(actor))
        .order_by(*NEWEST_FIRST)
    )
    return list(db.session.scalars(statement))


def own_entries(actor: Actor) -> list[Entry]:
    """The actor's standing entries, the newest competition first."""
    statement = (
        select(Entry)
        .join(Entry.competition)
        .options(joinedload(Entry.competition).joinedload(Competition.unit))
        .where(Entry.person_id == actor.id, standing_entry())
        .order_by(*NEWEST_FIRST)
    )
    return list(db.session.scalars(statement))


def final_ids(competition_ids: list[int]) -> set[int]:
    """Which of these competitions have final standings."""
    statement = select(Final.competition_id).where(Final.competition_id.in_(competition_ids))
    return set(db.session.scalars(statement))


def phase(competition: Competition, at_ms: int, *, is_final: bool) -> Phase:
    """Where a competition stands at this reading of the exam clock."""
    facts = CompetitionFacts(
        entries_close_ms=competition.entries_close_ms,
        starts_ms=competition.starts_ms,
        ends_ms=competition.ends_ms,
        is_final=is_final,
    )
    return phase_of(facts, at_ms)


def phases_of(competitions: list[Competition], at_ms: int) -> dict[int, Phase]:
    """Where each competition stands, in one query."""
    final = final_ids([each.id for each in competitions])
    return {each.id: phase(each, at_ms, is_final=each.id in final) for each in competitions}


def sittings_of(competition_id: int) -> list[RoundSitting]:
    """The sittings that are held for a competition, by round and time."""
    statement = (
        select(RoundSitting)
        .join(RoundSitting.sitting)
        .options(
            joinedload(RoundSitting.sitting).joinedload(Sitting.release),
            joinedload(RoundSitting.sitting).joinedload(Sitting.sealing),
            joinedload(RoundSitting.sitting).joinedload(Sitting.closing),
            joinedload(RoundSitting.sitting).joinedload(Sitting.unit),
        )
        .where(RoundSitting.competition_id == competition_id)
        .order_by(RoundSitting.round, Sitting.opens_ms)
    )
    return list(db.session.scalars(statement))


def round_ends(competition_id: int) -> dict[str, int]:
    """When each ended round ended, by code."""
    rows = db.session.execute(
        select(RoundEnd.round, RoundEnd.at_ms).where(RoundEnd.competition_id == competition_id)
    )
    return dict(rows.all())


def freeze_of(competition_id: int) -> Freeze | None:
    """The freeze of a board, if there is one."""
    return db.session.get(Freeze, competition_id)


def reveal_step(competition_id: int) -> int:
    """How many entries of a frozen board, from the bottom up, are opened."""
    statement = select(func.max(Reveal.step)).where(Reveal.competition_id == competition_id)
    return db.session.scalar(statement) or 0


def units_to_hold_in(actor: Actor) -> list[Unit]:
    """The units in which the actor may hold a competition, from the top down."""
    statement = select(Unit).where(covered_by(actor, Right.HOLD_COMPETITIONS)).order_by(Unit.path)
    return list(db.session.scalars(statement))
