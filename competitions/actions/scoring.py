"""Lines of the list of scores: from released results, from panels, from rulings."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from audit.actions import record
from competitions.acts import CompetitionAct
from competitions.events import StandingsChanged, standings_changed
from competitions.models import Competition, Entry, RoundSitting, Score
from competitions.queries.entries import standing_entries
from competitions.queries.listing import definition_of, locked_competition
from competitions.queries.panels import scored_entries, sheets_of, standing_seats
from competitions.queries.scores import newest_final
from competitions.rules.panel import FULL, has_failed, panel_points
from competitions.rules.standings import CORRECTION, SCORE
from core.actor import Actor
from core.clock import exam_ms
from core.database import db, transaction
from exam.events import ResultsCorrected, ResultsReleased, ResultVoided
from exam.queries.results import contest_results


@dataclass(frozen=True, slots=True)
class Reached:
    """What a new line of the list says."""

    kind: str
    entry_id: int
    source: dict[str, Any]
    round: str = ""
    station: str = ""
    points: Decimal | None = None
    full: Decimal | None = None
    used_ms: int | None = None
    limit_ms: int | None = None
    finished_ms: int | None = None
    replaces: int | None = None
    reason: str = ""
    by_id: int | None = None
    second_id: int | None = None


def append(competition: Competition, reached: Reached, *, actor: Actor | None) -> Score:
    """Add the next line to the list of a competition that is locked; numbers have no gaps.

    A correction or disqualification below final standings is told to those above.
    """
    with transaction() as session:
        competition.last_score += 1
        line = Score(
            competition_id=competition.id,
            number=competition.last_score,
            at_ms=exam_ms(),
            **{name: getattr(reached, name) for name in Reached.__slots__},
        )
        session.add(line)
        session.flush()
        record(
            CompetitionAct.SCORED,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            number=line.number,
            kind=line.kind,
            entry=line.entry_id,
            round=line.round,
            station=line.station,
            points=None if line.points is None else str(line.points),
            replaces=line.replaces,
            source=line.source,
            reason=line.reason,
        )
        if line.kind != SCORE and newest_final(competition.id):
            standings_changed.tell(StandingsChanged(competition.id, line.number))
    return line


def note_results(news: ResultsReleased) -> list[Score]:
    """The results of a round's sitting were released: each entry that sat gets its line.

    Who sat without having entered gets none; a result that has its line gets no second one.
    """
    with transaction():
        held = _round_of(news.sitting_id)
        if held is None:
            return []
        competition = locked_competition(held.competition_id)
        entries = {entry.person_id: entry for entry in standing_entries(competition.id)}
        noted = _noted_attempts(competition.id)
        return [
            append(
                competition,
                Reached(
                    kind=SCORE,
                    entry_id=entries[result.person_id].id,
                    round=held.round,
                    points=result.score,
                    full=result.full,
                    used_ms=result.used_ms,
                    limit_ms=result.limit_ms,
                    finished_ms=result.finished_ms,
                    source={
                        "sitting": news.sitting_id,
                        "attempt": result.attempt_id,
                        "result": result.result_id,
                    },
                ),
                actor=None,
            )
            for result in contest_results(news.sitting_id)
            if result.person_id in entries and result.attempt_id not in noted
        ]


def note_voided(news: ResultVoided) -> Score | None:
    """A paper was voided for good: its line, if it has one, is corrected to nothing."""
    with transaction():
        held = _round_of(news.sitting_id)
        if held is None:
            return None
        competition = locked_competition(held.competition_id)
        line = _noted_attempts(competition.id).get(news.attempt_id)
        if line is None:
            return None
        standing = _standing_version(line, _successors(competition.id))
        source = {"sitting": news.sitting_id, "attempt": news.attempt_id, "voided": True}
        return append(
            competition, correction(standing, Decimal("0.000"), source=source), actor=None
        )


def note_corrected(news: ResultsCorrected) -> list[Score]:
    """Released results were corrected: each line that comes from one is corrected with it.

    A line on which two people ruled stays as they ruled it.
    """
    with transaction():
        held = _round_of(news.sitting_id)
        if held is None:
            return []
        competition = locked_competition(held.competition_id)
        noted = _noted_attempts(competition.id)
        results = [
            each
            for each in contest_results(news.sitting_id)
            if each.attempt_id in news.changed and each.attempt_id in noted
        ]
        successors = _successors(competition.id)
        standing = {
            each.attempt_id: _standing_version(noted[each.attempt_id], successors)
            for each in results
        }
        return [
            append(
                competition,
                correction(
                    standing[result.attempt_id],
                    result.score,
                    source={
                        "sitting": news.sitting_id,
                        "attempt": result.attempt_id,
                        "result": result.result_id,
                    },
                ),
                actor=None,
            )
            for result in results
            if "attempt" in standing[result.attempt_id].source
            and standing[result.attempt_id].points != result.score
        ]


def correction(
    line: Score,
    points: Decimal,
    *,
    source: dict[str, Any],
    reason: str = "",
    by_id: int | None = None,
    second_id: int | None = None,
) -> Reached:
    """A line that takes the place of another, with other points and all else as it was."""
    return Reached(
        kind=CORRECTION,
        entry_id=line.entry_id,
        round=line.round,
        station=line.station,
        points=points,
        full=line.full,
        used_ms=line.used_ms,
        limit_ms=line.limit_ms,
        finished_ms=line.finished_ms,
        replaces=line.number,
        source=source,
        reason=reason,
        by_id=by_id,
        second_id=second_id,
    )


def complete_panel(
    competition: Competition, entry: Entry, round_code: str, station_code: str
) -> Score | None:
    """Write the score of an entry at a station once every judge who must mark it has."""
    station = definition_of(competition).station_with(round_code, station_code)
    sheets = sheets_of(entry.id, round_code, station_code)
    if station is None or len(sheets) < station.judges:
        return None
    if entry.id in scored_entries(competition.id, round_code, station_code):
        return None
    seats = standing_seats(competition.id, round_code=round_code, station=station_code)
    awaited = {seat.person_id for seat in seats if seat.person.unit_id != entry.unit_id}
    if awaited - {sheet.judge_id for sheet in sheets}:
        return None
    failing = sum(has_failed(station.rubric, sheet.marks) for sheet in sheets)
    points = panel_points([sheet.points for sheet in sheets], failing=failing)
    reached = Reached(
        kind=SCORE,
        entry_id=entry.id,
        round=round_code,
        station=station_code,
        points=points,
        full=FULL,
        finished_ms=exam_ms(),
        source={"sheets": [sheet.id for sheet in sheets]},
    )
    return append(competition, reached, actor=None)


def _round_of(sitting_id: int) -> RoundSitting | None:
    statement = select(RoundSitting).where(RoundSitting.sitting_id == sitting_id)
    return db.session.scalars(statement).first()


def _noted_attempts(competition_id: int) -> dict[int, Score]:
    """The lines that come from results, by attempt."""
    statement = select(Score).where(Score.competition_id == competition_id, Score.kind == SCORE)
    lines = db.session.scalars(statement)
    return {line.source["attempt"]: line for line in lines if "attempt" in line.source}


def _successors(competition_id: int) -> dict[int, Score]:
    """The lines that took the place of others, by whose."""
    statement = select(Score).where(
        Score.competition_id == competition_id, Score.replaces.is_not(None)
    )
    return {each.replaces: each for each in db.session.scalars(statement) if each.replaces}


def _standing_version(line: Score, successors: Mapping[int, Score]) -> Score:
    """The line that stands now where this one stood."""
    while line.number in successors:
        line = successors[line.number]
    return line
