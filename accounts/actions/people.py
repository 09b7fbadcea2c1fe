"""Adding, changing, closing and reopening accounts, and the link that sets a password."""

from sqlalchemy import select

from accounts.actions.signing_in import end_links, end_sign_ins, offer_reset
from accounts.acts import AccountAct
from accounts.models import Person, Unit
from accounts.queries import actor_of, demand_people, person_of, unit_of
from accounts.rules.duties import WATCHING
from accounts.rules.names import login_problem, name_problem, tidy_login, tidy_name
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import db, transaction
from core.errors import N_, NotAllowed, Refused


def add_person(*, login: str, name: str, unit_id: int, actor: Actor | None) -> Person:
    """Open an account without a password in a unit under the actor."""
    login, name = tidy_login(login), tidy_name(name)
    problem = login_problem(login) or name_problem(name)
    with transaction() as session:
        unit = unit_of(unit_id)
        demand_people(actor, unit.path)
        if problem:
            raise Refused(problem)
        if session.scalar(select(Person.id).where(Person.login == login)):
            raise Refused(N_("Somebody already signs in with the name %(login)s."), login=login)
        person = Person(login=login, name=name, unit=unit, created_at=now())
        session.add(person)
        session.flush()
        _note(AccountAct.PERSON_ADDED, person, actor, login=login, name=name, unit=unit.code)
    return person


def change_person(person_id: int, *, name: str, unit_id: int, actor: Actor | None) -> Person:
    """Change a name or move somebody between units under the actor; roles stay where they are."""
    name = tidy_name(name)
    with transaction() as session:
        person = person_of(person_id)
        unit = unit_of(unit_id)
        for place in (person.unit, unit):
            demand_people(actor, place.path)
        problem = name_problem(name)
        if problem:
            raise Refused(problem)
        before = {"name": person.name, "unit": person.unit.code}
        after = {"name": name, "unit": unit.code}
        if before != after:
            person.name, person.unit = name, unit
            session.flush()
            _note(AccountAct.PERSON_CHANGED, person, actor, before=before, after=after)
    return person


def close_person(person_id: int, *, reason: str, actor: Actor | None) -> None:
    """Close an account: its sign-ins and one-time links end at once, what was done stays."""
    with transaction():
        person = person_of(person_id)
        demand_people(actor, person.unit.path)
        if actor and actor.id == person.id:
            raise NotAllowed(N_("Nobody closes their own account. Ask another administrator."))
        if person.closed_at:
            raise Refused(N_("This account is closed already."))
        person.closed_at = now()
        end_sign_ins(person.id)
        end_links(person.id)
        _note(AccountAct.PERSON_CLOSED, person, actor, reason=reason)


def reopen_person(person_id: int, *, actor: Actor | None) -> None:
    """Open a closed account again, with the roles it still has."""
    with transaction():
        person = person_of(person_id)
        demand_people(actor, person.unit.path)
        if not person.closed_at:
            raise Refused(N_("This account is open already."))
        closed_at, person.closed_at = person.closed_at, None
        _note(AccountAct.PERSON_REOPENED, person, actor, closed_at=closed_at.isoformat())


def offer_link(person_id: int, *, actor: Actor | None) -> str:
    """Make a one-time link's key for somebody; nobody who is supervised may make a supervisor's."""
    with transaction():
        person = person_of(person_id)
        demand_people(actor, person.unit.path)
        if person.closed_at:
            raise Refused(N_("This account is closed. Reopen it first."))
        if actor and actor_of(person).roles & WATCHING:
            raise NotAllowed(
                N_(
                    "A supervisor's password is not in the hands of those they supervise. Whoever "
                    "runs the machine can make the link."
                )
            )
        return offer_reset(person, actor=actor)


def _note(act: AccountAct, person: Person, actor: Actor | None, **details: object) -> None:
    where = db.session.get_one(Unit, person.unit_id).path
    record(act, actor, subject=("person", person.id), unit_path=where, **details)
