"""Numbers without gaps, and places on the status list, both also when many confirm at once."""

import secrets

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from accounts.models import Unit
from core.clock import now
from core.database import db
from core.errors import N_, Refused
from credentials.models import Credential, Series
from credentials.rules.periods import local_day

STATUS_PLACES = 131_072
STATUS_LOCK = 7_264_002
TRIES = 64


def next_serial(unit: Unit, rule_code: str) -> Series:
    """Take the next number of a unit's series of this year, held until the transaction ends.

    Confirmations of one series come in turn from here to their commit. Whoever does not commit
    has not taken it: the next one gets the same number.
    """
    year = local_day(now(), unit.zone).year
    wanted = {"unit_id": unit.id, "year": year, "rule_code": rule_code}
    found = _counted_up(wanted)
    if found is None:
        _begin(wanted)
        found = _counted_up(wanted)
    return db.session.get_one(Series, found, populate_existing=True)


def _counted_up(wanted: dict[str, object]) -> int | None:
    """Count the series up under a lock on its row; None if it has not begun."""
    counted = update(Series).filter_by(**wanted).values(last_serial=Series.last_serial + 1)
    return db.session.execute(
        counted.returning(Series.id).execution_options(synchronize_session=False)
    ).scalar()


def _begin(wanted: dict[str, object]) -> None:
    """Begin a series, unless somebody else just did; then wait for them."""
    statement = text(
        "INSERT INTO credential_series (unit_id, year, rule_code, last_serial) "
        "VALUES (:unit_id, :year, :rule_code, 0) ON CONFLICT DO NOTHING"
    )
    db.session.execute(statement, wanted)


def free_status_index() -> int:
    """A random place on the status list that nobody has, kept for this transaction alone."""
    _hold_status_list(db.session())
    for _ in range(TRIES):
        tried = [secrets.randbelow(STATUS_PLACES) for _ in range(TRIES)]
        taken = set(
            db.session.scalars(
                select(Credential.status_index).where(Credential.status_index.in_(tried))
            )
        )
        free = [place for place in tried if place not in taken]
        if free:
            return free[0]
    raise Refused(N_("The status list is full. Whoever runs the machine has to begin another."))


def _hold_status_list(session: Session) -> None:
    """On SQLite the write lock of the transaction is enough."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": STATUS_LOCK})
