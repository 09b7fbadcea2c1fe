"""Officers about whom nothing has to be asked one by one."""

from sqlalchemy import exists, select

from accounts.models import Person, RoleGrant, Unit
from accounts.rules.duties import Role
from core.database import db
from exam.models.sittings import Sitting
from exam.queries.sittings import is_officer


def plain_officers(sitting: Sitting) -> set[int]:
    """Who is an officer of the sitting's unit or below it, and was never given another role.

    Nobody of them can hold the sitting or read the question bank.
    """
    statement = (
        select(Person.id)
        .join(Person.unit)
        .where(
            Unit.path.startswith(sitting.unit.path, autoescape=True),
            Person.closed_at.is_(None),
            Person.id != sitting.by_id,
            is_officer(),
            ~exists().where(RoleGrant.person_id == Person.id, RoleGrant.role != Role.OFFICER),
        )
    )
    return set(db.session.scalars(statement))
