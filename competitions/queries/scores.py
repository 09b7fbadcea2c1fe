"""The list of scores, and the standings that follow from it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select

from competitions.models import Competition, Entry, Final, RoundSitting, Score
from competitions.queries.entries import entry_ids, team_members
from competitions.queries.listing import definition_of, freeze_of, reveal_step
from competitions.rules.reveal import OPEN, Window, reveal_order, window_after
from competitions.rules.standings import Place, ScoreLine, standings
from competitions.rules.teams import TeamPlace, team_standings
from core.database import batches, db
from core.errors import N_, Missing
from exam.events import Standing, StandingAsked
from exam.models.attempts import Attempt

COLUMNS = (
    Score.number,
    Score.kind,
    Score.entry_id,
    Score.round,
    Score.station,
    Score.points,
    Score.full,
    Score.used_ms,
    Score.limit_ms,
    Score.finished_ms,
    Score.replaces,
    Score.at_ms,
)


def lines_of(competition_id: int, *, after: int = 0, up_to: int | None = None) -> list[ScoreLine]:
    """The list of scores from after one number up to another, in order."""
    statement = _lines(competition_id, after)
    if up_to is not None:
        statement = statement.where(Score.number <= up_to)
    return [ScoreLine(*row) for row in db.session.execute(statement)]


def lines_of_entries(
    competition_id: int, chosen: Collection[int], *, after: int
) -> list[ScoreLine]:
    """The lines of these entries after a number, in order."""
    statement = _lines(competition_id, after).where(Score.entry_id.in_(chosen))
    return [ScoreLine(*row) for row in db.session.execute(statement)]


def _lines(competition_id: int, after: int) -> Select[*tuple[Any, ...]]:
    return (
        select(*COLUMNS)
        .where(Score.competition_id == competition_id, Score.number > after)
        .order_by(Score.number)
    )


def score_numbered(competition_id: int, number: int) -> Score:
    """The line with this number."""
    statement = select(Score).where(Score.competition_id == competition_id, Score.number == number)
    found = db.session.scalars(statement).first()
    if found is None:
        raise Missing(N_("There is no score with this number."))
    return found


def is_replaced(competition_id: int, number: int) -> bool:
    """Whether a later line took the place of this one."""
    statement = select(Score.id).where(
        Score.competition_id == competition_id, Score.replaces == number
    )
    return db.session.scalars(statement.limit(1)).first() is not None


def is_out(entry_id: int) -> bool:
    """Whether the entry is disqualified."""
    statement = select(Score.id).where(Score.entry_id == entry_id, Score.kind == "out")
    return db.session.scalars(statement.limit(1)).first() is not None


def has_score(entry_id: int) -> bool:
    """Whether the list has a line for this entry."""
    statement = select(Score.id).where(Score.entry_id == entry_id).limit(1)
    return db.session.scalars(statement).first() is not None


@dataclass(frozen=True, slots=True)
class Standings:
    """The standings from the whole list up to a number."""

    at_number: int
    places: list[Place]
    teams: list[TeamPlace]


def standings_at(competition: Competition, number: int | None = None) -> Standings:
    """The standings up to a number, by default of the whole list; blind to the freeze.

    For those who confirm, rule and recompute; who watches sees `competitions.board`.
    """
    at_number = competition.last_score if number is None else number
    return _computed(competition, at_number, entry_ids(competition.id))


def standings_in(final: Final) -> Standings:
    """Final standings computed anew from the list and the entries that they were made from."""
    entries = entry_ids(final.competition_id, last=final.last_entry)
    return _computed(final.competition, final.at_number, entries)


def _computed(competition: Competition, at_number: int, entries: list[int]) -> Standings:
    definition = definition_of(competition)
    places = standings(definition, entries, lines_of(competition.id, up_to=at_number))
    teams = team_standings(definition, team_members(competition.id), places)
    return Standings(at_number, places, teams)


def frozen_order(competition: Competition, at_number: int) -> tuple[int, ...]:
    """The entries of the board as it was frozen, from the bottom up."""
    return reveal_order(standings_at(competition, at_number).places)


def window_of(competition: Competition) -> Window:
    """What of the list may be seen by those who watch."""
    freeze = freeze_of(competition.id)
    if freeze is None:
        return OPEN
    order = frozen_order(competition, freeze.at_number)
    return window_after(order, freeze.at_number, reveal_step(competition.id))


def newest_final(competition_id: int) -> Final | None:
    """The newest final standings of a competition."""
    statement = select(Final).where(Final.competition_id == competition_id)
    return db.session.scalars(statement.order_by(Final.at_number.desc()).limit(1)).first()


def last_score_in(competition_id: int, round_code: str, entry_id: int | None = None) -> int:
    """When the last line of a round was written, for one entry or all; 0 if there is none."""
    statement = select(func.max(Score.at_ms)).where(
        Score.competition_id == competition_id, Score.round == round_code, Score.kind == "score"
    )
    if entry_id is not None:
        statement = statement.where(Score.entry_id == entry_id)
    return db.session.scalar(statement) or 0


def scored_ids(competition_id: int) -> set[int]:
    """The entries for which the list has a line."""
    statement = select(Score.entry_id).where(Score.competition_id == competition_id).distinct()
    return set(db.session.scalars(statement))


def scores_of(competition_id: int) -> list[Score]:
    """Every line of the list as it was written, the newest first."""
    statement = select(Score).where(Score.competition_id == competition_id)
    return list(db.session.scalars(statement.order_by(Score.number.desc())))


def replaced_numbers(competition_id: int) -> set[int]:
    """The lines whose place a later one took."""
    statement = select(Score.replaces).where(
        Score.competition_id == competition_id, Score.replaces.is_not(None)
    )
    return {number for number in db.session.scalars(statement) if number is not None}


def find_standing(asked: StandingAsked) -> None:
    """Tell who is about to correct results in which contests they count."""
    is_final = exists().where(Final.competition_id == Competition.id)
    statement = (
        select(Attempt.id, Competition.title, Competition.title_en, is_final)
        .join(RoundSitting, RoundSitting.sitting_id == Attempt.sitting_id)
        .join(Competition, Competition.id == RoundSitting.competition_id)
        .join(
            Entry,
            (Entry.competition_id == Competition.id) & (Entry.person_id == Attempt.candidate_id),
        )
        .order_by(Attempt.id)
    )
    rows = [
        row
        for some in batches(sorted(asked.attempt_ids))
        for row in db.session.execute(statement.where(Attempt.id.in_(some)))
    ]
    for attempt_id, title, title_en, confirmed in rows:
        words = N_("counts in confirmed standings") if confirmed else N_("counts in a contest")
        asked.found.append(Standing(attempt_id, title, title_en, words, ends=False))
