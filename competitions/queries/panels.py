"""Panels: who judges where, whom they still have to mark, which sheets are in."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from accounts.models import Person, RoleGrant
from accounts.queries import grant_holds
from accounts.rules.duties import Role
from competitions.models import Competition, Entry, Score, Seat, SeatEnd, Sheet
from competitions.queries.entries import standing_entries
from competitions.queries.listing import standing_seat
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing

WITH_JUDGE = joinedload(Seat.person).joinedload(Person.unit)


def standing_seats(
    competition_id: int, *, round_code: str | None = None, station: str | None = None
) -> list[Seat]:
    """The judges of a competition or of one station, in the order in which they were seated."""
    statement = (
        select(Seat)
        .options(WITH_JUDGE)
        .where(Seat.competition_id == competition_id, standing_seat())
        .order_by(Seat.id)
    )
    if round_code is not None:
        statement = statement.where(Seat.round == round_code, Seat.station == station)
    return list(db.session.scalars(statement))


def seat_of(seat_id: int) -> Seat:
    """The standing seat with this id."""
    statement = select(Seat).options(WITH_JUDGE).where(Seat.id == seat_id, standing_seat())
    found = db.session.scalars(statement).first()
    if found is None:
        raise Missing(N_("There is no such seat."))
    return found


def seats_of_judge(actor: Actor) -> list[tuple[Seat, Competition]]:
    """The actor's standing seats with their competitions, newest competition first."""
    statement = (
        select(Seat, Competition)
        .join(Competition, Competition.id == Seat.competition_id)
        .options(joinedload(Competition.unit))
        .where(Seat.person_id == actor.id, standing_seat())
        .order_by(Competition.starts_ms.desc(), Seat.id)
    )
    return [(seat, competition) for seat, competition in db.session.execute(statement)]


def is_seated(actor: Actor, competition_id: int) -> bool:
    """Whether the actor has a seat in a competition's panels."""
    return any(seat.person_id == actor.id for seat in standing_seats(competition_id))


def is_head_judge(actor: Actor, competition_id: int) -> bool:
    """Whether the actor is the head judge."""
    return any(
        seat.is_head and seat.person_id == actor.id for seat in standing_seats(competition_id)
    )


def ended_seats(competition_id: int) -> list[SeatEnd]:
    """The judges who left, in that order."""
    statement = (
        select(SeatEnd)
        .join(Seat, Seat.id == SeatEnd.seat_id)
        .where(Seat.competition_id == competition_id)
        .order_by(SeatEnd.at)
    )
    return list(db.session.scalars(statement))


def sheets_of(entry_id: int, round_code: str, station: str) -> list[Sheet]:
    """The sheets for one entry at one station, in the order in which they came."""
    statement = (
        select(Sheet)
        .where(Sheet.entry_id == entry_id, Sheet.round == round_code, Sheet.station == station)
        .order_by(Sheet.id)
    )
    return list(db.session.scalars(statement))


def all_sheets(competition_id: int) -> list[Sheet]:
    """Every sheet of a competition, in the order in which they came."""
    statement = select(Sheet).where(Sheet.competition_id == competition_id).order_by(Sheet.id)
    return list(db.session.scalars(statement))


def own_sheet(actor: Actor, entry_id: int, round_code: str, station: str) -> Sheet | None:
    """The sheet that the actor handed in for an entry at a station."""
    sheets = sheets_of(entry_id, round_code, station)
    return next((sheet for sheet in sheets if sheet.judge_id == actor.id), None)


def scored_entries(competition_id: int, round_code: str, station: str) -> set[int]:
    """The entries that have their score at a station."""
    statement = select(Score.entry_id).where(
        Score.competition_id == competition_id,
        Score.round == round_code,
        Score.station == station,
    )
    return set(db.session.scalars(statement))


def unfinished_panels(competition_id: int) -> int:
    """How many entries have sheets at a station and no score there yet."""
    begun = select(Sheet.entry_id, Sheet.round, Sheet.station).where(
        Sheet.competition_id == competition_id
    )
    scored = select(Score.entry_id, Score.round, Score.station).where(
        Score.competition_id == competition_id
    )
    both = begun.except_(scored).subquery()
    return db.session.scalar(select(func.count()).select_from(both)) or 0


@dataclass(frozen=True, slots=True)
class ToJudge:
    """An entry as a judge sees it at a station: how many sheets are in, and their own."""

    entry: Entry
    sheets: int
    own: Sheet | None
    is_scored: bool
    is_own_unit: bool


def is_of_own_unit(actor: Actor, entry: Entry) -> bool:
    """Whether the entry stands for the actor's unit, or its person now works there."""
    return actor.unit_id in (entry.unit_id, entry.person.unit_id)


def entries_to_judge(actor: Actor, seat: Seat) -> list[ToJudge]:
    """The entries at the station of the actor's seat, by start number; three queries.

    Other judges' marks are never in it: each judges alone.
    """
    entries = standing_entries(seat.competition_id)
    counts = _sheet_counts(seat)
    own = _own_sheets(actor, seat)
    scored = scored_entries(seat.competition_id, seat.round, seat.station)
    return [
        ToJudge(
            entry=entry,
            sheets=counts.get(entry.id, 0),
            own=own.get(entry.id),
            is_scored=entry.id in scored,
            is_own_unit=is_of_own_unit(actor, entry),
        )
        for entry in entries
        if entry.person_id != actor.id
    ]


def _sheet_counts(seat: Seat) -> dict[int, int]:
    rows = db.session.execute(
        select(Sheet.entry_id, func.count())
        .where(
            Sheet.competition_id == seat.competition_id,
            Sheet.round == seat.round,
            Sheet.station == seat.station,
        )
        .group_by(Sheet.entry_id)
    )
    return dict(rows.all())


def _own_sheets(actor: Actor, seat: Seat) -> dict[int, Sheet]:
    statement = select(Sheet).where(
        Sheet.competition_id == seat.competition_id,
        Sheet.round == seat.round,
        Sheet.station == seat.station,
        Sheet.judge_id == actor.id,
    )
    return {sheet.entry_id: sheet for sheet in db.session.scalars(statement)}


def own_seat(actor: Actor, competition_id: int, round_code: str, station: str) -> Seat:
    """The actor's standing seat at a station; else there is none."""
    seats = standing_seats(competition_id, round_code=round_code, station=station)
    seat = next((each for each in seats if each.person_id == actor.id), None)
    if seat is None:
        raise Missing(N_("You have no seat at this station."))
    return seat


def judges_for(competition: Competition) -> list[Person]:
    """Open accounts that hold the judge's role over the competition's unit, by login."""
    above = [int(step) for step in competition.unit.path.strip("/").split("/")]
    statement = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == Role.JUDGE,
            RoleGrant.unit_id.in_(above),
            grant_holds(),
            Person.closed_at.is_(None),
        )
        .distinct()
        .order_by(Person.login)
    )
    return list(db.session.scalars(statement))
