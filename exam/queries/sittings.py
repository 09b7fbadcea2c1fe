"""Sittings: what there is, for whom, and where each stands."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.models import Person, RoleGrant, Unit
from accounts.queries import covered_by, demand, grant_holds, may
from accounts.rules.duties import Right, Role
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing, NotAllowed
from exam.models.attempts import Attempt
from exam.models.candidates import Registration, Withdrawal
from exam.models.sittings import Sealing, Sitting
from exam.rules.blueprint import Blueprint as BlueprintRule
from exam.rules.blueprint import read_blueprint
from exam.rules.phases import Phase, SittingFacts, phase_of
from question_bank.kinds import KINDS

LOADED = (
    joinedload(Sitting.blueprint),
    joinedload(Sitting.unit),
    joinedload(Sitting.sealing),
    joinedload(Sitting.closing),
    joinedload(Sitting.release),
)


def standing_registration() -> ColumnElement[bool]:
    """The condition that a registration was not taken back."""
    return ~exists().where(Withdrawal.registration_id == Registration.id)


def sitting_for(actor: Actor, sitting_id: int, right: Right) -> Sitting:
    """The sitting with this id, if the actor has the right over its unit; else there is none."""
    demand(actor, right)
    statement = (
        select(Sitting)
        .join(Sitting.unit)
        .options(*LOADED)
        .where(Sitting.id == sitting_id, covered_by(actor, right))
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise Missing(N_("There is no such sitting under your duties."))
    return found


def sitting_to_judge(actor: Actor, sitting_id: int, right: Right) -> Sitting:
    """The sitting from `sitting_for`, to read what became of its papers (`refuse_own_outcome`)."""
    sitting = sitting_for(actor, sitting_id, right)
    refuse_own_outcome(sitting, actor)
    return sitting


def refuse_own_outcome(sitting: Sitting, actor: Actor) -> None:
    """Refuse whoever sits a sitting: they read its outcome when the others do, by its release."""
    if is_closed_to(sitting, actor):
        raise NotAllowed(
            N_("You sit this exam yourself: its results open to you when they are released.")
        )


def is_closed_to(sitting: Sitting, actor: Actor) -> bool:
    """Whether somebody sits a sitting whose results are not released."""
    return sitting.release is None and sits_in(sitting.id, actor.id)


def sits_in(sitting_id: int, person_id: int) -> bool:
    """Whether somebody is a candidate of a sitting."""
    attempted = exists().where(Attempt.registration_id == Registration.id)
    statement = select(Registration.id).where(
        Registration.sitting_id == sitting_id,
        Registration.person_id == person_id,
        or_(attempted, standing_registration()),
    )
    return db.session.scalars(statement).first() is not None


def locked_sitting(actor: Actor, sitting_id: int) -> Sitting:
    """The sitting for an act, locked until the transaction ends.

    It is read after the lock, so that of two acts at once the second sees what the first did.
    """
    lock_sitting(sitting_id)
    return sitting_to_hold(actor, sitting_id)


def sitting_to_hold(actor: Actor, sitting_id: int) -> Sitting:
    """The sitting for an act of who may hold it; to anybody else the act is refused."""
    demand(actor, Right.HOLD_SITTINGS)
    statement = select(Sitting).options(*LOADED).where(Sitting.id == sitting_id)
    found = db.session.scalars(statement.execution_options(populate_existing=True)).first()
    if found is None:
        raise Missing(N_("There is no such sitting under your duties."))
    demand(actor, Right.HOLD_SITTINGS, found.unit.path)
    return found


def lock_sitting(sitting_id: int) -> None:
    """Let acts on one sitting come in turn until the transaction ends."""
    db.session.execute(select(Sitting.id).where(Sitting.id == sitting_id).with_for_update())


def sittings_under(actor: Actor, right: Right) -> list[Sitting]:
    """The sittings over which the actor has the right, newest first."""
    statement = (
        select(Sitting)
        .join(Sitting.unit)
        .options(*LOADED)
        .where(covered_by(actor, right))
        .order_by(Sitting.opens_ms.desc(), Sitting.id.desc())
    )
    return list(db.session.scalars(statement))


def titles_of(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """The titles of sittings in both languages, by id."""
    statement = select(Sitting.id, Sitting.title, Sitting.title_en).where(Sitting.id.in_(ids))
    return {each: (title, title_en) for each, title, title_en in db.session.execute(statement)}


def facts_of(sitting: Sitting) -> SittingFacts:
    """What decides where a sitting stands."""
    return SittingFacts(
        opens_ms=sitting.opens_ms,
        closes_ms=sitting.closes_ms,
        is_sealed=sitting.sealing is not None,
        is_closed=sitting.closing is not None,
        is_released=sitting.release is not None,
    )


def phase(sitting: Sitting, at_ms: int) -> Phase:
    """Where a sitting stands at this reading of the exam clock."""
    return phase_of(facts_of(sitting), at_ms)


def rule_of(sitting: Sitting) -> BlueprintRule:
    """The blueprint of a sitting as a rule."""
    return read_blueprint(sitting.blueprint.definition, frozenset(KINDS))


def registrations(sitting_id: int) -> list[Registration]:
    """Standing registrations with their people, in the order in which they were made."""
    statement = (
        select(Registration)
        .options(joinedload(Registration.person).joinedload(Person.unit))
        .where(Registration.sitting_id == sitting_id, standing_registration())
        .order_by(Registration.id)
    )
    return list(db.session.scalars(statement))


def registration_counts(sitting_ids: list[int]) -> dict[int, int]:
    """How many stand registered for each sitting, in one query."""
    rows = db.session.execute(
        select(Registration.sitting_id, func.count())
        .where(Registration.sitting_id.in_(sitting_ids), standing_registration())
        .group_by(Registration.sitting_id)
    )
    return dict(rows.all())


@dataclass(frozen=True, slots=True)
class OwnSitting:
    """A sitting as one officer sees it: registered or not, with or without an attempt.

    `may_enter` is false for whoever would be refused: who holds it, reads the bank, or was
    withdrawn. Who wrote a question is told when they try.
    """

    sitting: Sitting
    registration: Registration | None
    attempt: Attempt | None
    may_enter: bool


def own_sittings(actor: Actor) -> list[OwnSitting]:
    """The sittings the actor is registered for, and those of units above theirs not yet sealed."""
    mine = (
        select(Registration)
        .options(joinedload(Registration.sitting).options(*LOADED))
        .where(Registration.person_id == actor.id, standing_registration())
    )
    registered = {found.sitting_id: found for found in db.session.scalars(mine)}
    attempts = {
        attempt.registration_id: attempt
        for attempt in db.session.scalars(select(Attempt).where(Attempt.candidate_id == actor.id))
    }
    sittings = {found.sitting_id: found.sitting for found in registered.values()}
    sittings |= {sitting.id: sitting for sitting in _open_to(actor)}
    left = _left(actor)
    ordered = sorted(sittings.values(), key=lambda sitting: (-sitting.opens_ms, -sitting.id))
    return [
        _as_own(actor, sitting, registered.get(sitting.id), attempts, left) for sitting in ordered
    ]


def _as_own(
    actor: Actor,
    sitting: Sitting,
    registration: Registration | None,
    attempts: dict[int, Attempt],
    left: set[int],
) -> OwnSitting:
    attempt = attempts.get(registration.id) if registration else None
    barred = sitting.id in left or may(actor, Right.READ_BANK) or is_held_by(sitting, actor)
    return OwnSitting(sitting, registration, attempt, may_enter=not barred)


def is_held_by(sitting: Sitting, actor: Actor) -> bool:
    """Whether the actor planned a sitting, or may act on it as an examiner."""
    return actor.id == sitting.by_id or may(actor, Right.HOLD_SITTINGS, sitting.unit.path)


def _left(actor: Actor) -> set[int]:
    """The sittings from which the actor was withdrawn; nobody enters one of them again."""
    statement = (
        select(Registration.sitting_id)
        .join(Withdrawal, Withdrawal.registration_id == Registration.id)
        .where(Registration.person_id == actor.id)
    )
    return set(db.session.scalars(statement))


def _open_to(actor: Actor) -> list[Sitting]:
    above = [int(step) for step in actor.unit_path.strip("/").split("/") if step]
    statement = (
        select(Sitting)
        .options(*LOADED)
        .outerjoin(Sealing, Sealing.sitting_id == Sitting.id)
        .where(Sitting.unit_id.in_(above), Sealing.sitting_id.is_(None))
    )
    return list(db.session.scalars(statement))


def own_sitting(actor: Actor, sitting_id: int) -> OwnSitting:
    """One of the actor's sittings."""
    for found in own_sittings(actor):
        if found.sitting.id == sitting_id:
            return found
    raise Missing(N_("There is no such sitting for you."))


def unit_covers(sitting: Sitting, person_unit_path: str) -> bool:
    """Whether somebody of this unit may sit in a sitting of that one."""
    return person_unit_path.startswith(sitting.unit.path)


def is_officer() -> ColumnElement[bool]:
    """The condition that a person holds the officer's role."""
    return exists().where(
        RoleGrant.person_id == Person.id, RoleGrant.role == Role.OFFICER, grant_holds()
    )


def people_to_register(sitting: Sitting) -> list[Person]:
    """Officers of the sitting's unit and below who were never registered, by unit and login."""
    statement = (
        select(Person)
        .join(Person.unit)
        .options(joinedload(Person.unit))
        .where(
            Unit.path.startswith(sitting.unit.path, autoescape=True),
            Person.closed_at.is_(None),
            is_officer(),
            ~exists().where(
                Registration.person_id == Person.id, Registration.sitting_id == sitting.id
            ),
        )
        .order_by(Unit.path, Person.login)
        .limit(500)
    )
    return list(db.session.scalars(statement))
