"""What an examiner looks at before the release."""

from sqlalchemy import Select, func, select

from core.database import db
from exam.models.analysis import RunAnalysis
from exam.models.attempts import Attempt
from exam.models.regrades import Regrade, RegradeDecision
from exam.models.results import Result, Voiding, VoidingDecision
from exam.models.sittings import GradingRun, Sitting
from exam.queries.results import newest_run
from exam.queries.scripts import scripts_left
from exam.rules.review import Review
from exam.rules.voiding import VOIDED


def review_of(sitting: Sitting) -> Review:
    """How far a closed sitting is from its release."""
    run = newest_run(sitting.id)
    return Review(
        is_marked=run is not None,
        scripts_left=scripts_left(sitting),
        voidings=_voidings(sitting.id),
        regrades=_regrades(sitting.id),
        flagged=_flagged(run) if run else None,
    )


def _voidings(sitting_id: int) -> int:
    return _count(
        select(func.count())
        .select_from(Voiding)
        .join(Voiding.attempt)
        .outerjoin(VoidingDecision, VoidingDecision.voiding_id == Voiding.id)
        .where(Attempt.sitting_id == sitting_id, VoidingDecision.voiding_id.is_(None))
    )


def _regrades(sitting_id: int) -> int:
    return _count(
        select(func.count())
        .select_from(Regrade)
        .outerjoin(RegradeDecision, RegradeDecision.regrade_id == Regrade.id)
        .where(Regrade.sitting_id == sitting_id, RegradeDecision.regrade_id.is_(None))
    )


def _count(statement: Select[int]) -> int:
    return db.session.scalar(statement) or 0


def _flagged(run: GradingRun) -> int | None:
    """How many questions the analysis of a run flags; None while there is none."""
    analysis = db.session.get(RunAnalysis, run.id)
    if analysis is None:
        return None
    return sum(bool(each["flags"]) for each in analysis.figures["questions"])


def candidates_in(run: GradingRun) -> list[int]:
    """Those to whom a run gives a result that counts."""
    statement = (
        select(Attempt.candidate_id)
        .join(Result, Result.attempt_id == Attempt.id)
        .where(Result.run_id == run.id, Attempt.state != VOIDED)
    )
    return list(db.session.scalars(statement))
