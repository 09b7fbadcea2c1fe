"""A supervisor waives one condition for one person, with reason and end."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import db, transaction
from core.errors import N_, Missing, NotAllowed, Refused
from credentials.acts import CredentialAct
from credentials.models import Waiver, WaiverEnd
from credentials.queries.holders import locked_person, standing_waivers
from credentials.queries.rules import current_rule, rule_of

LONGEST = timedelta(days=366)


def waive(
    person_id: int,
    *,
    rule_code: str,
    condition: str,
    reason: str,
    until: datetime,
    actor: Actor,
) -> Waiver:
    """Waive a condition that the rule lets be waived, for a year at most; never one's own."""
    demand(actor, Right.WAIVE)
    with transaction() as session:
        person = locked_person(person_id)
        demand(actor, Right.WAIVE, person.unit.path)
        if actor.id == person.id:
            raise NotAllowed(N_("Nobody waives a condition for themselves."))
        _refuse_unfit(rule_code, condition, reason, until)
        standing = standing_waivers(rule_code, [person.id])
        if any(each.condition == condition for each in standing):
            raise Refused(N_("This condition is waived for this person already."))
        waiver = Waiver(
            person_id=person.id,
            rule_code=rule_code,
            condition=condition,
            reason=reason,
            until=until,
            by_id=actor.id,
            at=now(),
        )
        session.add(waiver)
        session.flush()
        record(
            CredentialAct.WAIVED,
            actor,
            subject=("person", person.id),
            unit_path=person.unit.path,
            waiver=waiver.id,
            rule=rule_code,
            condition=condition,
            reason=reason,
            until=until.isoformat(),
        )
    return waiver


def _refuse_unfit(rule_code: str, condition: str, reason: str, until: datetime) -> None:
    asked = rule_of(current_rule(rule_code)).condition(condition)
    if asked is None or not asked.waivable:
        raise Refused(N_("The rule does not let this condition be waived."))
    if not reason:
        raise Refused(N_("Say why; the reason stays on record with the waiver."))
    if not now() < until <= now() + LONGEST:
        raise Refused(N_("A waiver ends in the future, within a year."))


def end(waiver_id: int, *, reason: str, actor: Actor) -> None:
    """Take a waiver back, with a reason; what was decided on it stays decided."""
    demand(actor, Right.WAIVE)
    with transaction() as session:
        person = locked_person(_whose(waiver_id))
        demand(actor, Right.WAIVE, person.unit.path)
        waiver = session.get_one(
            Waiver, waiver_id, options=[joinedload(Waiver.end)], populate_existing=True
        )
        if waiver.end or waiver.until <= now():
            raise Refused(N_("This waiver has ended already."))
        if not reason:
            raise Refused(N_("Say why; the reason stays on record with the waiver."))
        session.add(WaiverEnd(waiver=waiver, reason=reason, by_id=actor.id, at=now()))
        record(
            CredentialAct.WAIVER_ENDED,
            actor,
            subject=("person", person.id),
            unit_path=person.unit.path,
            waiver=waiver.id,
            rule=waiver.rule_code,
            condition=waiver.condition,
            reason=reason,
        )


def _whose(waiver_id: int) -> int:
    person_id = db.session.scalar(select(Waiver.person_id).where(Waiver.id == waiver_id))
    if person_id is None:
        raise Missing(N_("There is no such waiver."))
    return person_id
