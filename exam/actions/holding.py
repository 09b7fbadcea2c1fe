"""What an examiner does before the day: blueprints, planning, registration, extra time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from accounts.models import Person
from accounts.queries import actor_of, demand, may, person_of, unit_of
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, NotAllowed, Refused
from exam.acts import ExamAct
from exam.models import Attempt, Blueprint, Registration, Sitting, Withdrawal
from exam.queries.bank import bank_ids
from exam.queries.sittings import (
    is_held_by,
    lock_sitting,
    locked_sitting,
    registrations,
    rule_of,
    unit_covers,
)
from exam.rules.blueprint import read_blueprint
from question_bank.kinds import MARKED_BY_MACHINE
from question_bank.queries.questions import involved

LANGUAGES = ("zh", "en")
LONGEST_WINDOW_MS = 366 * 24 * 3600 * 1000


def keep_blueprint(definition: dict[str, Any], *, actor: Actor | None) -> Blueprint:
    """Keep a version of a blueprint; the same content again is the version that is there."""
    rule = read_blueprint(definition, MARKED_BY_MACHINE)
    with transaction() as session:
        held = session.scalars(
            select(Blueprint).where(Blueprint.code == rule.code, Blueprint.version == rule.version)
        ).first()
        if held and held.definition == definition:
            return held
        if held:
            raise Refused(
                N_(
                    "Version %(version)s of %(code)s is there already and differs; "
                    "give it a new number."
                ),
                version=rule.version,
                code=rule.code,
            )
        kept = Blueprint(
            code=rule.code,
            version=rule.version,
            definition=definition,
            by_id=actor.id if actor else None,
            at=now(),
        )
        session.add(kept)
        session.flush()
        record(
            ExamAct.BLUEPRINT_KEPT,
            actor,
            subject=("blueprint", kept.id),
            code=rule.code,
            version=rule.version,
        )
    return kept


def plan_sitting(
    *,
    blueprint_id: int,
    unit_id: int,
    title: str,
    title_en: str,
    place: str,
    opens_ms: int,
    closes_ms: int,
    actor: Actor,
) -> Sitting:
    """Plan a sitting of a unit under the examiner's duty; its time limit is the blueprint's."""
    if closes_ms <= opens_ms:
        raise Refused(N_("A sitting must close after it opens."))
    if closes_ms - opens_ms > LONGEST_WINDOW_MS:
        raise Refused(N_("The window of a sitting is a year at most."))
    with transaction() as session:
        if closes_ms <= exam_ms():
            raise Refused(N_("This time is over already. Choose one to come."))
        unit = unit_of(unit_id)
        demand(actor, Right.HOLD_SITTINGS, unit.path)
        blueprint = session.get(Blueprint, blueprint_id)
        if blueprint is None:
            raise Refused(N_("Choose a blueprint."))
        sitting = Sitting(
            blueprint=blueprint,
            unit=unit,
            title=title,
            title_en=title_en or title,
            place=place,
            opens_ms=opens_ms,
            closes_ms=closes_ms,
            minutes=read_blueprint(blueprint.definition, MARKED_BY_MACHINE).minutes,
            by_id=actor.id,
            at=now(),
        )
        session.add(sitting)
        session.flush()
        record(
            ExamAct.SITTING_CREATED,
            actor,
            subject=("sitting", sitting.id),
            unit_path=unit.path,
            opens_ms=opens_ms,
            closes_ms=closes_ms,
        )
    return sitting


def register(
    sitting_id: int, person_ids: Sequence[int], *, language: str, actor: Actor
) -> list[Registration]:
    """Register officers for a sitting that is not sealed; who stands registered is passed over."""
    with transaction():
        sitting = locked_sitting(actor, sitting_id)
        _refuse_sealed(sitting)
        held = {found.person_id for found in registrations(sitting.id)}
        drawn = bank_ids(rule_of(sitting))
        return [
            _register(sitting, person_of(person_id), language, drawn, actor)
            for person_id in dict.fromkeys(person_ids)
            if person_id not in held
        ]


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
        drawn = bank_ids(rule_of(sitting))
        return _register(sitting, person_of(actor.id), language, drawn, actor)


def _refuse_sealed(sitting: Sitting) -> None:
    if sitting.sealing:
        raise Refused(N_("This sitting is sealed. Who comes now needs a late entry."))


def _register(
    sitting: Sitting, person: Person, language: str, drawn: set[int], actor: Actor
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
            sitting_id=sitting.id, person=person, language=language, by_id=actor.id, at=now()
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
        )
    return registered


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


def give_extra_minutes(
    sitting_id: int, registration_id: int, *, minutes: int, reason: str, actor: Actor
) -> Registration:
    """Set a candidate's extra time, before or during the attempt; it moves a running deadline.

    A deadline is never moved into the past, and a closed attempt stays closed.
    """
    if not 0 <= minutes <= 240:
        raise Refused(N_("Extra time must be 0 to 240 minutes."))
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        found = next((r for r in registrations(sitting.id) if r.id == registration_id), None)
        if found is None:
            raise Refused(N_("This candidate is not registered here."))
        if found.person_id == actor.id:
            raise NotAllowed(N_("Nobody gives themselves extra time."))
        attempt = session.scalars(
            select(Attempt).where(Attempt.registration_id == found.id).with_for_update()
        ).first()
        if attempt and attempt.state not in ("ready", "open"):
            raise Refused(N_("This exam has been handed in; time can no longer be added."))
        before, found.extra_minutes = found.extra_minutes, minutes
        if attempt and attempt.opened_ms is not None:
            due = attempt.opened_ms + (sitting.minutes + minutes) * 60_000
            if due <= exam_ms():
                raise Refused(N_("That would end the exam in the past."))
            attempt.deadline_ms = due
        record(
            ExamAct.ACCOMMODATED,
            actor,
            subject=("registration", found.id),
            unit_path=sitting.unit.path,
            sitting=sitting.id,
            person=found.person_id,
            before=before,
            after=minutes,
            reason=reason,
        )
    return found
