"""Proposing, countersigning and ending roles."""

from sqlalchemy import select

from accounts.acts import AccountAct
from accounts.models import GrantDecision, GrantEnd, Person, RoleGrant, Unit
from accounts.queries import demand, demand_people, grant_of, grant_stands, person_of, unit_of
from accounts.rules.duties import Right, Role, needs_countersign
from accounts.rules.grants import Standing, conflict_problem, decision_problem, standing
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import db, transaction
from core.errors import N_, NotAllowed, Refused


def propose(person_id: int, *, role: Role, unit_id: int, actor: Actor) -> RoleGrant:
    """Propose a role; an officer's holds at once, any other waits for a supervisor of that unit."""
    with transaction():
        person, unit = _locked(person_id), unit_of(unit_id)
        for place in (person.unit, unit):
            demand_people(actor, place.path)
        if actor.id == person.id:
            raise NotAllowed(N_("Nobody proposes a role for themselves."))
        return add_grant(person, role, unit, actor=actor)


def grant(person_id: int, *, role: Role, unit_id: int) -> RoleGrant:
    """Give a role that holds at once, by whoever runs the machine."""
    with transaction() as session:
        person, unit = _locked(person_id), unit_of(unit_id)
        given = add_grant(person, role, unit, actor=None)
        if needs_countersign(role):
            session.add(GrantDecision(grant_id=given.id, agreed=True, at=now()))
            session.flush()
            note(AccountAct.ROLE_GRANTED, given, None)
    return given


def add_grant(person: Person, role: Role, unit: Unit, *, actor: Actor | None) -> RoleGrant:
    """Append a grant unless it stands or conflicts with what the person has or waits for."""
    if person.closed_at:
        raise Refused(N_("This account is closed. Reopen it first."))
    standing_grants = _standing(person.id)
    if (role, unit.id) in standing_grants:
        raise Refused(N_("This person has this role there already, or waits for it."))
    problem = conflict_problem(role, {held for held, _ in standing_grants})
    if problem:
        raise NotAllowed(problem)
    given = RoleGrant(
        person=person, role=str(role), unit=unit, by_id=actor.id if actor else None, at=now()
    )
    db.session.add(given)
    db.session.flush()
    waits = needs_countersign(role)
    note(AccountAct.ROLE_PROPOSED if waits else AccountAct.ROLE_GRANTED, given, actor)
    return given


def decide(grant_id: int, *, agreed: bool, reason: str, actor: Actor) -> None:
    """Answer a proposed role as a supervisor of its unit who did not propose it; no needs a why."""
    with transaction() as session:
        proposed = grant_of(grant_id)
        person = _locked(proposed.person_id)
        demand(actor, Right.COUNTERSIGN_ROLES, proposed.unit.path)
        problem = decision_problem(
            actor.id, person_id=proposed.person_id, proposer_id=proposed.by_id
        )
        if problem:
            raise NotAllowed(problem)
        if standing_of(proposed) is not Standing.PROPOSED:
            raise Refused(N_("This role does not wait for an answer any more."))
        if agreed:
            _refuse_late(proposed, person)
        elif not reason:
            raise Refused(N_("Say why, so that the administrator knows what to do."))
        session.add(
            GrantDecision(
                grant=proposed, agreed=agreed, reason=reason or None, by_id=actor.id, at=now()
            )
        )
        session.flush()
        act = AccountAct.ROLE_GRANTED if agreed else AccountAct.ROLE_DECLINED
        note(act, proposed, actor, reason=reason or None)


def _refuse_late(proposed: RoleGrant, person: Person) -> None:
    """What was right when it was proposed must still be right when it is agreed."""
    if person.closed_at:
        raise Refused(N_("This account is closed. Reopen it first."))
    problem = conflict_problem(Role(proposed.role), {held for held, _ in _standing(person.id)})
    if problem:
        raise NotAllowed(problem)


def end(grant_id: int, *, reason: str, actor: Actor | None) -> None:
    """End a role or take a proposal back, with reason; felt from the next request on."""
    with transaction() as session:
        given = grant_of(grant_id)
        _locked(given.person_id)
        demand_people(actor, given.unit.path)
        if actor and actor.id == given.person_id:
            raise NotAllowed(N_("Nobody decides about their own roles."))
        if standing_of(given) not in (Standing.PROPOSED, Standing.HOLDING):
            raise Refused(N_("This role has ended already."))
        by_id = actor.id if actor else None
        session.add(GrantEnd(grant=given, reason=reason, by_id=by_id, at=now()))
        session.flush()
        note(AccountAct.ROLE_ENDED, given, actor, reason=reason)


def standing_of(given: RoleGrant) -> Standing:
    """How a loaded grant stands."""
    agreed = given.decision.agreed if given.decision else None
    return standing(Role(given.role), agreed=agreed, ended=given.end is not None)


def note(act: AccountAct, given: RoleGrant, actor: Actor | None, **details: object) -> None:
    """Write what happened to a grant on the trail, about the person and over the role's unit."""
    record(
        act,
        actor,
        subject=("person", given.person_id),
        unit_path=given.unit.path,
        grant=given.id,
        role=given.role,
        unit=given.unit.code,
        **details,
    )


def _locked(person_id: int) -> Person:
    """The person, held until the end of the transaction: two decisions about one come in turn."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    return person_of(person_id)


def _standing(person_id: int) -> set[tuple[Role, int]]:
    statement = select(RoleGrant.role, RoleGrant.unit_id).where(
        RoleGrant.person_id == person_id, grant_stands()
    )
    return {(Role(role), unit_id) for role, unit_id in db.session.execute(statement)}
