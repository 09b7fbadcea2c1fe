"""Letting one person act once in spite of a conflict: given, used, taken back."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from accounts.acts import AccountAct
from accounts.models import ConflictWaiver, ConflictWaiverEnd, ConflictWaiverUse
from accounts.queries import demand, person_of, roles_of, waiver_under
from accounts.rules.conflicts import CONFLICT_ROLES, Conflict, waiver_problem
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import db, transaction
from core.errors import N_, NotAllowed, Refused


def waive(
    person_id: int, conflict: Conflict, *, reason: str, until: datetime, actor: Actor
) -> ConflictWaiver:
    """Waive a conflict of somebody of the actor's units for one act before `until`, saying why."""
    with transaction() as session:
        person = person_of(person_id)
        demand(actor, Right.WAIVE, person.unit.path)
        if person.id == actor.id:
            raise NotAllowed(N_("Nobody waives a conflict of their own."))
        if person.closed_at:
            raise Refused(N_("The account of %(name)s is closed."), name=person.name)
        if CONFLICT_ROLES[conflict] not in roles_of([person.id]).get(person.id, []):
            raise Refused(N_("%(name)s holds no role with this conflict."), name=person.name)
        if not reason:
            raise Refused(N_("Say why."))
        problem = waiver_problem(until, now())
        if problem:
            raise Refused(problem)
        given = ConflictWaiver(
            person=person,
            conflict=str(conflict),
            reason=reason,
            until=until,
            by_id=actor.id,
            at=now(),
        )
        session.add(given)
        session.flush()
        record(
            AccountAct.CONFLICT_WAIVED,
            actor,
            subject=("person", person.id),
            unit_path=person.unit.path,
            waiver=given.id,
            conflict=str(conflict),
            until=until.isoformat(),
            reason=reason,
        )
    return given


def use_waiver(
    actor: Actor, conflict: Conflict, *, act: str, subject: tuple[str, int | str]
) -> bool:
    """Use up the actor's oldest standing waiver for this one act; False if they have none.

    Call it inside the act's own transaction, so that an act that fails uses nothing up.
    """
    with transaction() as session:
        _lock(ConflictWaiver.person_id == actor.id, ConflictWaiver.conflict == str(conflict))
        waiver = _oldest_standing(actor, conflict)
        if waiver is None:
            return False
        kind, subject_id = subject
        session.add(
            ConflictWaiverUse(
                waiver_id=waiver.id,
                act=act,
                subject_kind=kind,
                subject_id=str(subject_id),
                at=now(),
            )
        )
        session.flush()
        record(
            AccountAct.WAIVER_USED,
            actor,
            subject=("person", actor.id),
            waiver=waiver.id,
            conflict=str(conflict),
            used_for=act,
            used_on=[kind, str(subject_id)],
            waived_by=waiver.by_id,
        )
    return True


def end(waiver_id: int, *, reason: str, actor: Actor) -> None:
    """Take back a waiver that was not used, with reason."""
    with transaction() as session:
        demand(actor, Right.WAIVE)
        _lock(ConflictWaiver.id == waiver_id)
        waiver = waiver_under(actor, waiver_id)
        if waiver.use:
            raise Refused(N_("This waiver was used already."))
        if waiver.end:
            raise Refused(N_("This waiver was taken back already."))
        if not reason:
            raise Refused(N_("Say why."))
        session.add(ConflictWaiverEnd(waiver=waiver, reason=reason, by_id=actor.id, at=now()))
        session.flush()
        record(
            AccountAct.WAIVER_ENDED,
            actor,
            subject=("person", waiver.person_id),
            unit_path=waiver.person.unit.path,
            waiver=waiver.id,
            conflict=waiver.conflict,
            reason=reason,
        )


def _lock(*conditions: ColumnElement[bool]) -> None:
    """Let acts on the same waivers come in turn; what they are like is read afterwards."""
    statement = select(ConflictWaiver.id).where(*conditions).order_by(ConflictWaiver.id)
    db.session.execute(statement.with_for_update())


def _oldest_standing(actor: Actor, conflict: Conflict) -> ConflictWaiver | None:
    statement = (
        select(ConflictWaiver)
        .where(
            ConflictWaiver.person_id == actor.id,
            ConflictWaiver.conflict == str(conflict),
            ConflictWaiver.until > now(),
            ~exists().where(ConflictWaiverUse.waiver_id == ConflictWaiver.id),
            ~exists().where(ConflictWaiverEnd.waiver_id == ConflictWaiver.id),
        )
        .order_by(ConflictWaiver.id)
        .limit(1)
    )
    return db.session.scalars(statement).first()
