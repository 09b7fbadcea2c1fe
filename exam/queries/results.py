"""Results: what candidates and examiners may see, and from when on."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from core.actor import Actor
from core.database import db
from exam.models import Attempt, Closing, GradingRun, Release, Result, Sitting


@dataclass(frozen=True, slots=True)
class OwnResult:
    """An officer's released result."""

    sitting: Sitting
    attempt: Attempt
    result: Result


def released_result(attempt: Attempt) -> Result | None:
    """The attempt's result in the released run; before release there is none for anybody to see."""
    statement = (
        select(Result)
        .join(Release, Release.run_id == Result.run_id)
        .where(Result.attempt_id == attempt.id, Release.sitting_id == attempt.sitting_id)
    )
    return db.session.scalars(statement).first()


def own_results(actor: Actor) -> list[OwnResult]:
    """The actor's released results, newest first."""
    statement = (
        select(Result, Attempt)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .join(
            Release, (Release.run_id == Result.run_id) & (Release.sitting_id == Attempt.sitting_id)
        )
        .options(joinedload(Attempt.sitting).joinedload(Sitting.blueprint))
        .where(Attempt.candidate_id == actor.id)
        .order_by(Release.at.desc(), Attempt.id.desc())
    )
    return [OwnResult(row[1].sitting, row[1], row[0]) for row in db.session.execute(statement)]


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One candidate's result, for those who hold or watch the sitting."""

    name: str
    unit_id: int
    score: Decimal
    full: Decimal
    passed: bool


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
        select(Person.name, Person.unit_id, Result.score, Result.full, Result.passed)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .join(Person, Person.id == Attempt.candidate_id)
        .where(Result.run_id == run.id)
        .order_by(Result.score.desc(), Person.name)
    )
    return [ResultRow(*row) for row in db.session.execute(statement)]


def totals_of(run: GradingRun) -> dict[str, Any]:
    """How many sat and how many passed."""
    row = db.session.execute(
        select(func.count(), func.count().filter(Result.passed)).where(Result.run_id == run.id)
    ).one()
    return {"sat": row[0], "passed": row[1]}
