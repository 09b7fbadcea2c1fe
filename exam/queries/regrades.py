"""Regrades: what was proposed, what waits for whom, what was corrected."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from accounts.models import Person, RoleGrant, Unit
from accounts.queries import Page, covered_by, grant_holds, one_page
from accounts.rules.duties import RIGHTS, Right
from core.actor import Actor
from core.database import batches, db
from core.errors import N_, Missing
from exam.models.attempts import Attempt
from exam.models.candidates import Registration
from exam.models.regrades import Regrade, RegradeDecision
from exam.models.results import Result
from exam.models.sittings import GradingRun, Release, Sealing, Sitting
from exam.queries.sittings import LOADED
from exam.rules.regrades import Reached

WITH_DECISION = (
    joinedload(Regrade.by),
    joinedload(Regrade.panel),
    joinedload(Regrade.decision).joinedload(RegradeDecision.by),
)
WITH_SITTING = (*WITH_DECISION, joinedload(Regrade.sitting).options(*LOADED))


def regrade_of(regrade_id: int) -> Regrade:
    """The regrade with this id, as it now stands."""
    found = db.session.get(Regrade, regrade_id, options=WITH_SITTING, populate_existing=True)
    if found is None:
        raise Missing(N_("There is no such regrade."))
    return found


def regrade_in(sitting: Sitting, regrade_id: int) -> Regrade:
    """A regrade of this sitting."""
    found = regrade_of(regrade_id)
    if found.sitting_id != sitting.id:
        raise Missing(N_("There is no such regrade."))
    return found


def regrades_of(sitting_id: int) -> list[Regrade]:
    """Every regrade that was proposed for a sitting, the newest first."""
    statement = (
        select(Regrade)
        .options(*WITH_DECISION)
        .where(Regrade.sitting_id == sitting_id)
        .order_by(Regrade.id.desc())
    )
    return list(db.session.scalars(statement))


def is_waiting(sitting_id: int) -> bool:
    """Whether a regrade of a sitting waits for an answer."""
    statement = (
        select(Regrade.id)
        .outerjoin(Regrade.decision)
        .where(Regrade.sitting_id == sitting_id, _is_waiting())
    )
    return db.session.scalars(statement).first() is not None


def waiting_regrades(actor: Actor) -> int:
    """How many regrades wait for a supervisor of the actor's units."""
    statement = _under(actor).where(_is_waiting())
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    return db.session.scalar(counted) or 0


def regrades_under(actor: Actor, page: int) -> Page[Regrade]:
    """Regrades over which the actor decides: what waits first, then the newest."""
    return one_page(
        _under(actor).order_by(_is_waiting().desc(), Regrade.id.desc()), page, *WITH_SITTING
    )


def _under(actor: Actor) -> Select[Regrade]:
    return (
        select(Regrade)
        .join(Regrade.sitting)
        .join(Sitting.unit)
        .outerjoin(Regrade.decision)
        .where(covered_by(actor, Right.CONFIRM_REGRADES))
    )


def _is_waiting() -> ColumnElement[bool]:
    return RegradeDecision.regrade_id.is_(None)


def confirmers_of(sitting: Sitting) -> list[int]:
    """Who may answer a regrade: supervisors over the unit who neither sit nor held the sitting."""
    sits = exists().where(
        Registration.sitting_id == sitting.id, Registration.person_id == Person.id
    )
    above = [int(step) for step in sitting.unit.path.strip("/").split("/")]
    holds = exists().where(
        RoleGrant.person_id == Person.id,
        RoleGrant.role.in_([str(role) for role in RIGHTS[Right.CONFIRM_REGRADES]]),
        RoleGrant.unit_id.in_(select(Unit.id).where(Unit.id.in_(above))),
        grant_holds(),
    )
    held = or_(
        Person.id == sitting.by_id,
        exists().where(Sealing.sitting_id == sitting.id, Sealing.by_id == Person.id),
        exists().where(Release.sitting_id == sitting.id, Release.by_id == Person.id),
    )
    statement = select(Person.id).where(Person.closed_at.is_(None), holds, ~sits, ~held)
    return list(db.session.scalars(statement.order_by(Person.id)))


def runs_of(sitting_id: int) -> list[tuple[GradingRun, Release | None]]:
    """Every run of a sitting with its release, the newest first."""
    statement = (
        select(GradingRun, Release)
        .outerjoin(Release, Release.run_id == GradingRun.id)
        .where(GradingRun.sitting_id == sitting_id)
        .order_by(GradingRun.id.desc())
    )
    return [(run, release) for run, release in db.session.execute(statement)]


def shown_run(sitting: Sitting) -> GradingRun | None:
    """The run that holds: the released one, before a release the newest."""
    if sitting.release:
        return sitting.release.run
    statement = select(GradingRun).where(GradingRun.sitting_id == sitting.id)
    return db.session.scalars(statement.order_by(GradingRun.id.desc()).limit(1)).first()


def reached_in(run_id: int) -> dict[int, Reached]:
    """What a run says of each attempt."""
    columns = (Result.attempt_id, Result.score, Result.full, Result.passed)
    rows = db.session.execute(select(*columns).where(Result.run_id == run_id))
    return {attempt_id: Reached(score, full, passed) for attempt_id, score, full, passed in rows}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whose paper an attempt is."""

    registration_id: int
    person_id: int
    name: str
    unit: Unit


def candidates_of(attempt_ids: Collection[int]) -> dict[int, Candidate]:
    """The candidates of these attempts."""
    statement = (
        select(Attempt.id, Attempt.registration_id, Person.id, Person.name, Unit)
        .join(Person, Person.id == Attempt.candidate_id)
        .join(Unit, Unit.id == Person.unit_id)
    )
    return {
        attempt_id: Candidate(registration_id, person_id, name, unit)
        for some in batches(attempt_ids)
        for attempt_id, registration_id, person_id, name, unit in db.session.execute(
            statement.where(Attempt.id.in_(some))
        )
    }


@dataclass(frozen=True, slots=True)
class Corrected:
    """A released result that took the place of another, and the reason that was given."""

    at: datetime
    before: Reached
    after: Reached
    reason: str


def corrections_of(attempt: Attempt) -> list[Corrected]:
    """How an attempt's released result was corrected, the newest first; mostly nothing."""
    decided = aliased(RegradeDecision)
    rows = db.session.execute(
        select(
            Release.at,
            Result.score,
            Result.full,
            Result.passed,
            func.coalesce(Regrade.reason, ""),
        )
        .join(Result, Result.run_id == Release.run_id)
        .outerjoin(decided, decided.run_id == Release.run_id)
        .outerjoin(Regrade, Regrade.id == decided.regrade_id)
        .where(Release.sitting_id == attempt.sitting_id, Result.attempt_id == attempt.id)
        .order_by(Release.id)
    )
    told = [(at, Reached(score, full, passed), why) for at, score, full, passed, why in rows]
    found = [
        Corrected(at, before, after, why)
        for (_, before, _), (at, after, why) in pairwise(told)
        if before != after
    ]
    return found[::-1]
