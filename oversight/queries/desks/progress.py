"""Officers whom somebody follows, and whose credentials end soon."""

from datetime import timedelta

from sqlalchemy import select

from accounts.models import Person, Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.clock import now
from core.errors import N_
from credentials.models import Credential
from credentials.queries.statuses import has_status
from credentials.rules.periods import local_day
from credentials.rules.status import Status
from oversight.queries.desks.waiting import Waiting, counted
from oversight.queries.officers import is_open_officer
from oversight.queries.pass_rates import sittings_with_results
from oversight.rules.periods import WARNINGS


def followed(actor: Actor, at_ms: int) -> list[Waiting]:
    """How many officers there are, and how many credentials in force end soon."""
    on = local_day(now(), actor.zone)
    officers = (
        select(Person.id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(covered_by(actor, Right.READ_PROGRESS), is_open_officer())
    )
    ending = (
        select(Credential.id)
        .join(Unit, Unit.id == Credential.unit_id)
        .where(
            covered_by(actor, Right.READ_PROGRESS),
            has_status(Status.ISSUED, on),
            Credential.valid_until <= on + timedelta(days=max(WARNINGS)),
        )
    )
    return [
        Waiting(N_("Officers in your units"), counted(officers), "progress.index"),
        Waiting(
            N_("Sittings with results of your people"),
            counted(sittings_with_results(actor)),
            "progress.index",
            {"_anchor": "rates"},
        ),
        Waiting(N_("Credentials that end within 90 days"), counted(ending), "progress.index"),
    ]
