"""What waits in competitions: for judges, examiners, managers and supervisors."""

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased

from accounts.models import Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from competitions.models import (
    Competition,
    Entry,
    Final,
    Objection,
    ObjectionDecision,
    RoundEnd,
    Ruling,
    RulingDecision,
    Score,
    Seat,
    Sheet,
)
from competitions.queries.listing import standing_entry, standing_seat
from core.actor import Actor
from core.errors import N_
from oversight.queries.desks.waiting import Waiting, counted


def judged(actor: Actor, at_ms: int) -> list[Waiting]:
    """Entries that wait for a judge's marks; of those of their own unit another judge is for."""
    count = counted(
        select(Entry.id)
        .join(Competition, Competition.id == Entry.competition_id)
        .join(Seat, Seat.competition_id == Competition.id)
        .where(
            Seat.person_id == actor.id,
            standing_seat(),
            standing_entry(),
            Competition.starts_ms <= at_ms,
            Entry.unit_id != actor.unit_id,
            ~exists().where(
                RoundEnd.competition_id == Competition.id, RoundEnd.round == Seat.round
            ),
            ~exists().where(
                Sheet.entry_id == Entry.id,
                Sheet.round == Seat.round,
                Sheet.station == Seat.station,
                Sheet.judge_id == actor.id,
            ),
        )
    )
    return [Waiting(N_("Entries that wait for your marks"), count, "judging.index")]


def held(actor: Actor, at_ms: int) -> list[Waiting]:
    """Competitions of an examiner, with what somebody asked for in them."""
    running = _under(select(Competition.id), actor, Right.HOLD_COMPETITIONS).where(
        Competition.starts_ms <= at_ms, Competition.ends_ms > at_ms
    )
    return [
        Waiting(N_("Competitions under way"), counted(running), "competitions.index"),
        *_asked(actor, Right.HOLD_COMPETITIONS),
    ]


def to_enter(actor: Actor, at_ms: int) -> list[Waiting]:
    """Competitions that take entries from units of the actor."""
    holder, entered = aliased(Unit), aliased(Unit)
    covered = (
        exists()
        .where(entered.path.startswith(holder.path), holder.id == Competition.unit_id)
        .where(entered.id.in_(select(Unit.id).where(covered_by(actor, Right.ENTER_PEOPLE))))
    )
    count = counted(select(Competition.id).where(Competition.entries_close_ms > at_ms, covered))
    return [Waiting(N_("Competitions that take entries"), count, "competitions.index")]


def supervised(actor: Actor, at_ms: int) -> list[Waiting]:
    """What somebody asked for, and standings that wait for a second word."""
    to_confirm = _under(select(Competition.id), actor, Right.CONFIRM_STANDINGS).where(
        Competition.ends_ms <= at_ms,
        exists().where(Score.competition_id == Competition.id),
        ~_is_final(),
    )
    return [
        *_asked(actor, Right.CONFIRM_STANDINGS),
        Waiting(N_("Standings to confirm"), counted(to_confirm), "competitions.index"),
    ]


def _asked(actor: Actor, right: Right) -> list[Waiting]:
    """Corrections, disqualifications and objections that nobody decided."""
    rulings = select(Ruling.id).join(Competition, Competition.id == Ruling.competition_id)
    objections = select(Objection.id).join(Competition, Competition.id == Objection.competition_id)
    open_rulings = _under(rulings, actor, right).where(
        ~exists().where(RulingDecision.ruling_id == Ruling.id)
    )
    open_objections = _under(objections, actor, right).where(
        ~exists().where(ObjectionDecision.objection_id == Objection.id)
    )
    return [
        Waiting(N_("Rulings that nobody decided"), counted(open_rulings), "competitions.index"),
        Waiting(N_("Objections open"), counted(open_objections), "competitions.index"),
    ]


def _under(statement: Select[int], actor: Actor, right: Right) -> Select[int]:
    unit = Unit.id == Competition.unit_id
    return statement.join(Unit, unit).where(covered_by(actor, right))


def _is_final() -> ColumnElement[bool]:
    """The condition that the standings of a competition are final as the list is now."""
    return exists().where(
        Final.competition_id == Competition.id, Final.at_number == Competition.last_score
    )
