"""Final standings: what counts for the gate, and whether it still stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased, joinedload

from competitions.models import Competition, Confirmation, Entry, Final, FinalPlace, Score
from competitions.queries.listing import definition_of
from core.database import db


@dataclass(frozen=True, slots=True)
class FinalOnRecord:
    """A person's place in the newest final standings of a competition.

    `stations` is code → {"points", "full", "pass_percent"} as text. `stands` is False once a
    later correction or disqualification touched the list and no newer standings are final.
    """

    person_id: int
    competition_id: int
    final_id: int
    entry_id: int
    title: str
    title_en: str
    series: str
    rank: int | None
    out_of: int
    total: Decimal
    confirmed_at: datetime
    stations: Mapping[str, Mapping[str, str]]
    stands: bool


def final_places(person_ids: Collection[int], series: Collection[str]) -> list[FinalOnRecord]:
    """The places of these people in final standings of these series, oldest first; one query.

    Of each competition the newest final standings alone are told.
    """
    newer = aliased(Final)
    is_newest = ~exists().where(
        newer.competition_id == Final.competition_id, newer.at_number > Final.at_number
    )
    touched = exists().where(
        Score.competition_id == Final.competition_id,
        Score.number > Final.at_number,
        Score.kind != "score",
    )
    statement = (
        select(FinalPlace, Final, Competition, touched.label("is_touched"))
        .join(Final, Final.id == FinalPlace.final_id)
        .join(Competition, Competition.id == Final.competition_id)
        .where(FinalPlace.person_id.in_(person_ids), Competition.series.in_(series), is_newest)
        .order_by(Final.at, Final.id)
    )
    return [_on_record(*row) for row in db.session.execute(statement)]


def _on_record(
    place: FinalPlace, final: Final, competition: Competition, is_touched: object
) -> FinalOnRecord:
    return FinalOnRecord(
        person_id=place.person_id,
        competition_id=competition.id,
        final_id=final.id,
        entry_id=place.entry_id,
        title=competition.title,
        title_en=competition.title_en,
        series=competition.series,
        rank=place.rank,
        out_of=place.out_of,
        total=place.total,
        confirmed_at=final.at,
        stations=_with_pass_marks(competition, place.stations),
        stands=not is_touched,
    )


def _with_pass_marks(
    competition: Competition, stations: Mapping[str, Any]
) -> dict[str, dict[str, str]]:
    marks = {each.code: str(each.pass_percent) for each in definition_of(competition).stations}
    return {code: {**held, "pass_percent": marks[code]} for code, held in stations.items()}


def final_rows(competition_id: int) -> list[Final]:
    """The final standings of a competition, oldest first."""
    statement = select(Final).where(Final.competition_id == competition_id)
    return list(db.session.scalars(statement.order_by(Final.at_number)))


def places_in(final: Final) -> list[tuple[FinalPlace, Entry]]:
    """The stored places of final standings with their entries, by rank, the unranked last."""
    statement = (
        select(FinalPlace, Entry)
        .join(Entry, Entry.id == FinalPlace.entry_id)
        .options(joinedload(Entry.person), joinedload(Entry.unit))
        .where(FinalPlace.final_id == final.id)
        .order_by(FinalPlace.rank.is_(None), FinalPlace.rank, Entry.number)
    )
    return [(place, entry) for place, entry in db.session.execute(statement)]


def confirmations(competition_id: int) -> list[Confirmation]:
    """Who confirmed standings, and at which number of the list, oldest first."""
    statement = select(Confirmation).where(Confirmation.competition_id == competition_id)
    return list(db.session.scalars(statement.order_by(Confirmation.id)))


def confirmations_at(competition_id: int, at_number: int) -> list[Confirmation]:
    """Who confirmed the list as it was at a number."""
    return [each for each in confirmations(competition_id) if each.at_number == at_number]
