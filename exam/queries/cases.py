"""Everything on record about the paper of an appeal, for whoever decides it; read only."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.database import db
from exam.models.appeals import Appeal
from exam.models.attempts import Attempt
from exam.models.marking import Remarking, Script, WrittenMark
from exam.models.regrades import Regrade, RegradeDecision
from exam.models.results import Result
from exam.models.sittings import GradingRun, Release


@dataclass(frozen=True, slots=True)
class RunResult:
    """What one run gave a paper, and when that was released; None where it never was."""

    run_id: int
    at: datetime
    score: Decimal
    full: Decimal
    passed: bool
    released_at: datetime | None


def runs_about(attempt: Attempt) -> list[RunResult]:
    """The results of every run that marked a paper, oldest first."""
    statement = (
        select(GradingRun.id, GradingRun.at, Result.score, Result.full, Result.passed, Release.at)
        .join(Result, Result.run_id == GradingRun.id)
        .outerjoin(Release, Release.run_id == GradingRun.id)
        .where(Result.attempt_id == attempt.id)
        .order_by(GradingRun.id)
    )
    return [RunResult(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True, slots=True)
class GivenMark:
    """What one marker gave for a written answer; who that is is not told, only which of them."""

    marker: int
    points: Decimal
    lines: Sequence[Any]
    remark: str
    at: datetime
    is_again: bool


def marks_about(attempt: Attempt, slots: Collection[int]) -> Mapping[int, list[GivenMark]]:
    """The marks of the written answers to these questions (none: to all), by question."""
    statement = (
        select(Script)
        .options(joinedload(Script.marks))
        .where(Script.attempt_id == attempt.id)
        .order_by(Script.slot)
    )
    if slots:
        statement = statement.where(Script.slot.in_(slots))
    scripts = db.session.scalars(statement).unique().all()
    after = _ordered_after([script.id for script in scripts])
    numbers: dict[int, int] = {}
    return {
        script.slot: [_given(mark, numbers, after.get(script.id)) for mark in script.marks]
        for script in scripts
    }


def _ordered_after(script_ids: Collection[int]) -> dict[int, int]:
    """For each script, after which mark the first order to mark it once more came."""
    rows = db.session.execute(
        select(Remarking.script_id, Remarking.after_id)
        .where(Remarking.script_id.in_(script_ids))
        .order_by(Remarking.id.desc())
    )
    return dict(rows.all())


def _given(mark: WrittenMark, numbers: dict[int, int], after: int | None) -> GivenMark:
    number = numbers.setdefault(mark.marker_id, len(numbers) + 1)
    return GivenMark(
        number, mark.points, mark.lines, mark.remark, mark.at, after is not None and mark.id > after
    )


def other_appeals(appeal: Appeal) -> list[Appeal]:
    """The other appeals about the same paper, oldest first."""
    statement = (
        select(Appeal)
        .options(
            joinedload(Appeal.withdrawal),
            joinedload(Appeal.decision),
            joinedload(Appeal.settlement),
        )
        .where(Appeal.attempt_id == appeal.attempt_id, Appeal.id != appeal.id)
        .order_by(Appeal.id)
    )
    return list(db.session.scalars(statement))


def regrades_about(appeal: Appeal) -> list[Regrade]:
    """The regrades of the sitting, oldest first, with what was answered."""
    statement = (
        select(Regrade)
        .options(
            joinedload(Regrade.by), joinedload(Regrade.decision).joinedload(RegradeDecision.by)
        )
        .where(Regrade.sitting_id == appeal.attempt.sitting_id)
        .order_by(Regrade.id)
    )
    return list(db.session.scalars(statement))


def marked_again(appeal: Appeal) -> tuple[int, int]:
    """How many written answers have been marked once more for an appeal, and of how many."""
    ordered = db.session.execute(
        select(Remarking.script_id, Remarking.after_id).where(Remarking.appeal_id == appeal.id)
    ).all()
    marks = select(WrittenMark.script_id, WrittenMark.id).where(
        WrittenMark.script_id.in_([script_id for script_id, _ in ordered])
    )
    after = dict(ordered)
    done = {script for script, mark in db.session.execute(marks) if mark > after[script]}
    return len(done), len(ordered)
