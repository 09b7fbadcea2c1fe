"""How the people of a unit stand in one competition: confirmed, else what its board shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from accounts.models import Person, Unit
from competitions.board import view_of
from competitions.models import Competition, Entry, EntryWithdrawal, Final, FinalPlace
from competitions.rules.phases import BoardPhase
from competitions.rules.standings import Place
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from oversight.queries.contests import newest_finals
from oversight.queries.officers import in_and_below, unit_to_follow, units_above_to_follow


@dataclass(frozen=True, slots=True)
class Stood:
    """An entry with its rank and total out of 100; None where it has none yet, or is out."""

    entry: Entry
    rank: int | None
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class ContestPeople:
    """The people of a unit who entered a competition, as its standings say.

    They are those that were confirmed, else what the board shows everybody now: of a frozen
    board nothing newer than the freeze.
    """

    unit: Unit
    above: Sequence[Unit]
    competition: Competition
    final: Final | None
    phase: BoardPhase
    rows: Sequence[Stood]


def contest_people(actor: Actor, unit_id: int, competition_id: int) -> ContestPeople:
    """How people of a unit that the actor follows stand, the best first."""
    unit = unit_to_follow(actor, unit_id)
    entries = _entries(unit, competition_id)
    if not entries:
        raise Missing(N_("Nobody of this unit entered such a competition."))
    final = db.session.scalars(
        select(Final).where(Final.competition_id == competition_id, Final.id.in_(newest_finals()))
    ).first()
    phase, rows = _confirmed(final, entries) if final else _shown(competition_id, entries)
    return ContestPeople(
        unit=unit,
        above=units_above_to_follow(actor, unit),
        competition=entries[0].competition,
        final=final,
        phase=phase,
        rows=sorted(rows, key=_by_rank),
    )


def _entries(unit: Unit, competition_id: int) -> Sequence[Entry]:
    statement = (
        select(Entry)
        .join(Entry.person)
        .join(Unit, Unit.id == Person.unit_id)
        .options(joinedload(Entry.competition), joinedload(Entry.person).joinedload(Person.unit))
        .where(
            Entry.competition_id == competition_id,
            in_and_below(unit),
            ~exists().where(EntryWithdrawal.entry_id == Entry.id),
        )
        .order_by(Entry.number)
    )
    return db.session.scalars(statement).all()


def _confirmed(final: Final, entries: Sequence[Entry]) -> tuple[BoardPhase, list[Stood]]:
    statement = select(FinalPlace).where(
        FinalPlace.final_id == final.id,
        FinalPlace.entry_id.in_([entry.id for entry in entries]),
    )
    places = {place.entry_id: place for place in db.session.scalars(statement)}
    return BoardPhase.FINAL, [_stood(entry, places.get(entry.id)) for entry in entries]


def _shown(competition_id: int, entries: Sequence[Entry]) -> tuple[BoardPhase, list[Stood]]:
    board = view_of(competition_id)
    rows = [(entry, board.row_of(entry.id)) for entry in entries]
    return board.phase, [_stood(entry, row.place if row else None) for entry, row in rows]


def _stood(entry: Entry, place: FinalPlace | Place | None) -> Stood:
    if place is None or place.rank is None:
        return Stood(entry, None, None)
    return Stood(entry, place.rank, place.total)


def _by_rank(row: Stood) -> tuple[bool, int, int]:
    return row.rank is None, row.rank or 0, row.entry.number
