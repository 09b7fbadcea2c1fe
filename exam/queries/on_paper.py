"""Who sits on paper, how far each paper is, and which of them a sitting still waits for."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, exists, func, select

from accounts.models import Person, Unit
from accounts.queries import Page, one_page
from core.actor import Actor
from core.clock import ClockMs
from core.database import db
from exam.models.attempts import Attempt, AttemptEvent
from exam.models.candidates import Form, PaperEntry, Registration
from exam.models.sittings import Sitting
from exam.rules.voiding import VOIDED

PRINTED, ABSENT, PRESENT, TRANSCRIBED, UNREADABLE = (
    "printed",
    "absent",
    "present",
    "transcribed",
    "unreadable",
)
BY_PAPER = "paper"
ABSENCE_STANDS_MS = 30 * 60_000
STANDINGS = ("waiting", "once", "differs", "agreed", "absent", "voided")


def _last(*kinds: str) -> ColumnElement[str | None]:
    """The kind of the last of an attempt's events of these kinds."""
    return (
        select(AttemptEvent.kind)
        .where(AttemptEvent.attempt_id == Attempt.id, AttemptEvent.kind.in_(kinds))
        .order_by(AttemptEvent.id.desc())
        .limit(1)
        .correlate(Attempt)
        .scalar_subquery()
    )


def _noted_at() -> ColumnElement[int]:
    """When somebody was last said to be absent."""
    return (
        select(func.max(AttemptEvent.at_ms))
        .where(AttemptEvent.attempt_id == Attempt.id, AttemptEvent.kind == ABSENT)
        .correlate(Attempt)
        .scalar_subquery()
    )


IS_ABSENT = func.coalesce(_last(ABSENT, PRESENT), PRESENT) == ABSENT
PEOPLE = (
    select(func.count(PaperEntry.by_id.distinct()))
    .where(PaperEntry.attempt_id == Attempt.id)
    .correlate(Attempt)
    .scalar_subquery()
)
STANDING = case(
    (Attempt.state == VOIDED, "voided"),
    (Attempt.state != "ready", "agreed"),
    (IS_ABSENT, "absent"),
    (PEOPLE == 0, "waiting"),
    (PEOPLE == 1, "once"),
    else_="differs",
)
"""Where a paper stands: two who agree close it at once, so with two and not closed it differs."""


def is_awaited_on_paper() -> ColumnElement[bool]:
    """The condition that a sitting waits for a paper: on paper, not in yet, not long absent.

    An absence that was noted frees the sitting half an hour later: until then it can be taken back.
    """
    return (
        select(Attempt.id)
        .join(Registration, Registration.id == Attempt.registration_id)
        .where(
            Attempt.sitting_id == Sitting.id,
            Attempt.state == "ready",
            Registration.on_paper,
            ~(IS_ABSENT & (_noted_at() + ABSENCE_STANDS_MS <= ClockMs())),
        )
        .correlate(Sitting)
        .exists()
    )


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One candidate on paper: the form, when it was last printed, and where the paper stands."""

    registration_id: int
    name: str
    unit: Unit
    language: str
    number: int
    printed_ms: int | None
    standing: str
    is_mine: bool


def papers_of(sitting_id: int, actor: Actor, page: int) -> Page[PaperRow]:
    """Candidates on paper by unit and login; `is_mine` where the actor has typed the paper in."""
    printed = (
        select(func.max(AttemptEvent.at_ms))
        .where(AttemptEvent.attempt_id == Attempt.id, AttemptEvent.kind == PRINTED)
        .correlate(Attempt)
        .scalar_subquery()
    )
    mine = exists().where(PaperEntry.attempt_id == Attempt.id, PaperEntry.by_id == actor.id)
    chosen = on_paper(sitting_id).order_by(Unit.path, Person.login)
    found = one_page(chosen, page)
    statement = (
        on_paper(sitting_id)
        .with_only_columns(
            Attempt.registration_id,
            Person.name,
            Unit,
            Form.language,
            Form.number,
            printed,
            STANDING,
            mine,
        )
        .where(Attempt.id.in_([attempt.id for attempt in found.rows]))
        .order_by(Unit.path, Person.login)
    )
    rows = [PaperRow(*row) for row in db.session.execute(statement)]
    return Page(rows, found.number, found.count, found.total)


def on_paper(sitting_id: int) -> Select[Attempt]:
    return (
        select(Attempt)
        .join(Registration, Registration.id == Attempt.registration_id)
        .join(Person, Person.id == Attempt.candidate_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Form, Form.id == Attempt.form_id)
        .where(Attempt.sitting_id == sitting_id, Registration.on_paper)
    )


def standings_of(sitting_id: int) -> Counter[str]:
    """How many papers stand where."""
    stands = on_paper(sitting_id).with_only_columns(STANDING.label("stands")).subquery()
    rows = db.session.execute(select(stands.c.stands, func.count()).group_by(stands.c.stands))
    return Counter(dict(rows.all()))


def attendance_of(attempt: Attempt) -> str:
    """The last word on whether the candidate came; nothing said means present."""
    statement = (
        select(AttemptEvent.kind)
        .where(AttemptEvent.attempt_id == attempt.id, AttemptEvent.kind.in_((ABSENT, PRESENT)))
        .order_by(AttemptEvent.id.desc())
    )
    return db.session.scalars(statement).first() or PRESENT
