"""The gate for any number of people at once: one function for page, program and enforcement."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select

from competitions.queries.finals import FinalOnRecord, final_places
from core.clock import now
from core.database import db
from courses.queries.progress import progress_of
from courses.rules.completion import CourseProgress
from credentials.models import Credential, Eligibility, GateRule, Photo, Waiver
from credentials.queries.holders import eligibilities_of, photos_of, standing_waivers, zones_of
from credentials.queries.rules import rule_of
from credentials.queries.statuses import last_agreed
from credentials.rules.conditions import Courses, Exams, Rank, Share, Station
from credentials.rules.definition import Rule
from credentials.rules.findings import Verdict
from credentials.rules.gate import judge
from credentials.rules.periods import local_day
from credentials.rules.record import (
    CourseOnFile,
    PapersOnFile,
    PhotoOnFile,
    PlaceOnFile,
    RecordOnFile,
    ResultOnFile,
    StationOnFile,
    WaiverOnFile,
)
from credentials.rules.status import Kind
from exam.queries.results import ResultOnRecord, standing_results

Row = TypeVar("Row")


def verdict(row: GateRule, person_id: int) -> Verdict:
    """The gate's answer for one person now."""
    return verdicts(row, [person_id])[person_id]


def verdicts(row: GateRule, person_ids: Collection[int]) -> dict[int, Verdict]:
    """The gate's answer now for each, in as many queries for a thousand as for one."""
    rule, at = rule_of(row), now()
    return {
        person_id: judge(rule, record, at)
        for person_id, record in records_on_file(rule, person_ids, at).items()
    }


def judged(row: GateRule, person_id: int, at: datetime) -> tuple[Verdict, RecordOnFile]:
    """One person's answer with the record that it stands on, for a decision."""
    rule = rule_of(row)
    record = records_on_file(rule, [person_id], at)[person_id]
    return judge(rule, record, at), record


def records_on_file(
    rule: Rule, person_ids: Collection[int], at: datetime
) -> dict[int, RecordOnFile]:
    """Everything on file about each that the rule looks at."""
    zones = zones_of(person_ids)
    photos, papers = photos_of(person_ids), eligibilities_of(person_ids)
    suspended = _suspended(zones, at)
    courses = _courses(rule, person_ids)
    results = _by_person(standing_results(person_ids, _blueprints(rule)))
    places = _by_person(final_places(person_ids, _series(rule)))
    waivers = _by_person(standing_waivers(rule.code, person_ids))
    return {
        person_id: RecordOnFile(
            person_id=person_id,
            unit_id=unit_id,
            zone=zone,
            photo=_photo(photos.get(person_id)),
            papers=_papers(papers.get(person_id)),
            suspended=tuple(suspended[person_id]),
            courses=courses.get(person_id, {}),
            results=tuple(_result(each) for each in results[person_id]),
            places=tuple(_place(each) for each in places[person_id]),
            waivers=tuple(_waiver(each) for each in waivers[person_id]),
        )
        for person_id, (unit_id, zone) in zones.items()
    }


def _by_person(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)  # type: ignore[attr-defined]
    return found


def _blueprints(rule: Rule) -> set[str]:
    asked = (each.asks for each in rule.conditions)
    return {code for asks in asked if isinstance(asks, Exams) for code in asks.blueprints}


def _series(rule: Rule) -> set[str]:
    asked = (each.asks for each in rule.conditions)
    return {
        code for asks in asked if isinstance(asks, Share | Rank | Station) for code in asks.series
    }


def _suspended(zones: Mapping[int, tuple[int, str]], at: datetime) -> dict[int, list[str]]:
    """Numbers of credentials under suspension, by holder; what has expired is past that."""
    rows = db.session.execute(
        select(Credential.person_id, Credential.number, Credential.valid_until)
        .where(Credential.person_id.in_(zones), last_agreed() == str(Kind.SUSPEND))
        .order_by(Credential.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, number, valid_until in rows:
        if local_day(at, zones[person_id][1]) <= valid_until:
            found[person_id].append(number)
    return found


def _courses(rule: Rule, person_ids: Collection[int]) -> dict[int, dict[str, CourseOnFile]]:
    asked = {
        code
        for each in rule.conditions
        if isinstance(each.asks, Courses)
        for code in each.asks.courses
    }
    if not asked:
        return {}
    return {
        person_id: {each.code: _course(each) for each in courses if each.code in asked}
        for person_id, courses in progress_of(person_ids).items()
    }


def _course(course: CourseProgress) -> CourseOnFile:
    worked = [module.last_at for module in course.modules]
    known = [at for at in worked if at]
    return CourseOnFile(
        code=course.code,
        titles=course.titles,
        done=course.done,
        total=course.total,
        worked_on=min(known) if known and len(known) == len(worked) else None,
        awaits_test=course.awaits_test,
    )


def _photo(photo: Photo | None) -> PhotoOnFile | None:
    return PhotoOnFile(photo.id, photo.at) if photo else None


def _papers(papers: Eligibility | None) -> PapersOnFile | None:
    if papers is None:
        return None
    return PapersOnFile(
        id=papers.id,
        unit_id=papers.unit_id,
        photo_id=papers.photo_id,
        education=papers.education,
        at=papers.at,
    )


def _result(result: ResultOnRecord) -> ResultOnFile:
    return ResultOnFile(
        attempt_id=result.attempt_id,
        code=result.code,
        titles={"zh": result.title, "en": result.title_en},
        score=result.score,
        full=result.full,
        passed=result.passed,
        released_at=result.released_at,
        is_demonstration=result.is_demonstration,
        voiding=result.voiding,
    )


def _place(place: FinalOnRecord) -> PlaceOnFile:
    return PlaceOnFile(
        final_id=place.final_id,
        series=place.series,
        titles={"zh": place.title, "en": place.title_en},
        rank=place.rank,
        out_of=place.out_of,
        total=place.total,
        confirmed_at=place.confirmed_at,
        stations=_stations(place.stations),
        stands=place.stands,
    )


def _stations(stations: Mapping[str, Mapping[str, object]]) -> dict[str, StationOnFile]:
    return {
        code: StationOnFile(
            *(Decimal(str(says[key])) for key in ("points", "full", "pass_percent"))
        )
        for code, says in stations.items()
    }


def _waiver(waiver: Waiver) -> WaiverOnFile:
    return WaiverOnFile(
        id=waiver.id,
        condition=waiver.condition,
        by_name=waiver.by.name,
        reason=waiver.reason,
        until=waiver.until,
    )
