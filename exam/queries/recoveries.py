"""Files of kept answers that were handed in for an attempt."""

from sqlalchemy import Row, select

from accounts.models import Person
from core.database import db
from exam.models.attempts import Attempt, Recovery


def recoveries_of(attempt: Attempt) -> list[Row[tuple[Recovery, str]]]:
    """Each with the name of who handed it in, oldest first."""
    statement = (
        select(Recovery, Person.name)
        .join(Person, Person.id == Recovery.by_id)
        .where(Recovery.attempt_id == attempt.id)
        .order_by(Recovery.id)
    )
    return list(db.session.execute(statement))
