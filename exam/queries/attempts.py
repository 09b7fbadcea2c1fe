"""Attempts: a candidate's own, their answers on record, their events."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import joinedload

from accounts.models import Person, SignIn
from core.actor import Actor
from core.clock import ClockMs
from core.database import db
from core.errors import N_, Missing
from exam.models import Arrival, Attempt, AttemptEvent, Form, Registration, Sitting
from exam.rules.arrivals import Answer, standing_answers

ANSWER_COLUMNS = (Arrival.slot, Arrival.typed_under, Arrival.seq, Arrival.value, Arrival.standing)


def own_attempt(token: str, actor: Actor) -> Attempt:
    """The actor's attempt with this token; for anyone else there is none."""
    statement = (
        select(Attempt)
        .options(
            joinedload(Attempt.sitting).joinedload(Sitting.blueprint),
            joinedload(Attempt.sitting).joinedload(Sitting.unit),
            joinedload(Attempt.registration),
        )
        .where(Attempt.token == token, Attempt.candidate_id == actor.id)
    )
    attempt = db.session.scalars(statement).first()
    if attempt is None:
        raise Missing(N_("There is no such exam of yours."))
    return attempt


def is_being_written(attempt: Attempt) -> bool:
    """Whether answers of this attempt may still count: open, and its time and grace not over."""
    statement = select(Attempt.id).where(
        Attempt.id == attempt.id,
        Attempt.state == "open",
        Attempt.deadline_ms + Attempt.grace_ms >= ClockMs(),
    )
    return db.session.scalars(statement).first() is not None


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


@dataclass(frozen=True, slots=True)
class Paper:
    """An attempt as its page needs it, read in one statement; `slots` as in Form.slots."""

    attempt_id: int
    state: str
    lease: int
    remaining_ms: int
    is_due: bool
    slots: list[dict[str, Any]]
    language: str
    title: str
    title_en: str
    place: str
    candidate: str
    scheme: str | None


def paper_of(token: str, sign_in_id: int) -> Paper | None:
    """The opened attempt with this token, if this standing sign-in is its candidate's."""
    at_ms = ClockMs()
    statement = (
        select(
            Attempt.id,
            Attempt.state,
            Attempt.lease,
            Attempt.deadline_ms - at_ms,
            Attempt.deadline_ms + Attempt.grace_ms < at_ms,
            Form.slots,
            Registration.language,
            Sitting.title,
            Sitting.title_en,
            Sitting.place,
            Person.name,
            Person.scheme,
        )
        .join(Form, Form.id == Attempt.form_id)
        .join(Registration, Registration.id == Attempt.registration_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Person, Person.id == Attempt.candidate_id)
        .join(SignIn, SignIn.person_id == Attempt.candidate_id)
        .where(
            Attempt.token == token,
            Attempt.opened_ms.is_not(None),
            SignIn.id == sign_in_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > func.current_timestamp(),
            Person.closed_at.is_(None),
        )
    )
    row: Row[Any] | None = db.session.execute(statement).first()
    return Paper(*tuple(row)) if row else None
