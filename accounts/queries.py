"""Reads of people, units and roles."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from accounts.models import GrantDecision, GrantEnd, Person, RoleGrant, SignIn, Unit
from accounts.rules.duties import ALONE, RIGHTS, Right, Role
from core.actor import Actor, Duty
from core.database import db
from core.errors import Missing, N_, NotAllowed


def grant_holds() -> ColumnElement[bool]:
    """The condition under which a role grant gives its role now."""
    ended = exists().where(GrantEnd.grant_id == RoleGrant.id)
    agreed = exists().where(
        GrantDecision.grant_id == RoleGrant.id, GrantDecision.agreed.is_(True)
    )
    return and_(~ended, or_(RoleGrant.role.in_([str(role) for role in ALONE]), agreed))


def actor_of(person: Person) -> Actor:
    """The person as one who acts, with the duties that hold now."""
    rows = db.session.execute(
        select(RoleGrant.role, Unit.path)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.person_id == person.id, grant_holds())
    )
    return Actor(
        id=person.id,
        name=person.name,
        unit_id=person.unit_id,
        unit_path=person.unit.path,
        duties=frozenset(Duty(role, path) for role, path in rows),
        zone=person.unit.zone,
    )


def standing_sign_in(sign_in_id: int, at: datetime) -> SignIn | None:
    """A sign-in that has neither ended nor expired, of a person whose account is open."""
    statement = (
        select(SignIn)
        .join(SignIn.person)
        .options(joinedload(SignIn.person).joinedload(Person.unit))
        .where(
            SignIn.id == sign_in_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > at,
            Person.closed_at.is_(None),
        )
    )
    return db.session.scalars(statement).first()


def may(actor: Actor, right: Right, path: str | None = None) -> bool:
    """Whether the actor holds a role with this right, over the unit with that path if given."""
    return actor.holds({str(role) for role in RIGHTS[right]}, path)


def demand(actor: Actor, right: Right, path: str | None = None) -> None:
    """Refuse the act to an actor without this right (there)."""
    if not may(actor, right, path):
        raise NotAllowed(N_("Your duties do not include this, or not for this unit."))


def person_of(person_id: int) -> Person:
    """The person with this id."""
    person = db.session.get(Person, person_id, options=[joinedload(Person.unit)])
    if person is None:
        raise Missing(N_("There is no such person."))
    return person


def unit_of(unit_id: int) -> Unit:
    """The unit with this id."""
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise Missing(N_("There is no such unit."))
    return unit


def covered_by(actor: Actor, right: Right) -> ColumnElement[bool]:
    """The condition that a unit lies under a duty of the actor with this right."""
    roles = {str(role) for role in RIGHTS[right]}
    paths = [duty.path for duty in actor.duties if duty.role in roles]
    return or_(*(Unit.path.startswith(path, autoescape=True) for path in paths)) if paths else Unit.id < 0


def units_under(actor: Actor, right: Right) -> list[Unit]:
    """The units for which the actor has this right, from the top down."""
    return list(db.session.scalars(select(Unit).where(covered_by(actor, right)).order_by(Unit.path)))


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """Names by id, in one query."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(set(person_ids))))
    return {row.id: row.name for row in rows}


def demo_accounts() -> list[Person]:
    """Open demonstration accounts, by login."""
    statement = select(Person).where(Person.is_demo.is_(True), Person.closed_at.is_(None))
    return list(db.session.scalars(statement.order_by(Person.login)))


def duties_of(actor: Actor) -> list[tuple[Role, Unit]]:
    """The actor's duties as role and unit, for showing."""
    paths = {duty.path for duty in actor.duties}
    units = {u.path: u for u in db.session.scalars(select(Unit).where(Unit.path.in_(paths)))}
    pairs = [(Role(duty.role), units[duty.path]) for duty in actor.duties]
    return sorted(pairs, key=lambda pair: (pair[1].path, pair[0]))
