"""What the house knows of the people and units that a roster names."""

from collections.abc import Sequence

from sqlalchemy import select

from accounts.models import Person, RoleGrant, Unit
from accounts.queries import grant_stands, may
from accounts.rules.duties import Right, Role
from accounts.rules.names import tidy_login
from accounts.rules.roster import Known, KnownPerson, KnownUnit, Line
from core.actor import Actor
from core.database import db


def known_to(actor: Actor | None, lines: Sequence[Line]) -> Known:
    """All units, and the people of these lines; all is under whoever runs the machine (None)."""
    units = {unit.id: _unit(unit, actor) for unit in db.session.scalars(select(Unit))}
    logins = sorted({tidy_login(line.login) for line in lines})
    by_code = {unit.code: unit for unit in units.values()}
    return Known(by_code, _people(logins, units, actor))


def _unit(unit: Unit, actor: Actor | None) -> KnownUnit:
    is_mine = actor is None or may(actor, Right.MANAGE_PEOPLE, unit.path)
    return KnownUnit(unit.id, unit.code, is_mine)


def _people(
    logins: Sequence[str], units: dict[int, KnownUnit], actor: Actor | None
) -> dict[str, KnownPerson]:
    here = Person.login.in_(logins)
    ever: dict[int, set[tuple[Role, int]]] = {}
    held: dict[int, set[Role]] = {}
    grants = (
        select(RoleGrant.person_id, RoleGrant.role, RoleGrant.unit_id, grant_stands())
        .join(RoleGrant.person)
        .where(here)
    )
    for person_id, role, unit_id, stands in db.session.execute(grants):
        ever.setdefault(person_id, set()).add((Role(role), unit_id))
        if stands:
            held.setdefault(person_id, set()).add(Role(role))
    statement = select(Person).where(here)
    return {
        person.login: KnownPerson(
            id=person.id,
            name=person.name,
            unit=units[person.unit_id],
            is_closed=person.closed_at is not None,
            is_self=actor is not None and actor.id == person.id,
            ever=frozenset(ever.get(person.id, ())),
            held=frozenset(held.get(person.id, ())),
        )
        for person in db.session.scalars(statement)
    }
