"""Who sits: registered by the examiner or by themselves, taken back; and who may not."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from accounts.models import Person
from accounts.queries import actor_of, demand, may, person_of
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, NotAllowed, Refused
from exam.acts import ExamAct
from exam.models.candidates import Registration, Withdrawal
from exam.models.sittings import Sitting
from exam.queries.bank import bank_ids
from exam.queries.panel_conflicts import has_marked, sat_on
from exam.queries.retakes import standings
from exam.queries.sittings import (
    is_held_by,
    lock_sitting,
    locked_sitting,
    registrations,
    rule_of,
    unit_covers,
)
from question_bank.queries.questions import involved

LANGUAGES = ("zh", "en")


def register(
    sitting_id: int,
    person_ids: Sequence[int],
    *,
    language: str,
    actor: Actor,
    set_aside: str | None = None,
) -> list[Registration]:
    """Register officers for a sitting that is not sealed; who stands registered is passed over.

    `set_aside` is the examiner's reason to set the retake rules aside for them.
    """
    with transaction():
        sitting = locked_sitting(actor, sitting_id)
        _refuse_sealed(sitting)
        held = {found.person_id for found in registrations(sitting.id)}
        drawn = bank_ids(rule_of(sitting))
        people = [person_of(each) for each in dict.fromkeys(person_ids) if each not in held]
        if not set_aside:
            refuse_barred(sitting, people)
        return [_register(sitting, each, language, drawn, actor, set_aside) for each in people]


def register_oneself(sitting: Sitting, *, language: str, actor: Actor) -> Registration:
    """An officer enters their own name while the sitting is not sealed."""
    with transaction() as session:
        demand(actor, Right.SIT_EXAMS)
        lock_sitting(sitting.id)
        session.refresh(sitting, ["sealing"])
        _refuse_sealed(sitting)
        standing = {found.person_id: found for found in registrations(sitting.id)}
        if actor.id in standing:
            return standing[actor.id]
        person, drawn = person_of(actor.id), bank_ids(rule_of(sitting))
        refuse_barred(sitting, [person])
        return _register(sitting, person, language, drawn, actor, None)


def _refuse_sealed(sitting: Sitting) -> None:
    if sitting.sealing:
        raise Refused(N_("This sitting is sealed. Who comes now needs a late entry."))


def _register(
    sitting: Sitting,
    person: Person,
    language: str,
    drawn: set[int],
    actor: Actor,
    set_aside: str | None,
) -> Registration:
    refuse_unfit(sitting, person, drawn)
    if language not in LANGUAGES:
        raise Refused(N_("Choose a language for the paper."))
    with transaction() as session:
        registered = session.scalars(
            select(Registration).where(
                Registration.sitting_id == sitting.id, Registration.person_id == person.id
            )
        ).first()
        if registered:
            raise Refused(N_("%(name)s was withdrawn from this sitting."), name=person.name)
        registered = Registration(
            sitting_id=sitting.id,
            person=person,
            language=language,
            set_aside=set_aside,
            by_id=actor.id,
            at=now(),
        )
        session.add(registered)
        try:
            session.flush()
        except IntegrityError as twice:
            raise Refused(N_("%(name)s is registered already."), name=person.name) from twice
        record(
            ExamAct.REGISTERED,
            actor,
            subject=("registration", registered.id),
            unit_path=sitting.unit.path,
            sitting=sitting.id,
            person=person.id,
            language=language,
            **({"retakes_set_aside": set_aside} if set_aside else {}),
        )
    return registered


def refuse_barred(sitting: Sitting, people: Collection[Person]) -> None:
    """Who may not sit this exam again on the sitting's day, by the blueprint's retake rules."""
    found = standings(sitting, [person.id for person in people], exam_ms())
    for person in people:
        for obstacle in found[person.id].obstacles[:1]:
            raise Refused(obstacle.message, name=person.name, **obstacle.values)


def refuse_unfit(sitting: Sitting, person: Person, drawn: set[int]) -> None:
    """Who may not sit here: no officer, of another unit, who holds it, who knows the questions.

    `drawn` are the revisions that the sitting draws from.
    """
    candidate = actor_of(person)
    if person.closed_at:
        raise Refused(N_("The account of %(name)s is closed."), name=person.name)
    if not may(candidate, Right.SIT_EXAMS) or not unit_covers(sitting, person.unit.path):
        raise Refused(
            N_("%(name)s is not an officer of this unit or one below it."), name=person.name
        )
    refuse_holder(sitting, candidate)
    if may(candidate, Right.READ_BANK):
        raise NotAllowed(
            N_("%(name)s may read the question bank and so cannot sit an exam drawn from it."),
            name=person.name,
        )
    if involved(person.id, drawn):
        raise NotAllowed(
            N_("%(name)s wrote or reviewed questions that this sitting draws from."),
            name=person.name,
        )
    if sat_on(person.id, drawn):
        raise NotAllowed(
            N_("%(name)s sat on a panel that set a standard with questions of this sitting."),
            name=person.name,
        )
    if has_marked(person.id, drawn):
        raise NotAllowed(
            N_("%(name)s marked answers to questions that this sitting draws from."),
            name=person.name,
        )


def refuse_holder(sitting: Sitting, candidate: Actor) -> None:
    """Whoever planned a sitting, or may act on it as an examiner, does not sit it."""
    if is_held_by(sitting, candidate):
        raise NotAllowed(N_("Who holds a sitting cannot sit it."))


def withdraw(sitting_id: int, registration_id: int, *, actor: Actor) -> None:
    """Take a registration back while the sitting is not sealed."""
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        _refuse_sealed(sitting)
        found = next((r for r in registrations(sitting.id) if r.id == registration_id), None)
        if found is None:
            raise Refused(N_("This registration was taken back already."))
        session.add(Withdrawal(registration_id=found.id, by_id=actor.id, at=now()))
        record(
            ExamAct.WITHDRAWN,
            actor,
            subject=("registration", found.id),
            unit_path=sitting.unit.path,
            sitting=sitting.id,
            person=found.person_id,
        )
