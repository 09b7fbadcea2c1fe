"""Results: what candidates and examiners may see, and from when on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased, joinedload

from accounts.models import Person
from core.actor import Actor
from core.database import db
from exam.models.attempts import Attempt
from exam.models.candidates import Registration
from exam.models.results import Result, Voiding, VoidingDecision
from exam.models.sittings import Blueprint, Closing, GradingRun, Release, Sealing, Sitting
from exam.rules.voiding import VOIDED


def voiding_state() -> ColumnElement[str]:
    """How an attempt stands: "voided", "asked" while a voiding waits, "" otherwise."""
    return case(
        (Attempt.state == VOIDED, "voided"),
        (Attempt.id.in_(_waiting()), "asked"),
        else_="",
    )


def _waiting() -> Select[int]:
    """The attempts whose voiding waits for a supervisor."""
    return (
        select(Voiding.attempt_id)
        .outerjoin(VoidingDecision, VoidingDecision.voiding_id == Voiding.id)
        .where(VoidingDecision.voiding_id.is_(None))
    )


@dataclass(frozen=True, slots=True)
class OwnResult:
    """An officer's released result; one that was voided counts for nothing."""

    sitting: Sitting
    attempt: Attempt
    result: Result

    @property
    def is_voided(self) -> bool:
        """Whether the attempt was voided."""
        return self.attempt.state == VOIDED


def released_result(attempt: Attempt) -> Result | None:
    """The result that counts for an attempt: of the released run, and not voided.

    Before release there is none for anybody to see.
    """
    statement = (
        select(Result)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .join(Release, Release.run_id == Result.run_id)
        .where(
            Result.attempt_id == attempt.id,
            Release.sitting_id == Attempt.sitting_id,
            Release.is_newest,
            Attempt.state != VOIDED,
        )
    )
    return db.session.scalars(statement).first()


def own_results(actor: Actor) -> list[OwnResult]:
    """The actor's released results, newest first."""
    statement = (
        select(Result, Attempt)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .join(
            Release,
            (Release.run_id == Result.run_id)
            & (Release.sitting_id == Attempt.sitting_id)
            & Release.is_newest,
        )
        .options(joinedload(Attempt.sitting).joinedload(Sitting.blueprint))
        .where(Attempt.candidate_id == actor.id)
        .order_by(Release.first_at.desc(), Attempt.id.desc())
    )
    return [OwnResult(row[1].sitting, row[1], row[0]) for row in db.session.execute(statement)]


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One candidate's result, for those who hold or watch the sitting."""

    registration_id: int
    name: str
    unit_id: int
    score: Decimal
    full: Decimal
    passed: bool
    voiding: str


def newest_run(sitting_id: int) -> GradingRun | None:
    """The newest grading run of a sitting."""
    statement = (
        select(GradingRun)
        .where(GradingRun.sitting_id == sitting_id)
        .order_by(GradingRun.id.desc())
        .limit(1)
    )
    return db.session.scalars(statement).first()


def unmarked() -> list[int]:
    """Closed sittings that no run has marked, as after a stop between closing and marking."""
    statement = (
        select(Closing.sitting_id)
        .outerjoin(GradingRun, GradingRun.sitting_id == Closing.sitting_id)
        .where(GradingRun.id.is_(None))
        .order_by(Closing.sitting_id)
    )
    return list(db.session.scalars(statement))


def rows_of(run: GradingRun) -> list[ResultRow]:
    """The results of a run, best first, equal ones by name."""
    statement = (
        select(
            Attempt.registration_id,
            Person.name,
            Person.unit_id,
            Result.score,
            Result.full,
            Result.passed,
            voiding_state(),
        )
        .join(Attempt, Attempt.id == Result.attempt_id)
        .join(Person, Person.id == Attempt.candidate_id)
        .where(Result.run_id == run.id)
        .order_by(Result.score.desc(), Person.name)
    )
    rows: list[tuple[Any, ...]] = [tuple(row) for row in db.session.execute(statement)]
    return [ResultRow(*row) for row in rows]


