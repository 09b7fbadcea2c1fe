"""Voidings: what was asked for, and what supervisors answered."""

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from accounts.queries import Page, covered_by, one_page
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from exam.models.attempts import Attempt
from exam.models.results import Voiding, VoidingDecision
from exam.models.sittings import Sitting

WITH_DECISION = (
    joinedload(Voiding.by),
    joinedload(Voiding.decision).joinedload(VoidingDecision.by),
)
WITH_ATTEMPT = (
    *WITH_DECISION,
    joinedload(Voiding.attempt).joinedload(Attempt.candidate).joinedload(Person.unit),
    joinedload(Voiding.attempt).joinedload(Attempt.sitting).joinedload(Sitting.unit),
)


def voidings_of(attempt_id: int) -> list[Voiding]:
    """Every voiding that was asked for an attempt, oldest first, as it now stands."""
    statement = (
        select(Voiding)
        .options(*WITH_DECISION)
        .where(Voiding.attempt_id == attempt_id)
        .order_by(Voiding.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def standing_voiding(attempt_id: int) -> Voiding | None:
    """The voiding that was agreed to, if the attempt counts for nothing."""
    agreed = (each for each in voidings_of(attempt_id) if each.decision and each.decision.agreed)
    return next(agreed, None)


def voiding_of(voiding_id: int) -> Voiding:
    """The voiding with this id, as it now stands."""
    found = db.session.get(Voiding, voiding_id, options=WITH_ATTEMPT, populate_existing=True)
    if found is None:
        raise Missing(N_("There is no such voiding."))
    return found


def waiting_voidings(actor: Actor) -> int:
    """How many voidings wait for a supervisor of the actor's units."""
    statement = _under(actor).where(_is_waiting())
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    return db.session.scalar(counted) or 0


def voidings_under(actor: Actor, page: int) -> Page[Voiding]:
    """Voidings over which the actor decides: what waits first, then the newest."""
    return one_page(
        _under(actor).order_by(_is_waiting().desc(), Voiding.id.desc()), page, *WITH_ATTEMPT
    )


def _under(actor: Actor) -> Select[Voiding]:
    return (
        select(Voiding)
        .join(Voiding.attempt)
        .join(Attempt.sitting)
        .join(Sitting.unit)
        .outerjoin(Voiding.decision)
        .where(covered_by(actor, Right.CONFIRM_VOIDING))
    )


def _is_waiting() -> ColumnElement[bool]:
    return VoidingDecision.voiding_id.is_(None)
