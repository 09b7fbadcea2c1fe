"""A competition's board as records of a bundle, from which anyone may compute it again."""

from collections import defaultdict

from sqlalchemy import select

from audit.rules.bundle import Record
from competitions.models import Competition, Entry, EntryWithdrawal, Final, Score
from competitions.queries.entries import WITH_PERSON, teams_of
from competitions.queries.finals import confirmations_at, places_in
from competitions.queries.listing import competition_with, definition_of, freeze_of
from competitions.queries.matters import is_hiding
from competitions.queries.panels import all_sheets
from competitions.queries.scores import newest_final, standings_at, standings_in
from competitions.rules.standings import Place
from core.database import db
from core.errors import N_, Refused


def records_of(competition_id: int) -> list[Record]:
    """Everything that the standings follow from, and the standings; docs/bundles.md, "board".

    Of final standings the stored places are told, with the list and the entries up to them; else
    the places by the list as it is now. A board that hides something is not told at all.
    """
    competition = competition_with(competition_id)
    if is_hiding(competition):
        raise Refused(N_("The board is frozen and not yet revealed."))
    final = newest_final(competition.id)
    return [
        _competition(competition),
        *_entries(competition, final),
        *(
            Record(
                "team",
                {
                    "team": held.team.id,
                    "name": _shown(competition, held.team.name),
                    "unit": _shown(competition, held.team.unit.name),
                    "members": list(held.members),
                },
            )
            for held in teams_of(competition.id)
        ),
        *_lines(competition, final),
        *_sheets(competition),
        *_freeze(competition),
        *_places(competition, final),
        *([_final(competition, final)] if final else []),
    ]


def _competition(competition: Competition) -> Record:
    return Record(
        "competition",
        {
            "title": competition.title,
            "title_en": competition.title_en,
            "series": competition.series,
            "unit": competition.unit.name,
            "definition": competition.definition,
            "show": definition_of(competition).show,
        },
    )


def _shown(competition: Competition, name: str) -> str:
    """A name where the board shows names."""
    return name if definition_of(competition).show == "name" else ""


def _entries(competition: Competition, final: Final | None) -> list[Record]:
    statement = (
        select(Entry, EntryWithdrawal.entry_id)
        .outerjoin(EntryWithdrawal, EntryWithdrawal.entry_id == Entry.id)
        .options(*WITH_PERSON)
        .where(Entry.competition_id == competition.id)
        .order_by(Entry.number)
    )
    if final:
        statement = statement.where(Entry.number <= final.last_entry)
    return [
        Record(
            "entry",
            {
                "entry": entry.id,
                "number": entry.number,
                "name": _shown(competition, entry.person.name),
                "unit": _shown(competition, entry.unit.name),
                "division": entry.division,
                "withdrawn": withdrawn is not None,
            },
        )
        for entry, withdrawn in db.session.execute(statement)
    ]


def _lines(competition: Competition, final: Final | None) -> list[Record]:
    statement = select(Score).where(Score.competition_id == competition.id).order_by(Score.number)
    if final:
        statement = statement.where(Score.number <= final.at_number)
    return [
        Record(
            "line",
            {
                "number": line.number,
                "kind": line.kind,
                "entry": line.entry_id,
                "round": line.round,
                "station": line.station,
                "points": None if line.points is None else str(line.points),
                "full": None if line.full is None else str(line.full),
                "used_ms": line.used_ms,
                "limit_ms": line.limit_ms,
                "finished_ms": line.finished_ms,
                "replaces": line.replaces,
                "reason": line.reason,
                "at_ms": line.at_ms,
            },
        )
        for line in db.session.scalars(statement)
    ]


def _sheets(competition: Competition) -> list[Record]:
    """Sheets with their judges numbered in the order in which they first marked, unnamed."""
    numbers: dict[int, int] = defaultdict(lambda: len(numbers) + 1)
    return [
        Record(
            "sheet",
            {
                "round": sheet.round,
                "station": sheet.station,
                "entry": sheet.entry_id,
                "judge_number": numbers[sheet.judge_id],
                "marks": sheet.marks,
                "points": str(sheet.points),
                "at_ms": sheet.at_ms,
            },
        )
        for sheet in all_sheets(competition.id)
    ]


def _freeze(competition: Competition) -> list[Record]:
    frozen = freeze_of(competition.id)
    if frozen is None:
        return []
    return [Record("freeze", {"at_number": frozen.at_number, "at_ms": frozen.at_ms})]


def _places(competition: Competition, final: Final | None) -> list[Record]:
    at = standings_in(final) if final else standings_at(competition)
    teams = [
        Record("team_place", {"team": each.team_id, "rank": each.rank, "total": str(each.total)})
        for each in at.teams
    ]
    if final is None:
        return [*(_computed(place) for place in at.places), *teams]
    stored = [
        Record(
            "place",
            {
                "entry": place.entry_id,
                "rank": place.rank,
                "total": str(place.total),
                "rounds": place.rounds,
                "stations": place.stations,
            },
        )
        for place, _ in places_in(final)
    ]
    return [*stored, *teams]


def _computed(place: Place) -> Record:
    return Record(
        "place",
        {
            "entry": place.entry_id,
            "rank": place.rank,
            "total": str(place.total),
            "rounds": {code: str(points) for code, points in place.rounds.items()},
            "stations": {
                code: {"points": str(held.points), "full": str(held.full)}
                for code, held in place.stations.items()
            },
        },
    )


def _final(competition: Competition, final: Final) -> Record:
    confirmed = confirmations_at(final.competition_id, final.at_number)
    return Record(
        "final",
        {
            "at_number": final.at_number,
            "digest": final.digest,
            "later_lines": competition.last_score - final.at_number,
            "confirmed": [{"part": each.part, "at": each.at.isoformat()} for each in confirmed],
        },
    )