def totals_of(run: GradingRun) -> dict[str, Any]:
    """How many sat and how many passed; who was voided is neither."""
    row = db.session.execute(
        select(func.count(), func.count().filter(Result.passed))
        .join(Attempt, Attempt.id == Result.attempt_id)
        .where(Result.run_id == run.id, Attempt.state != VOIDED)
    ).one()
    return {"sat": row[0], "passed": row[1]}


def newly_failed(run_id: int, before_id: int) -> list[int]:
    """The attempts that do not pass in a run and passed in the one before."""
    before = aliased(Result)
    statement = (
        select(Result.attempt_id)
        .join(before, before.attempt_id == Result.attempt_id)
        .where(
            Result.run_id == run_id,
            Result.passed.is_(False),
            before.run_id == before_id,
            before.passed,
        )
        .order_by(Result.attempt_id)
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True, slots=True)
class ResultOnRecord:
    """A released result, as those above ask for it; `voiding` is "", "asked" or "voided".

    `code` and `version` are the blueprint's, the titles the sitting's.
    """

    person_id: int
    attempt_id: int
    sitting_id: int
    code: str
    version: int
    title: str
    title_en: str
    score: Decimal
    full: Decimal
    passed: bool
    released_at: datetime
    is_demonstration: bool
    voiding: str


def standing_results(person_ids: Collection[int], codes: Collection[str]) -> list[ResultOnRecord]:
    """Released results of these people in sittings of these blueprints, oldest first.

    A voided one is among them, and said to be voided: it never counts as passed.
    """
    statement = (
        select(
            Attempt.candidate_id,
            Attempt.id,
            Attempt.sitting_id,
            Blueprint.code,
            Blueprint.version,
            Sitting.title,
            Sitting.title_en,
            Result.score,
            Result.full,
            Result.passed & (Attempt.state != VOIDED),
            Release.first_at,
            func.coalesce(Sealing.is_demonstration, False),
            voiding_state(),
        )
        .select_from(Attempt)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Blueprint, Blueprint.id == Sitting.blueprint_id)
        .join(Release, (Release.sitting_id == Attempt.sitting_id) & Release.is_newest)
        .join(Result, (Result.run_id == Release.run_id) & (Result.attempt_id == Attempt.id))
        .outerjoin(Sealing, Sealing.sitting_id == Attempt.sitting_id)
        .where(Attempt.candidate_id.in_(person_ids), Blueprint.code.in_(codes))
        .order_by(Release.first_at, Attempt.id)
    )
    rows: list[tuple[Any, ...]] = [tuple(row) for row in db.session.execute(statement)]
    return [ResultOnRecord(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ContestResult:
    """A released result with the time that it took, as a round of a competition counts it."""

    attempt_id: int
    person_id: int
    result_id: int
    score: Decimal
    full: Decimal
    used_ms: int
    limit_ms: int
    finished_ms: int


def contest_results(sitting_id: int) -> list[ContestResult]:
    """The released results of a sitting that count, by attempt; none before the release."""
    statement = (
        select(
            Attempt.id,
            Attempt.candidate_id,
            Result.id,
            Result.score,
            Result.full,
            Attempt.closed_ms - Attempt.opened_ms,
            (Sitting.minutes + Registration.extra_minutes) * 60_000,
            Attempt.closed_ms,
        )
        .select_from(Attempt)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Registration, Registration.id == Attempt.registration_id)
        .join(Release, (Release.sitting_id == Attempt.sitting_id) & Release.is_newest)
        .join(Result, (Result.run_id == Release.run_id) & (Result.attempt_id == Attempt.id))
        .where(Attempt.sitting_id == sitting_id, Attempt.state != VOIDED)
        .order_by(Attempt.id)
    )
    rows: list[tuple[Any, ...]] = [tuple(row) for row in db.session.execute(statement)]
    return [ContestResult(*row) for row in rows]
