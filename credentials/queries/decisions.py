"""What was decided about somebody, and on which evidence."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from core.database import db
from credentials.models import Decision


def decisions_about(person_id: int) -> list[tuple[Decision, str]]:
    """Every answer of the gate that is on record for a person, newest first, with who asked it."""
    rows = db.session.execute(
        select(Decision, Person.name)
        .join(Person, Person.id == Decision.by_id)
        .options(joinedload(Decision.rule))
        .where(Decision.person_id == person_id)
        .order_by(Decision.id.desc())
    )
    return [(decision, name) for decision, name in rows]
