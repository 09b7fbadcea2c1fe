"""What the retake rules are judged from, and what stands in somebody's way."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, or_, select

from core.clock import moment
from core.database import db
from courses.queries.progress import Errand, progress_since
from courses.rules.completion import CourseProgress
from exam.models.attempts import Attempt
from exam.models.candidates import Registration
from exam.models.results import Result
from exam.models.sittings import Blueprint, Release, Sealing, Sitting
from exam.queries.sittings import OwnSitting, rule_of, standing_registration
from exam.rules.retakes import Bar, Obstacle, Sat, errand, free_on, obstacles
from exam.rules.voiding import VOIDED


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in somebody's way to a sitting, and how far they are with a course to repeat.

    Without obstacles they may sit.
    """

    obstacles: Sequence[Obstacle] = ()
    course: CourseProgress | None = None

    @property
    def free_on(self) -> date | None:
        """The day from which nothing that passes with time stands in the way."""
        return free_on(self.obstacles)

    @property
    def bars(self) -> set[Bar]:
        """The kinds of obstacles."""
        return {each.bar for each in self.obstacles}


def standings(sitting: Sitting, person_ids: Collection[int], at_ms: int) -> dict[int, Standing]:
    """How the retake rules of a sitting stand for these people; as many queries as for one."""
    found = _judged([(sitting, person_id) for person_id in person_ids], at_ms)
    return {person_id: standing for (_, person_id), standing in found.items()}


def barred_in(sitting: Sitting, person_ids: Collection[int], at_ms: int) -> dict[int, Standing]:
    """Those of these people who may not sit this exam again yet."""
    found = standings(sitting, person_ids, at_ms)
    return {person_id: each for person_id, each in found.items() if each.obstacles}


def own_standings(own: Iterable[OwnSitting], person_id: int, at_ms: int) -> dict[int, Standing]:
    """How the retake rules stand for one person, by sitting that they could still enter."""
    open_to = [each.sitting for each in own if not each.registration and not each.sitting.sealing]
    found = _judged([(sitting, person_id) for sitting in open_to], at_ms)
    return {sitting_id: standing for (sitting_id, _), standing in found.items()}


@dataclass(slots=True)
class _History:
    """A person's released results of one exam, oldest first, and where they wait for one."""

    results: list[Row[Any]] = field(default_factory=list)
    waiting: set[int] = field(default_factory=set)

    def sat(self, zone: ZoneInfo) -> list[Sat]:
        return [
            Sat(
                day=moment(row.closed_ms).astimezone(zone).date(),
                released_at=row.at,
                passed=row.passed,
                sections={
                    code: (Decimal(earned), Decimal(full))
                    for code, (earned, full) in row.breakdown["sections"].items()
                },
            )
            for row in self.results
        ]


def _judged(wanted: Sequence[tuple[Sitting, int]], at_ms: int) -> dict[tuple[int, int], Standing]:
    """Sittings whose blueprint asks nothing of a retake are in nobody's way."""
    rules = {sitting.id: rule_of(sitting) for sitting, _ in wanted}
    found = {(sitting.id, person_id): Standing() for sitting, person_id in wanted}
    asked = [pair for pair in wanted if rules[pair[0].id].retakes.is_limited]
    if not asked:
        return found
    codes = {sitting.blueprint.code for sitting, _ in asked}
    histories = _histories({person_id for _, person_id in asked}, codes, at_ms)
    errands = {}
    for sitting, person_id in asked:
        history = histories[person_id, sitting.blueprint.code]
        due = errand(rules[sitting.id], history.sat(_zone(sitting)))
        if due:
            errands[sitting.id, person_id] = Errand(person_id, due.course, due.since)
    done = progress_since(set(errands.values()))
    for sitting, person_id in asked:
        key = sitting.id, person_id
        course = done.get(errands[key]) if key in errands else None
        history = histories[person_id, sitting.blueprint.code]
        found[key] = _standing(sitting, history, course, at_ms)
    return found


def _standing(
    sitting: Sitting, history: _History, course: CourseProgress | None, at_ms: int
) -> Standing:
    """A paper is begun when the sitting opens, at the earliest: on that day the rules must hold.

    A course that is there no more holds nobody up.
    """
    zone = _zone(sitting)
    found = obstacles(
        rule_of(sitting),
        history.sat(zone),
        on=moment(max(at_ms, sitting.opens_ms)).astimezone(zone).date(),
        is_waiting=bool(history.waiting - {sitting.id}),
        has_repeated=course is None or course.is_complete,
    )
    return Standing(found, course)


def _zone(sitting: Sitting) -> ZoneInfo:
    return ZoneInfo(sitting.unit.zone)


def _histories(
    person_ids: Collection[int], codes: Collection[str], at_ms: int
) -> dict[tuple[int, str], _History]:
    found: dict[tuple[int, str], _History] = defaultdict(_History)
    for row in _released(person_ids, codes):
        found[row.candidate_id, row.code].results.append(row)
    for row in _waiting(person_ids, codes, at_ms):
        found[row.person_id, row.code].waiting.add(row.sitting_id)
    return found


def _released(person_ids: Collection[int], codes: Collection[str]) -> Sequence[Row[Any]]:
    """Released results that count, in the order in which the papers were closed."""
    statement = (
        select(
            Attempt.candidate_id,
            Blueprint.code,
            Attempt.closed_ms,
            Result.passed,
            Result.breakdown,
            Release.first_at.label("at"),
        )
        .select_from(Attempt)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Blueprint, Blueprint.id == Sitting.blueprint_id)
        .join(Release, (Release.sitting_id == Attempt.sitting_id) & Release.is_newest)
        .join(Result, (Result.run_id == Release.run_id) & (Result.attempt_id == Attempt.id))
        .where(
            Attempt.candidate_id.in_(person_ids),
            Blueprint.code.in_(codes),
            Attempt.state != VOIDED,
            Attempt.closed_ms.is_not(None),
        )
        .order_by(Attempt.closed_ms, Attempt.id)
    )
    rows: Sequence[Any] = db.session.execute(statement).all()
    return rows


def _waiting(person_ids: Collection[int], codes: Collection[str], at_ms: int) -> Sequence[Row[Any]]:
    """Who stands registered for a sitting that is not released and can still bring a result.

    One that was never sealed and whose time is over brings none, nor does a voided paper.
    """
    statement = (
        select(Registration.person_id, Blueprint.code, Registration.sitting_id)
        .join(Sitting, Sitting.id == Registration.sitting_id)
        .join(Blueprint, Blueprint.id == Sitting.blueprint_id)
        .outerjoin(Release, (Release.sitting_id == Sitting.id) & Release.is_newest)
        .outerjoin(Sealing, Sealing.sitting_id == Sitting.id)
        .outerjoin(Attempt, Attempt.registration_id == Registration.id)
        .where(
            Registration.person_id.in_(person_ids),
            Blueprint.code.in_(codes),
            standing_registration(),
            Release.sitting_id.is_(None),
            or_(Sealing.sitting_id.is_not(None), Sitting.closes_ms > at_ms),
            or_(Attempt.id.is_(None), Attempt.state != VOIDED),
        )
    )
    rows: Sequence[Any] = db.session.execute(statement).all()
    return rows
