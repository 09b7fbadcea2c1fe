"""The status of credentials: of loaded ones by the rule, of all of them as a condition."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from core.clock import now
from credentials.models import Credential, StatusChange, StatusDecision
from credentials.rules.periods import local_day
from credentials.rules.status import Change, Kind, Standing, Status, standing_of

LOADED = (
    joinedload(Credential.rule),
    joinedload(Credential.unit),
    joinedload(Credential.person),
    joinedload(Credential.decision),
    joinedload(Credential.photo),
    joinedload(Credential.by),
    selectinload(Credential.changes).joinedload(StatusChange.decision),
)
ENDS = {
    Status.SUSPENDED: Kind.SUSPEND,
    Status.REVOKED: Kind.REVOKE,
    Status.RECALLED: Kind.RECALL,
    Status.REPLACED: Kind.REPLACE,
}


def standing_now(credential: Credential, at: datetime | None = None) -> Standing:
    """The standing of a loaded credential at a moment (by default now), by its unit's calendar."""
    zone = credential.unit.zone
    on = local_day(at or now(), zone)
    return standing_of(agreed_changes(credential), credential.valid_until, on)


def agreed_changes(credential: Credential) -> list[Change]:
    """The changes that two people agreed on, in their order, by the calendar of the unit."""
    return [
        Change(
            kind=Kind(change.kind),
            reason_class=change.reason_class,
            day=local_day(change.decision.at, credential.unit.zone),
        )
        for change in credential.changes
        if change.decision and change.decision.agreed
    ]


def last_agreed() -> ColumnElement[str]:
    """The kind of a credential's last agreed change, "" for none."""
    last = (
        select(StatusChange.kind)
        .join(StatusDecision, StatusDecision.change_id == StatusChange.id)
        .where(StatusChange.credential_id == Credential.id, StatusDecision.agreed.is_(True))
        .order_by(StatusChange.id.desc())
        .limit(1)
        .correlate(Credential)
        .scalar_subquery()
    )
    return func.coalesce(last, "")


def has_status(status: Status, on: date) -> ColumnElement[bool]:
    """The condition that a credential has this status on a day: the rule as SQL."""
    kind = last_agreed()
    is_open = kind.in_(["", str(Kind.REINSTATE), str(Kind.SUSPEND)])
    if status is Status.EXPIRED:
        return and_(is_open, Credential.valid_until < on)
    if status is Status.ISSUED:
        return and_(kind.in_(["", str(Kind.REINSTATE)]), Credential.valid_until >= on)
    if status is Status.SUSPENDED:
        return and_(kind == str(Kind.SUSPEND), Credential.valid_until >= on)
    return kind == str(ENDS[status])


def stands(on: date) -> ColumnElement[bool]:
    """The condition that a credential is valid or suspended on a day."""
    return or_(has_status(Status.ISSUED, on), has_status(Status.SUSPENDED, on))
