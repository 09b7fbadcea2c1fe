"""The contests of the demonstration: one with final standings, one running, a drill to enter."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from accounts.queries import person_with
from competitions.actions import entering, finals, holding, judging
from competitions.models import Competition, Entry
from competitions.queries.entries import standing_entries
from competitions.queries.listing import definition_of
from competitions.queries.scores import standings_at
from competitions.queries.shipped import shipped_definitions
from competitions.rules.definition import Station
from competitions.rules.standings import digest_of
from core.clock import exam_ms
from exam.models.sittings import Sitting
from oversight.importing.bureau import OFFICERS, Officer
from oversight.importing.sittings import (
    DAY,
    HOUR,
    MINUTE,
    acting,
    kept_blueprint,
    plan,
    seal_for,
    sit,
    unit_id,
)

JUDGES = ("judge", "judge2", "judge3")
FINISHED = (
    "2026年秋季执法技能竞赛（示范）",
    "Autumn 2026 enforcement skills contest (demonstration)",
)
RUNNING = (
    "2026年冬季执法技能竞赛（示范）",
    "Winter 2026 enforcement skills contest (demonstration)",
)
DRILL = ("2027年度岗位练兵（示范）", "Post drill of 2027 (demonstration)")


@dataclass(frozen=True, slots=True)
class Contests:
    """The contests whose theory is being held: finished and running, and their sittings."""

    finished: Competition
    running: Competition
    sittings: tuple[Sitting, Sitting]


def hold(chance: Random, lasts_ms: int) -> Contests:
    """Two contests with their theory papers handed in, and a drill that can be entered."""
    blueprint_id = kept_blueprint("contest-theory")
    finished = _made("county", FINISHED, objection_hours=0)
    running = _made("county", RUNNING)
    entrants = {finished: _entered(finished, "finished"), running: _entered(running, "running")}
    for competition in entrants:
        _seat(competition)
    sittings = [
        _theory(competition, blueprint_id, officers, chance, lasts_ms)
        for competition, officers in entrants.items()
    ]
    kept_blueprint("contest-drill")
    _made("drill", DRILL, days=300)
    return Contests(finished, running, (sittings[0], sittings[1]))


def judge(held: Contests, chance: Random) -> None:
    """Every sheet of the finished contest, then its final standings; a part of the running one."""
    _mark(held.finished, standing_entries(held.finished.id), JUDGES, chance)
    for each in definition_of(held.finished).rounds:
        holding.end_round(held.finished.id, each.code, actor=acting("examiner"))
    digest = digest_of(standings_at(held.finished).places)
    for login in (JUDGES[0], "supervisor"):
        finals.confirm(held.finished.id, digest=digest, actor=acting(login))
    entries = standing_entries(held.running.id)
    _mark(held.running, entries[:2], JUDGES, chance)
    _mark(held.running, entries[2:3], JUDGES[:1], chance)


def _made(name: str, titles: tuple[str, str], *, days: int = 30, **more: Any) -> Competition:  # noqa: ANN401
    at_ms = exam_ms()
    return holding.create(
        shipped_definitions()[name] | more,
        unit_id=unit_id("qinglan"),
        title=titles[0],
        title_en=titles[1],
        entries_close_ms=at_ms + days * DAY - HOUR,
        starts_ms=at_ms - MINUTE,
        ends_ms=at_ms + days * DAY,
        actor=acting("examiner"),
    )


def _entered(competition: Competition, contest: str) -> list[Officer]:
    officers = [each for each in OFFICERS if each.contest in (contest, "both")]
    ids = [person_with(officer.login).id for officer in officers]
    entering.enter_people(competition.id, ids, actor=acting("examiner"))
    return officers


def _seat(competition: Competition) -> None:
    for place, station in _stations(competition):
        for login in JUDGES:
            holding.seat(
                competition.id,
                place,
                station.code,
                person_with(login).id,
                is_head=login == JUDGES[0],
                actor=acting("examiner"),
            )


def _stations(competition: Competition) -> list[tuple[str, Station]]:
    rounds = definition_of(competition).rounds
    return [(each.code, station) for each in rounds for station in each.stations]


def _theory(
    competition: Competition,
    blueprint_id: int,
    officers: list[Officer],
    chance: Random,
    lasts_ms: int,
) -> Sitting:
    """The quiz round: a sitting of its own, written by everybody who entered."""
    quiz = next(each for each in definition_of(competition).rounds if each.kind == "quiz")
    titles = (f"{competition.title}：理论", f"{competition.title_en}: theory")
    sitting = plan(blueprint_id, "qinglan", titles, opens=-2 * HOUR, closes=lasts_ms)
    holding.attach_sitting(competition.id, quiz.code, sitting.id, actor=acting("examiner"))
    papers = seal_for(sitting, officers)
    for officer in officers:
        sit(papers[officer.login], officer, chance, share=1.0, hands_in=True)
    return sitting


def _mark(
    competition: Competition, entries: Iterable[Entry], judges: Iterable[str], chance: Random
) -> None:
    """The judges' sheets, each about as good as the officer is."""
    skills = {person_with(each.login).id: each.skill for each in OFFICERS}
    for entry in entries:
        for place, station in _stations(competition):
            for login in judges:
                judging.hand_in(
                    competition.id,
                    place,
                    station.code,
                    entry.id,
                    marks=_marks(station, skills[entry.person_id], chance),
                    actor=acting(login),
                )


def _marks(station: Station, skill: float, chance: Random) -> dict[str, int]:
    best = station.rubric.highest
    return {
        criterion.code: max(1, min(best, round(skill * best + chance.choice((-0.4, 0, 0.4)))))
        for criterion in station.rubric.criteria
    }
