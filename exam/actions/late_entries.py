"""Who comes after the sealing gets one of the papers that were drawn in reserve."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from accounts.models import Person
from accounts.queries import person_of
from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, Refused
from exam.actions.laying_out import Paper, attempt_row
from exam.actions.registering import refuse_barred, refuse_unfit
from exam.acts import ExamAct
from exam.models.attempts import Attempt
from exam.models.candidates import Form, Registration
from exam.models.sittings import Sitting
from exam.queries.bank import bank_ids
from exam.queries.seen import same_questions, seen_revisions
from exam.queries.sittings import locked_sitting, phase, registrations, rule_of
from exam.rules.phases import Phase


def admit_late(
    sitting_id: int, person_id: int, *, language: str, reason: str, actor: Actor
) -> Attempt:
    """Give an officer who comes after the sealing the reserve with the fewest seen questions."""
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        if phase(sitting, exam_ms()) not in (Phase.SEALED, Phase.OPEN):
            raise Refused(
                N_("Late entries are possible between sealing and the end of the window.")
            )
        person = person_of(person_id)
        refuse_unfit(sitting, person, bank_ids(rule_of(sitting)))
        refuse_barred(sitting, [person])
        _refuse_registered(sitting, person)
        paper = _reserve(sitting, language, person)
        late = Registration(
            sitting_id=sitting.id, person=person, language=language, by_id=actor.id, at=now()
        )
        session.add(late)
        session.flush()
        attempt = Attempt(**attempt_row(sitting, late, paper))
        session.add(attempt)
        session.flush()
        record(
            ExamAct.LATE_ENTRY,
            actor,
            subject=("attempt", attempt.id),
            unit_path=sitting.unit.path,
            sitting=sitting.id,
            person=person.id,
            reason=reason,
        )
    return attempt


def _refuse_registered(sitting: Sitting, person: Person) -> None:
    if any(found.person_id == person.id for found in registrations(sitting.id)):
        raise Refused(N_("%(name)s is registered already."), name=person.name)
    with transaction() as session:
        once = session.scalars(
            select(Registration.id).where(
                Registration.sitting_id == sitting.id, Registration.person_id == person.id
            )
        ).first()
    if once is not None:
        raise Refused(N_("%(name)s was withdrawn from this sitting."), name=person.name)


def _reserve(sitting: Sitting, language: str, person: Person) -> Paper:
    forms = _left(sitting.id, language)
    if not forms:
        raise Refused(N_("No reserve paper is left in this language."))
    shown = seen_revisions([person.id], rule_of(sitting).unseen).get(person.id, set())
    known = same_questions(shown)
    form = min(forms, key=lambda form: (_seen_on(form, known), form.number))
    return Paper(form.id, len(form.slots))


def _left(sitting_id: int, language: str) -> Sequence[Form]:
    with transaction() as session:
        return session.scalars(
            select(Form)
            .where(
                Form.sitting_id == sitting_id,
                Form.language == language,
                ~exists().where(Attempt.form_id == Form.id),
            )
            .order_by(Form.number)
        ).all()


def _seen_on(form: Form, known: set[int]) -> int:
    return len({slot["revision"] for slot in form.slots} & known)
