"""Appeals: the facts of a paper's outcome, and whose turn it is."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload

from accounts.models import (
    Person,
)
from accounts.queries import Page, covered_by, demand, may, one_page
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing, NotAllowed
from exam.models.appeals import (
    Appeal,
    AppealDecision,
    AppealSettlement,
    AppealWithdrawal,
)
from exam.models.attempts import Attempt
from exam.models.marking import Remarking, Script
from exam.models.regrades import Regrade, RegradeDecision
from exam.models.results import Result
from exam.models.sittings import Release, Sitting
from exam.queries.deciders import is_registered
from exam.queries.sittings import rule_of
from exam.rules.appeals import REMEDY_NAMES, AppealState, Remedy, appeal_state
from exam.rules.outcome import Facts, Lodged, Told
from exam.rules.voiding import VOIDED

WITH_STATE = (
    joinedload(Appeal.withdrawal),
    joinedload(Appeal.decision).joinedload(AppealDecision.by),
    joinedload(Appeal.settlement),
)
WITH_CASE = (
    *WITH_STATE,
    joinedload(Appeal.result),
    joinedload(Appeal.attempt).joinedload(Attempt.candidate).joinedload(Person.unit),
    joinedload(Appeal.attempt).joinedload(Attempt.registration),
    joinedload(Appeal.attempt).joinedload(Attempt.form),
    joinedload(Appeal.attempt).joinedload(Attempt.sitting).joinedload(Sitting.unit),
    joinedload(Appeal.attempt).joinedload(Attempt.sitting).joinedload(Sitting.blueprint),
)


def state_of(appeal: Appeal) -> AppealState:
    """Where an appeal stands."""
    return appeal_state(
        is_withdrawn=appeal.withdrawal is not None,
        upheld=appeal.decision.upheld if appeal.decision else None,
        is_settled=appeal.settlement is not None,
    )


def remedy_name(appeal: Appeal) -> str | None:
    """What is done about an upheld appeal, as a message; None for all others."""
    decision = appeal.decision
    return REMEDY_NAMES[Remedy(decision.remedy)] if decision and decision.upheld else None


def ended_at(appeal: Appeal) -> datetime | None:
    """Since when nobody has to do anything about an appeal; None while somebody has."""
    if appeal.withdrawal:
        return appeal.withdrawal.at
    if appeal.settlement:
        return appeal.settlement.at
    return appeal.decision.at if appeal.decision and not appeal.decision.upheld else None


def facts_of(attempt: Attempt) -> Facts:
    """What is on record of the outcome of a paper, as it now is."""
    days = rule_of(attempt.sitting).appeals
    return Facts(
        is_marked=_is_marked(attempt),
        is_voided=attempt.state == VOIDED,
        results=_told(attempt),
        appeals=[
            Lodged(each.result_id, state_of(each), ended_at(each))
            for each in appeals_of(attempt.id)
        ],
        window_days=days.window_days,
        zone=attempt.sitting.unit.zone,
    )


def _is_marked(attempt: Attempt) -> bool:
    return db.session.scalar(select(exists().where(Result.attempt_id == attempt.id))) or False


def _told(attempt: Attempt) -> list[Told]:
    statement = (
        select(Result.id, Result.score, Result.passed, Release.at)
        .join(Release, Release.run_id == Result.run_id)
        .where(Result.attempt_id == attempt.id, Release.sitting_id == attempt.sitting_id)
        .order_by(Release.id)
    )
    return [Told(*row) for row in db.session.execute(statement)]


def appeals_of(attempt_id: int) -> list[Appeal]:
    """Every appeal about a paper, oldest first, as it now stands."""
    statement = (
        select(Appeal)
        .options(*WITH_STATE)
        .where(Appeal.attempt_id == attempt_id)
        .order_by(Appeal.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def appeal_of(appeal_id: int) -> Appeal:
    """The appeal with this id, as it now stands."""
    found = db.session.get(Appeal, appeal_id, options=WITH_CASE, populate_existing=True)
    if found is None:
        raise Missing(N_("There is no such appeal."))
    return found


def appeal_for(actor: Actor, appeal_id: int) -> Appeal:
    """An appeal of a sitting that the actor may read; one's own is read as a candidate."""
    demand(actor, Right.READ_SITTINGS)
    found = appeal_of(appeal_id)
    if not may(actor, Right.READ_SITTINGS, found.attempt.sitting.unit.path):
        raise Missing(N_("There is no such appeal."))
    if is_registered(actor.id, found.attempt.sitting_id):
        raise NotAllowed(N_("You are registered for this exam, so its papers are closed to you."))
    return found


