"""Who may decide an appeal: what ties somebody to a case, and who is left."""

from collections.abc import Collection

from sqlalchemy import Select, exists, or_, select

from accounts.models import (
    ConflictWaiver,
    ConflictWaiverEnd,
    ConflictWaiverUse,
    Person,
    RoleGrant,
    Unit,
)
from accounts.queries import grant_holds
from accounts.rules.conflicts import Conflict
from accounts.rules.duties import RIGHTS, Right
from core.actor import Actor
from core.clock import now
from core.database import db
from exam.models.appeals import (
    Appeal,
)
from exam.models.candidates import Registration
from exam.models.marking import Script, WrittenMark
from exam.models.regrades import Regrade, RegradeDecision
from exam.models.results import Voiding, VoidingDecision
from exam.models.sittings import Release, Sealing, Sitting
from exam.rules.appeals import Relations
from question_bank.queries.questions import involved


def relations_of(actor: Actor, appeal: Appeal) -> Relations:
    """What ties somebody to an appeal."""
    attempt = appeal.attempt
    return Relations(
        is_candidate=attempt.candidate_id == actor.id,
        sat_there=is_registered(actor.id, attempt.sitting_id),
        held_it=has_held(actor.id, attempt.sitting),
        marked_it=_any(
            select(WrittenMark.id)
            .join(Script, Script.id == WrittenMark.script_id)
            .where(Script.sitting_id == attempt.sitting_id, WrittenMark.marker_id == actor.id)
        ),
        wrote_for_it=involved(actor.id, {slot["revision"] for slot in attempt.form.slots}),
        confirmed_regrade=_any(
            select(RegradeDecision.regrade_id)
            .join(RegradeDecision.regrade)
            .where(
                Regrade.sitting_id == attempt.sitting_id,
                RegradeDecision.agreed.is_(True),
                or_(RegradeDecision.by_id == actor.id, Regrade.by_id == actor.id),
            )
        ),
        answered_voiding=_any(
            select(VoidingDecision.voiding_id)
            .join(VoidingDecision.voiding)
            .where(
                Voiding.attempt_id == attempt.id,
                or_(VoidingDecision.by_id == actor.id, Voiding.by_id == actor.id),
            )
        ),
        shares_unit=attempt.candidate.unit_id == actor.unit_id,
    )


def is_registered(person_id: int, sitting_id: int) -> bool:
    """Whether somebody was ever registered for a sitting."""
    return _any(
        select(Registration.id).where(
            Registration.person_id == person_id, Registration.sitting_id == sitting_id
        )
    )


def has_held(person_id: int, sitting: Sitting) -> bool:
    """Whether somebody planned, sealed or first released a sitting."""
    if sitting.by_id == person_id:
        return True
    sealed = select(Sealing.sitting_id).where(
        Sealing.sitting_id == sitting.id, Sealing.by_id == person_id
    )
    released = select(Release.id).where(
        Release.sitting_id == sitting.id, Release.by_id == person_id
    )
    return _any(sealed) or _any(released)


def _any(statement: Select[int]) -> bool:
    return db.session.scalars(statement.limit(1)).first() is not None


def has_waiver(actor: Actor) -> bool:
    """Whether a supervisor set the shared unit aside for one decision of the actor's."""
    return _any(
        select(ConflictWaiver.id).where(
            ConflictWaiver.person_id == actor.id,
            ConflictWaiver.conflict == str(Conflict.APPEAL_OWN_UNIT),
            ConflictWaiver.until > now(),
            ~exists().where(ConflictWaiverUse.waiver_id == ConflictWaiver.id),
            ~exists().where(ConflictWaiverEnd.waiver_id == ConflictWaiver.id),
        )
    )


def deciders_of(sitting: Sitting, *, but: Collection[int]) -> list[int]:
    """The supervisors over a sitting's unit who are of none of these units."""
    roles = [str(role) for role in RIGHTS[Right.DECIDE_APPEALS]]
    steps = [int(step) for step in sitting.unit.path.strip("/").split("/")]
    statement = (
        select(Person.id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.role.in_(roles),
            Unit.id.in_(steps),
            grant_holds(),
            Person.closed_at.is_(None),
            Person.unit_id.not_in(but),
        )
        .distinct()
    )
    return list(db.session.scalars(statement))
