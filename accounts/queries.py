"""Reads of people, units and roles."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.sql.base import ExecutableOption

from accounts.models import (
    ConflictWaiver,
    ConflictWaiverEnd,
    GrantDecision,
    GrantEnd,
    Notice,
    NoticeReading,
    Person,
    RoleGrant,
    SignIn,
    SignInFailure,
    Unit,
)
from accounts.rules.duties import ALONE, RIGHTS, Right, Role
from accounts.rules.throttle import WINDOW_S, Failures, Tally
from core.actor import Actor, Duty
from core.database import db
from core.errors import N_, Missing, NotAllowed


def grant_holds() -> ColumnElement[bool]:
    """The condition under which a role grant gives its role now."""
    ended = exists().where(GrantEnd.grant_id == RoleGrant.id)
    agreed = exists().where(GrantDecision.grant_id == RoleGrant.id, GrantDecision.agreed.is_(True))
    return and_(~ended, or_(RoleGrant.role.in_([str(role) for role in ALONE]), agreed))


def grant_stands() -> ColumnElement[bool]:
    """The condition under which a role grant holds or may still come to hold."""
    ended = exists().where(GrantEnd.grant_id == RoleGrant.id)
    declined = exists().where(
        GrantDecision.grant_id == RoleGrant.id, GrantDecision.agreed.is_(False)
    )
    return and_(~ended, ~declined)


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


def demand_people(actor: Actor | None, path: str) -> None:
    """Refuse to manage people there; whoever runs the machine (None) may everywhere."""
    if actor is not None:
        demand(actor, Right.MANAGE_PEOPLE, path)


def person_of(person_id: int) -> Person:
    """The person with this id."""
    person = db.session.get(Person, person_id, options=[joinedload(Person.unit)])
    if person is None:
        raise Missing(N_("There is no such person."))
    return person


def visible_person(actor: Actor, person_id: int) -> Person:
    """The person with this id, if they belong to a unit whose people the actor may read."""
    demand(actor, Right.READ_PEOPLE)
    person = person_of(person_id)
    if not may(actor, Right.READ_PEOPLE, person.unit.path):
        raise Missing(N_("There is no such person."))
    return person


def person_with(login: str) -> Person:
    """The person with this login."""
    statement = select(Person).where(Person.login == login).options(joinedload(Person.unit))
    person = db.session.scalars(statement).first()
    if person is None:
        raise Missing(N_("There is nobody with the name %(login)s for signing in."), login=login)
    return person


def unit_with(code: str) -> Unit:
    """The unit with this code."""
    unit = db.session.scalars(select(Unit).where(Unit.code == code)).first()
    if unit is None:
        raise Missing(N_("There is no unit with the code “%(code)s”."), code=code)
    return unit


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
    return (
        or_(*(Unit.path.startswith(path, autoescape=True) for path in paths))
        if paths
        else Unit.id < 0
    )


def units_under(actor: Actor, right: Right) -> list[Unit]:
    """The units for which the actor has this right, from the top down."""
    return list(
        db.session.scalars(select(Unit).where(covered_by(actor, right)).order_by(Unit.path))
    )


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


def recent_failures(login: str, login_hash: str, address_hash: str, *, at: datetime) -> Failures:
    """Failed sign-ins of late in this name, from this address, and both."""
    by_login = SignInFailure.login_hash == login_hash
    by_address = SignInFailure.address_hash == address_hash
    return Failures(
        pair=_tally(and_(by_login, by_address), at),
        person=_tally(by_login, at),
        address=_tally(by_address, at),
        is_familiar=_is_familiar(login, address_hash),
    )


def _tally(sort: ColumnElement[bool], at: datetime) -> Tally:
    recent = SignInFailure.at > at - timedelta(seconds=WINDOW_S)
    statement = select(func.count(), func.max(SignInFailure.at)).where(recent, sort)
    for count, last in db.session.execute(statement):
        if last:
            return Tally(count, (at - last).total_seconds())
    return Tally()


def _is_familiar(login: str, address_hash: str) -> bool:
    signed_in = (
        select(SignIn.id)
        .join(SignIn.person)
        .where(Person.login == login, SignIn.address_hash == address_hash)
    )
    return db.session.scalars(signed_in.limit(1)).first() is not None


PAGE_SIZE = 50
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a longer list."""

    rows: Sequence[Row]
    number: int
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody in a list, with the roles that hold now."""

    person: Person
    roles: Sequence[str]


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """A unit in a list, with the number of open accounts in it and below it."""

    unit: Unit
    people: int


def _clamped(number: int, total: int) -> tuple[int, int]:
    """The page's number within what there is, and how many pages there are."""
    count = max(1, -(-total // PAGE_SIZE))
    return min(max(number, 1), count), count


def one_page(chosen: Select[Any], number: int, *options: ExecutableOption) -> Page[Any]:
    """One page of what an ordered statement chooses, read with these options."""
    counted = select(func.count()).select_from(chosen.order_by(None).subquery())
    total = db.session.scalar(counted) or 0
    number, count = _clamped(number, total)
    start = (number - 1) * PAGE_SIZE
    rows = db.session.scalars(chosen.options(*options).offset(start).limit(PAGE_SIZE))
    return Page(rows.all(), number, count, total)


def paged(rows: Sequence[Row], number: int) -> Page[Row]:
    """One page of rows that are all at hand."""
    number, count = _clamped(number, len(rows))
    start = (number - 1) * PAGE_SIZE
    return Page(rows[start : start + PAGE_SIZE], number, count, len(rows))


def top_units(actor: Actor) -> list[ListedUnit]:
    """The highest units whose people the actor may read."""
    above = aliased(Unit)
    is_below = exists().where(
        above.id != Unit.id,
        Unit.path.startswith(above.path),
        above.id.in_(select(Unit.id).where(covered_by(actor, Right.READ_PEOPLE))),
    )
    return _listed_units(covered_by(actor, Right.READ_PEOPLE), ~is_below)


def units_in(unit: Unit) -> list[ListedUnit]:
    """The units right below this one."""
    return _listed_units(Unit.parent_id == unit.id)


def units_found(actor: Actor, words: str) -> list[ListedUnit]:
    """Up to a page of units whose people the actor may read, by a part of name or code."""
    named = (column.icontains(words, autoescape=True) for column in (Unit.name, Unit.name_en))
    coded = Unit.code.icontains(words, autoescape=True)
    return _listed_units(covered_by(actor, Right.READ_PEOPLE), or_(coded, *named))[:PAGE_SIZE]


def _listed_units(*conditions: ColumnElement[bool]) -> list[ListedUnit]:
    below = aliased(Unit)
    open_accounts = and_(Person.unit_id == below.id, Person.closed_at.is_(None))
    statement = (
        select(Unit, func.count(Person.id))
        .join(below, below.path.startswith(Unit.path))
        .outerjoin(Person, open_accounts)
        .where(*conditions)
        .group_by(Unit.id)
        .order_by(Unit.path)
    )
    return [ListedUnit(unit, people) for unit, people in db.session.execute(statement)]


def units_above(unit: Unit) -> list[Unit]:
    """The units above this one, from the top down."""
    ids = [int(part) for part in unit.path.strip("/").split("/")][:-1]
    return list(db.session.scalars(select(Unit).where(Unit.id.in_(ids)).order_by(Unit.path)))


def visible_unit(actor: Actor, unit_id: int) -> Unit:
    """The unit with this id, if the actor may read its people."""
    unit = unit_of(unit_id)
    if not may(actor, Right.READ_PEOPLE, unit.path):
        raise Missing(N_("There is no such unit."))
    return unit


def people_in(actor: Actor, *, unit: Unit | None, words: str, page: int) -> Page[ListedPerson]:
    """People that the actor may read, in and below a unit if one is given, by part of a name."""
    conditions = [covered_by(actor, Right.READ_PEOPLE)]
    if unit:
        conditions.append(Unit.path.startswith(unit.path, autoescape=True))
    if words:
        found = (c.icontains(words, autoescape=True) for c in (Person.name, Person.login))
        conditions.append(or_(*found))
    chosen = select(Person).join(Person.unit).where(*conditions)
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    number, count = _clamped(page, total)
    people = db.session.scalars(
        chosen.options(joinedload(Person.unit))
        .order_by(Unit.path, Person.login)
        .offset((number - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    roles = roles_of(person.id for person in people)
    return Page([ListedPerson(p, roles.get(p.id, [])) for p in people], number, count, total)


def roles_of(person_ids: Iterable[int]) -> dict[int, list[str]]:
    """The roles that hold now, by person, each once."""
    statement = (
        select(RoleGrant.person_id, RoleGrant.role)
        .where(RoleGrant.person_id.in_(list(person_ids)), grant_holds())
        .distinct()
        .order_by(RoleGrant.person_id, RoleGrant.role)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, role in db.session.execute(statement):
        found[person_id].append(role)
    return dict(found)


WITH_DECISION = (
    joinedload(RoleGrant.unit),
    joinedload(RoleGrant.by),
    joinedload(RoleGrant.decision).joinedload(GrantDecision.by),
    joinedload(RoleGrant.end).joinedload(GrantEnd.by),
)


def grants_of(person_id: int) -> list[RoleGrant]:
    """Every role grant of a person, newest first, with who proposed, answered and ended it."""
    statement = select(RoleGrant).where(RoleGrant.person_id == person_id).options(*WITH_DECISION)
    return list(db.session.scalars(statement.order_by(RoleGrant.id.desc())))


def grant_of(grant_id: int) -> RoleGrant:
    """The role grant with this id."""
    with_person = joinedload(RoleGrant.person).joinedload(Person.unit)
    grant = db.session.get(RoleGrant, grant_id, options=[*WITH_DECISION, with_person])
    if grant is None:
        raise Missing(N_("There is no such role."))
    return grant


def waiting_grants(actor: Actor, page: int) -> Page[RoleGrant]:
    """Proposed roles that wait for a supervisor of the units under the actor, oldest first."""
    chosen = (
        select(RoleGrant)
        .join(RoleGrant.unit)
        .where(covered_by(actor, Right.COUNTERSIGN_ROLES), grant_stands(), ~grant_holds())
    )
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    number, count = _clamped(page, total)
    with_person = joinedload(RoleGrant.person).joinedload(Person.unit)
    rows = db.session.scalars(
        chosen.options(*WITH_DECISION, with_person)
        .order_by(RoleGrant.id)
        .offset((number - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    return Page(rows, number, count, total)


def sign_ins_of(person_id: int) -> list[SignIn]:
    """The person's last sign-ins, newest first."""
    statement = select(SignIn).where(SignIn.person_id == person_id)
    return list(db.session.scalars(statement.order_by(SignIn.id.desc()).limit(10)))


def standing_grant(person_id: int, role: Role, unit_id: int) -> RoleGrant:
    """The person's grant of this role in this unit that holds or waits."""
    statement = select(RoleGrant).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == str(role),
        RoleGrant.unit_id == unit_id,
        grant_stands(),
    )
    grant = db.session.scalars(statement).first()
    if grant is None:
        raise Missing(N_("There is no such role."))
    return grant


def all_grants(person_id: int | None) -> list[RoleGrant]:
    """Every role grant, or one person's, by login."""
    statement = (
        select(RoleGrant)
        .join(RoleGrant.person)
        .options(joinedload(RoleGrant.person), *WITH_DECISION)
        .order_by(Person.login, RoleGrant.id)
    )
    if person_id is not None:
        statement = statement.where(RoleGrant.person_id == person_id)
    return list(db.session.scalars(statement))


WITH_WAIVER = (
    joinedload(ConflictWaiver.person).joinedload(Person.unit),
    joinedload(ConflictWaiver.by),
    joinedload(ConflictWaiver.use),
    joinedload(ConflictWaiver.end).joinedload(ConflictWaiverEnd.by),
)


def waivers_under(actor: Actor, page: int) -> Page[ConflictWaiver]:
    """Waived conflicts of people under the actor, newest first, with their use or end."""
    chosen = (
        select(ConflictWaiver)
        .join(ConflictWaiver.person)
        .join(Person.unit)
        .where(covered_by(actor, Right.WAIVE))
        .order_by(ConflictWaiver.id.desc())
    )
    return one_page(chosen, page, *WITH_WAIVER)


def waiver_under(actor: Actor, waiver_id: int) -> ConflictWaiver:
    """The waiver with this id, of somebody under the actor, as it now stands."""
    waiver = db.session.get(ConflictWaiver, waiver_id, options=WITH_WAIVER, populate_existing=True)
    if waiver is None or not may(actor, Right.WAIVE, waiver.person.unit.path):
        raise Missing(N_("There is no such waiver."))
    return waiver


def people_with_role(actor: Actor, right: Right, roles: Collection[Role]) -> list[Person]:
    """People under the actor's right who hold one of these roles, by unit and login."""
    named = [str(role) for role in roles]
    statement = (
        select(Person)
        .join(Person.unit)
        .options(joinedload(Person.unit))
        .where(
            covered_by(actor, right),
            Person.closed_at.is_(None),
            exists().where(
                RoleGrant.person_id == Person.id, RoleGrant.role.in_(named), grant_holds()
            ),
        )
        .order_by(Unit.path, Person.login)
    )
    return list(db.session.scalars(statement))


MOST_COUNTED = 100


def last_read(actor: Actor) -> int:
    """The number up to which the actor has read their notices; 0 before the first reading."""
    return db.session.scalar(select(_last_read(actor))) or 0


def _last_read(actor: Actor) -> ColumnElement[int]:
    read = select(func.max(NoticeReading.notice_id)).where(NoticeReading.person_id == actor.id)
    return func.coalesce(read.scalar_subquery(), 0)


def unread_notices(actor: Actor) -> int:
    """How many notices the actor has not read yet, counted up to a hundred."""
    unread = (
        select(Notice.id)
        .where(Notice.person_id == actor.id, Notice.id > _last_read(actor))
        .limit(MOST_COUNTED)
    )
    return db.session.scalar(select(func.count()).select_from(unread.subquery())) or 0


def own_notices(actor: Actor, page: int) -> Page[Notice]:
    """What the actor was told, newest first."""
    told = select(Notice).where(Notice.person_id == actor.id).order_by(Notice.id.desc())
    return one_page(told, page)


def own_notice(actor: Actor, notice_id: int) -> Notice:
    """A notice of the actor's own; those of others do not exist."""
    notice = db.session.get(Notice, notice_id)
    if notice is None or notice.person_id != actor.id:
        raise Missing(N_("There is no such notice."))
    return notice