def appeals_under(actor: Actor, page: int) -> Page[Appeal]:
    """Appeals the actor may read: what waits by the day it is due, then what is carried out."""
    return one_page(
        _under(actor, Right.READ_SITTINGS)
        .outerjoin(Appeal.withdrawal)
        .outerjoin(Appeal.decision)
        .order_by(
            is_lodged().desc(),
            is_upheld_open().desc(),
            func.coalesce(AppealDecision.at, AppealWithdrawal.at).desc().nulls_first(),
            Appeal.due_at,
            Appeal.id,
        ),
        page,
        *WITH_CASE,
    )


def _under(actor: Actor, right: Right) -> Select[Appeal]:
    return (
        select(Appeal)
        .join(Appeal.attempt)
        .join(Attempt.sitting)
        .join(Sitting.unit)
        .where(covered_by(actor, right))
    )


def is_lodged() -> ColumnElement[bool]:
    """The condition that an appeal waits for a decision."""
    withdrawn = exists().where(AppealWithdrawal.appeal_id == Appeal.id).correlate(Appeal)
    decided = exists().where(AppealDecision.appeal_id == Appeal.id).correlate(Appeal)
    return ~withdrawn & ~decided


def is_upheld_open() -> ColumnElement[bool]:
    """The condition that an appeal was upheld and is still to be carried out."""
    upheld = exists().where(AppealDecision.appeal_id == Appeal.id, AppealDecision.upheld.is_(True))
    settled = exists().where(AppealSettlement.appeal_id == Appeal.id)
    return upheld.correlate(Appeal) & ~settled.correlate(Appeal)


def waiting_appeals(actor: Actor) -> list[datetime]:
    """By when the appeals are due that wait for a supervisor of the actor's units."""
    statement = _under(actor, Right.DECIDE_APPEALS).where(
        is_lodged(), Attempt.candidate_id != actor.id
    )
    return list(db.session.scalars(statement.with_only_columns(Appeal.due_at)))


def being_carried_out(actor: Actor) -> int:
    """How many upheld appeals of the actor's units are not carried out yet."""
    statement = _under(actor, Right.READ_SITTINGS).where(is_upheld_open())
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def upheld_open(sitting: Sitting) -> list[Appeal]:
    """The upheld appeals of a sitting that wait to be carried out, oldest first."""
    statement = (
        select(Appeal)
        .join(Appeal.attempt)
        .options(*WITH_CASE)
        .where(Attempt.sitting_id == sitting.id, is_upheld_open())
        .order_by(Appeal.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def regrade_under_way(appeal: Appeal) -> Regrade | None:
    """The regrade that is to carry an appeal out and waits for a supervisor."""
    statement = (
        select(Regrade)
        .outerjoin(RegradeDecision, RegradeDecision.regrade_id == Regrade.id)
        .where(
            Regrade.sitting_id == appeal.attempt.sitting_id, RegradeDecision.regrade_id.is_(None)
        )
    )
    return next((each for each in db.session.scalars(statement) if appeal.id in each.appeals), None)


def scripts_about(appeal: Appeal) -> list[Script]:
    """The written answers among the questions of an appeal; of the whole paper if it names none."""
    statement = select(Script).where(Script.attempt_id == appeal.attempt_id)
    if appeal.slots:
        statement = statement.where(Script.slot.in_(appeal.slots))
    return list(db.session.scalars(statement.order_by(Script.slot)))


def remarkings_of(appeal: Appeal) -> list[Remarking]:
    """The written answers that an appeal has marked once more."""
    statement = (
        select(Remarking)
        .options(joinedload(Remarking.script))
        .where(Remarking.appeal_id == appeal.id)
        .order_by(Remarking.id)
    )
    return list(db.session.scalars(statement))
