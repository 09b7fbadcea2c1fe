"""People, roles that wait for a supervisor, and waived conflicts."""

from sqlalchemy import exists, select

from accounts.models import (
    ConflictWaiver,
    ConflictWaiverEnd,
    ConflictWaiverUse,
    Person,
    Unit,
)
from accounts.queries import covered_by, waiting_grants
from accounts.rules.duties import Right
from core.actor import Actor
from core.clock import now
from core.errors import N_
from oversight.queries.desks.waiting import Waiting, counted


def roles_waiting(actor: Actor, at_ms: int) -> list[Waiting]:
    """Roles that wait to be countersigned."""
    count = waiting_grants(actor, 1).total
    return [Waiting(N_("Roles that wait for your word"), count, "roles.waiting")]


def waivers(actor: Actor, at_ms: int) -> list[Waiting]:
    """Conflicts that are waived and whose waiver was neither used nor ended."""
    count = counted(
        select(ConflictWaiver.id)
        .join(ConflictWaiver.person)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            covered_by(actor, Right.WAIVE),
            ConflictWaiver.until > now(),
            ~exists().where(ConflictWaiverUse.waiver_id == ConflictWaiver.id),
            ~exists().where(ConflictWaiverEnd.waiver_id == ConflictWaiver.id),
        )
    )
    return [Waiting(N_("Waived conflicts that stand"), count, "waivers.index")]


def managed(actor: Actor, at_ms: int) -> list[Waiting]:
    """Everybody with an open account."""
    count = counted(
        select(Person.id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(covered_by(actor, Right.READ_PEOPLE), Person.closed_at.is_(None))
    )
    return [Waiting(N_("People in your units"), count, "people.index")]
