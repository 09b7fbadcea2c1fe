"""Which bits of the status lists are set: a list and the public page give one answer."""

from sqlalchemy import Integer, cast, or_, select

from audit.models import Entry
from core.database import db
from credentials.acts import CredentialAct
from credentials.models import Credential
from credentials.queries.genuine import faults_of
from credentials.queries.statuses import LOADED, standing_now
from credentials.rules.status_list import PURPOSES, Purpose


def set_bits(purpose: Purpose) -> frozenset[int]:
    """The indices whose bit is set in the list of this purpose.

    Read are the credentials whose status was ever changed, by the rows or by the trail: whoever
    takes a revocation out of the database does not clear its bit. What is no longer genuine
    counts as revoked.
    """
    changed = _changed()
    faults = faults_of(changed)
    found = set()
    for credential in changed:
        set_one = PURPOSES.get(standing_now(credential).status)
        if credential.id in faults:
            set_one = Purpose.REVOCATION
        if set_one is purpose:
            found.add(credential.status_index)
    return frozenset(found)


def _changed() -> list[Credential]:
    by_trail = select(cast(Entry.subject_id, Integer)).where(
        Entry.act == str(CredentialAct.STATUS_DECIDED), Entry.subject_kind == "credential"
    )
    statement = (
        select(Credential)
        .options(*LOADED)
        .where(or_(Credential.changes.any(), Credential.id.in_(by_trail)))
        .order_by(Credential.id)
    )
    return list(db.session.scalars(statement))
