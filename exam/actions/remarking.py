"""What an examiner makes of the signals of an attempt, in words that the candidate reads."""

from sqlalchemy import exists, select

from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, NotAllowed, Refused
from exam.acts import ExamAct
from exam.models.attempts import Attempt
from exam.models.candidates import Registration
from exam.models.proctoring import SignalRemark
from exam.queries.journal import attempt_in
from exam.queries.sittings import locked_sitting, standing_registration
from exam.rules.pauses import LONGEST_TEXT


def remark(sitting_id: int, registration_id: int, *, text: str, actor: Actor) -> SignalRemark:
    """Note, as an examiner who does not sit this exam, what was found; it changes nothing else."""
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        attempt = attempt_in(sitting, registration_id)
        _refuse_conflict(attempt, actor)
        if not 1 <= len(text) <= LONGEST_TEXT:
            raise Refused(N_("Write a remark of at most 500 characters."))
        made = SignalRemark(attempt_id=attempt.id, text=text, by_id=actor.id, at=now())
        session.add(made)
        session.flush()
        record(
            ExamAct.SIGNALS_REMARKED,
            actor,
            subject=("attempt", attempt.id),
            unit_path=sitting.unit.path,
            sitting=sitting.id,
            person=attempt.candidate_id,
            text=text,
        )
    return made


def _refuse_conflict(attempt: Attempt, actor: Actor) -> None:
    sits_here = exists().where(
        Registration.sitting_id == attempt.sitting_id,
        Registration.person_id == actor.id,
        standing_registration(),
    )
    with transaction() as session:
        if session.scalar(select(sits_here)):
            raise NotAllowed(N_("You sit this exam yourself. Another examiner must do this."))
