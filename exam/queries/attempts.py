"""Attempts: a candidate's own, their answers on record, their events."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    Text,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import joinedload

from accounts.models import Person, SignIn, Unit
from core.actor import Actor
from core.clock import ClockMs
from core.database import Prepared, db
from core.errors import N_, Missing
from exam.models.attempts import Arrival, Attempt, AttemptEvent
from exam.models.candidates import Form, Registration, Seat
from exam.models.sittings import Entrance, Room, Sealing, Sitting
from exam.rules.arrivals import COUNTED, Answer, standing_answers

ANSWER_COLUMNS = (Arrival.slot, Arrival.typed_under, Arrival.seq, Arrival.value, Arrival.standing)


# While an attempt is paused its clock stands at the moment of the pause.
READING = func.coalesce(Attempt.paused_ms, ClockMs())
WRITING = ("open", "paused")
FLAGS = ("flagged", "unflagged")
FLAGGED = text("attempt_event.kind IN ('flagged', 'unflagged')")
# Whether the gate looks at who comes for a paper; a code is asked at the start alone.
GATE = func.coalesce(
    or_(
        Attempt.browser_pass.is_not(None),
        Entrance.config_key.is_not(None),
        cast(Entrance.browser_keys, Text) != "[]",
        cast(Entrance.addresses, Text) != "[]",
        cast(Room.addresses, Text) != "[]",
    ),
    literal_column("false"),
)


def stands(sign_in_id: int | ColumnElement[int]) -> tuple[ColumnElement[bool], ...]:
    """The conditions that this sign-in, joined with its person, still holds."""
    return (
        SignIn.id == sign_in_id,
        SignIn.ended_at.is_(None),
        SignIn.expires_at > func.current_timestamp(),
        Person.closed_at.is_(None),
    )


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
    """Whether answers of this attempt may still count: paused, or open and its time not over."""
    statement = select(Attempt.id).where(
        Attempt.id == attempt.id,
        Attempt.state.in_(WRITING),
        Attempt.deadline_ms + Attempt.grace_ms >= READING,
    )
    return db.session.scalars(statement).first() is not None


def answers_on_record(attempt_id: int) -> dict[int, Answer]:
    """The answer that counts for each slot answered so far."""
    return record_of(attempt_id).answers


@dataclass(frozen=True, slots=True)
class OnRecord:
    """The answers that count and the flags that stand, by slot; when the last that counts came."""

    answers: dict[int, Answer]
    flags: set[int]
    saved_ms: int | None


NOTHING = OnRecord({}, set(), None)


def record_of(attempt_id: int) -> OnRecord:
    """What is on record of an attempt so far, read in one statement."""
    arrived = select(Arrival.id, Arrival.at_ms, *ANSWER_COLUMNS).where(
        Arrival.attempt_id == attempt_id
    )
    nothing: tuple[ColumnElement[Any], ...] = (
        literal_column("0"),
        literal_column("0"),
        literal_column("''"),
    )
    flagged = select(
        AttemptEvent.id, AttemptEvent.at_ms, AttemptEvent.slot, *nothing, AttemptEvent.kind
    ).where(AttemptEvent.attempt_id == attempt_id, AttemptEvent.kind.in_(FLAGS))
    rows = [
        (at_ms, Answer(*columns))
        for _, at_ms, *columns in db.session.execute(union_all(arrived, flagged).order_by("id"))
    ]
    last = {row.slot: row.standing for _, row in rows if row.standing in FLAGS}
    return OnRecord(
        answers=standing_answers(row for _, row in rows),
        flags={slot for slot, kind in last.items() if kind == "flagged"},
        saved_ms=max((at_ms for at_ms, row in rows if row.standing in COUNTED), default=None),
    )


@dataclass(frozen=True, slots=True)
class Paper:
    """An attempt as its page needs it, read in one statement; `slots` as in Form.slots.

    `recovery_key` is the public key to which files of answers are locked; the times are readings.
    `is_touched` says whether anything may be on record, `has_gate` whether its sitting or room
    asks something of a browser.
    """

    attempt_id: int
    candidate_id: int
    state: str
    lease: int
    news: int
    deadline_ms: int
    remaining_ms: int
    is_due: bool
    slots: list[dict[str, Any]]
    language: str
    title: str
    title_en: str
    place: str
    zone: str
    candidate: str
    scheme: str | None
    watches_focus: bool | None
    asks_full_screen: bool | None
    recovery_key: str | None
    is_touched: bool
    has_gate: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing more can be written."""
        return self.state not in WRITING or self.is_due


PAPER = Prepared(
    select(
        Attempt.id,
        Attempt.candidate_id,
        Attempt.state,
        Attempt.lease,
        Attempt.news,
        Attempt.deadline_ms,
        Attempt.deadline_ms - READING,
        Attempt.deadline_ms + Attempt.grace_ms < READING,
        Form.slots,
        Registration.language,
        Sitting.title,
        Sitting.title_en,
        Sitting.place,
        Unit.zone,
        Person.name,
        Person.scheme,
        Entrance.watches_focus,
        Entrance.asks_full_screen,
        Sealing.recovery_public,
        exists().where(Arrival.attempt_id == Attempt.id)
        | exists().where(AttemptEvent.attempt_id == Attempt.id, FLAGGED),
        GATE,
    )
    .join(Form, Form.id == Attempt.form_id)
    .join(Registration, Registration.id == Attempt.registration_id)
    .join(Sitting, Sitting.id == Attempt.sitting_id)
    .join(Unit, Unit.id == Sitting.unit_id)
    .join(Person, Person.id == Attempt.candidate_id)
    .join(SignIn, SignIn.person_id == Attempt.candidate_id)
    .outerjoin(Entrance, Entrance.sitting_id == Attempt.sitting_id)
    .outerjoin(Sealing, Sealing.sitting_id == Attempt.sitting_id)
    .outerjoin(Seat, Seat.registration_id == Attempt.registration_id)
    .outerjoin(Room, Room.id == Seat.room_id)
    .where(
        Attempt.token == bindparam("token", type_=String),
        Attempt.opened_ms.is_not(None),
        *stands(bindparam("sign_in", type_=Integer)),
    )
)


def paper_of(token: str, sign_in_id: int) -> Paper | None:
    """The opened attempt with this token, if this standing sign-in is its candidate's."""
    rows = PAPER.rows({"token": token, "sign_in": sign_in_id})
    return Paper(*rows[0]) if rows else None
