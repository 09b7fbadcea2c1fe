"""Attempts: a candidate's own, their answers on record, their events."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.actor import Actor
from core.database import db
from core.errors import Missing, N_
from exam.models import Arrival, Attempt, AttemptEvent, Sitting
from exam.rules.arrivals import Answer, standing_answers

ANSWER_COLUMNS = (Arrival.slot, Arrival.typed_under, Arrival.seq, Arrival.value, Arrival.standing)


def own_attempt(token: str, actor: Actor) -> Attempt:
    """The actor's attempt with this token; for anyone else there is none."""
    statement = (
        select(Attempt)
        .options(
            joinedload(Attempt.sitting).joinedload(Sitting.blueprint),
            joinedload(Attempt.form),
            joinedload(Attempt.registration),
        )
        .where(Attempt.token == token, Attempt.candidate_id == actor.id)
    )
    attempt = db.session.scalars(statement).first()
    if attempt is None:
        raise Missing(N_("There is no such exam of yours."))
    return attempt


def answers_on_record(attempt_id: int) -> dict[int, Answer]:
    """The answer that counts for each slot answered so far."""
    rows = db.session.execute(
        select(*ANSWER_COLUMNS).where(Arrival.attempt_id == attempt_id).order_by(Arrival.id)
    )
    return standing_answers(Answer(*row) for row in rows)


def flags_of(attempt_id: int) -> set[int]:
    """The slots whose last word is a flag."""
    rows = db.session.execute(
        select(AttemptEvent.slot, AttemptEvent.kind)
        .where(
            AttemptEvent.attempt_id == attempt_id, AttemptEvent.kind.in_(("flagged", "unflagged"))
        )
        .order_by(AttemptEvent.id)
    )
    last = {row.slot: row.kind for row in rows}
    return {slot for slot, kind in last.items() if kind == "flagged" and slot is not None}
