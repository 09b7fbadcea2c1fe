"""A word from the examiner to those who sit."""

from sqlalchemy import update

from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, Refused
from exam.actions.rooms import refuse_over
from exam.acts import ExamAct
from exam.models.attempts import Attempt
from exam.models.proctoring import Message
from exam.queries.pauses import reached
from exam.queries.rooms import room_in
from exam.queries.sittings import locked_sitting
from exam.rules.pauses import LONGEST_TEXT, Reach


def send(sitting_id: int, reach: Reach, *, text: str, actor: Actor) -> Message:
    """Say something to one candidate, a room or everyone: plain text of at most 500 characters.

    Open pages learn of it with their next beat; it also waits for those who have not started.
    """
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        refuse_over(sitting)
        if reach.room_id is not None:
            room_in(sitting.id, reach.room_id)
        if not 1 <= len(text) <= LONGEST_TEXT:
            raise Refused(N_("Write a message of at most 500 characters."))
        said = Message(
            sitting_id=sitting.id,
            room_id=reach.room_id,
            attempt_id=reach.attempt_id,
            text=text,
            at_ms=exam_ms(),
            by_id=actor.id,
            at=now(),
        )
        session.add(said)
        session.flush()
        told = session.scalars(
            update(Attempt)
            .where(reached(sitting.id, reach), Attempt.state.in_(("ready", "open", "paused")))
            .values(news=Attempt.news + 1)
            .returning(Attempt.id)
            .execution_options(synchronize_session=False)
        ).all()
        record(
            ExamAct.MESSAGE_SENT,
            actor,
            subject=("sitting", sitting.id),
            unit_path=sitting.unit.path,
            room=reach.room_id,
            attempt=reach.attempt_id,
            attempts=len(told),
            text=text,
        )
    return said
