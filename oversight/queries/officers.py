"""Units under somebody who follows progress, and the officers in them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased, joinedload

from accounts.models import Person, Unit
from accounts.queries import covered_by, demand, may, units_above
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from exam.queries.sittings import is_officer

MOST = 6_000
"""As many officers are counted step by step at once; of more, each unit by itself."""


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer whose account is open."""

    id: int
    name: str
    login: str
    unit: Unit


def unit_to_follow(actor: Actor, unit_id: int) -> Unit:
    """The unit with this id, if the actor follows progress there; else there is none."""
    demand(actor, Right.READ_PROGRESS)
    unit = db.session.get(Unit, unit_id)
    if unit is None or not may(actor, Right.READ_PROGRESS, unit.path):
        raise Missing(N_("There is no such unit under your duties."))
    return unit


def top_units_to_follow(actor: Actor) -> list[tuple[Unit, int]]:
    """The highest units under the actor's duty, each with its number of officers."""
    demand(actor, Right.READ_PROGRESS)
    above = aliased(Unit)
    followed = select(Unit.id).where(covered_by(actor, Right.READ_PROGRESS))
    is_below = (
        select(above.id)
        .where(above.id != Unit.id, Unit.path.startswith(above.path), above.id.in_(followed))
        .exists()
    )
    return _counted(covered_by(actor, Right.READ_PROGRESS), ~is_below)


def units_right_below(unit: Unit) -> list[tuple[Unit, int]]:
    """The units right below one, each with its number of officers, those below it included."""
    return _counted(Unit.parent_id == unit.id)


def units_above_to_follow(actor: Actor, unit: Unit) -> list[Unit]:
    """The units above one that are the actor's to follow, from the top down."""
    return [each for each in units_above(unit) if may(actor, Right.READ_PROGRESS, each.path)]


def officers_in(unit: Unit) -> list[Officer]:
    """Every officer of a unit and of those below it, by unit and login."""
    statement = (
        select(Person)
        .join(Person.unit)
        .options(joinedload(Person.unit))
        .where(in_and_below(unit), is_open_officer())
        .order_by(Unit.path, Person.login)
    )
    people = db.session.scalars(statement)
    return [Officer(each.id, each.name, each.login, each.unit) for each in people]


def officer_to_follow(actor: Actor, person_id: int) -> Person:
    """An officer of a unit under the actor's duty; else there is nobody."""
    demand(actor, Right.READ_PROGRESS)
    statement = (
        select(Person)
        .join(Person.unit)
        .options(joinedload(Person.unit))
        .where(Person.id == person_id, is_officer(), covered_by(actor, Right.READ_PROGRESS))
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise Missing(N_("There is no such officer under your duties."))
    return found


def in_and_below(unit: Unit) -> ColumnElement[bool]:
    """The condition that a unit is this one or below it."""
    return Unit.path.startswith(unit.path, autoescape=True)


def is_open_officer() -> ColumnElement[bool]:
    """The condition that a person is an officer with an open account."""
    return is_officer() & Person.closed_at.is_(None)


def _counted(*conditions: ColumnElement[bool]) -> list[tuple[Unit, int]]:
    below = aliased(Unit)
    statement = (
        select(Unit, func.count(Person.id))
        .join(below, below.path.startswith(Unit.path))
        .outerjoin(Person, (Person.unit_id == below.id) & is_open_officer())
        .where(*conditions)
        .group_by(Unit.id)
        .order_by(Unit.path)
    )
    return [(unit, count) for unit, count in db.session.execute(statement)]
