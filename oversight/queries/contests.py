"""How the people of a unit do in competitions: final standings, and which ones are under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Select, exists, func, select

from accounts.models import Person, Unit
from competitions.models import Competition, Entry, EntryWithdrawal, Final, FinalPlace
from core.clock import milliseconds
from core.database import db
from oversight.queries.officers import in_and_below


@dataclass(frozen=True, slots=True)
class UnitContest:
    """A competition that people of a unit entered.

    Ranks and totals are those of confirmed standings alone: what is provisional stands on the
    board, which may be frozen.
    """

    competition: Competition
    entered: int
    confirmed_at: datetime | None
    best: int | None
    mean: Decimal | None


def contests_of(unit: Unit, since: datetime | None) -> Sequence[UnitContest]:
    """Competitions that people of a unit and below entered, newest first; two queries."""
    finals = _finals(unit)
    statement = (
        select(Competition, func.count(Entry.id))
        .join(Entry, Entry.competition_id == Competition.id)
        .join(Person, Person.id == Entry.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(in_and_below(unit), ~exists().where(EntryWithdrawal.entry_id == Entry.id))
        .group_by(Competition.id)
        .order_by(Competition.starts_ms.desc(), Competition.id.desc())
    )
    if since:
        statement = statement.where(Competition.ends_ms >= milliseconds(since))
    return [
        UnitContest(competition, entered, *finals.get(competition.id, (None, None, None)))
        for competition, entered in db.session.execute(statement)
    ]


def newest_finals() -> Select[int]:
    """The newest confirmed standings of every competition."""
    newest = (
        select(Final.competition_id, func.max(Final.at_number).label("at_number"))
        .group_by(Final.competition_id)
        .subquery()
    )
    return select(Final.id).join(
        newest,
        (newest.c.competition_id == Final.competition_id) & (newest.c.at_number == Final.at_number),
    )


def _finals(unit: Unit) -> dict[int, tuple[datetime, int | None, Decimal | None]]:
    """When standings were confirmed, the best rank in them, and the mean of those ranked."""
    ranked = FinalPlace.rank.is_not(None)
    rows = db.session.execute(
        select(
            Final.competition_id,
            Final.at,
            func.min(FinalPlace.rank),
            func.avg(FinalPlace.total).filter(ranked),
        )
        .join(FinalPlace, FinalPlace.final_id == Final.id)
        .join(Person, Person.id == FinalPlace.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(in_and_below(unit), Final.id.in_(newest_finals()))
        .group_by(Final.competition_id, Final.at)
    )
    return {row[0]: (row[1], row[2], _rounded(row[3])) for row in rows}


def _rounded(mean: Decimal | float | None) -> Decimal | None:
    return None if mean is None else Decimal(str(mean)).quantize(Decimal("0.1"), ROUND_HALF_UP)
