"""What one person does here, one act after the other."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Person
from core.clock import now


def in_turn(session: Session, person_id: int) -> datetime:
    """Wait until nothing else is done for this person; the moment at which their turn came.

    What an act depends on is read after this. It keeps nobody from adding rows about the person.
    """
    person = select(Person.id).where(Person.id == person_id)
    session.execute(person.with_for_update(key_share=True))
    return now()
