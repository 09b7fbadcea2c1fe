"""Extra time for one candidate, before or during the attempt."""

from fractions import Fraction
from math import ceil

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from audit.actions import record
from core.actor import Actor
from core.database import transaction
from core.errors import N_, NotAllowed, Refused
from exam.acts import ExamAct
from exam.models.attempts import Attempt
from exam.models.candidates import Registration
from exam.models.sittings import Sitting
from exam.queries.attempts import READING, WRITING
from exam.queries.candidates import registration_in
from exam.queries.sittings import locked_sitting

MOST_MINUTES = 240
MOST_PERCENT = 200


def give_extra_minutes(
    sitting_id: int, registration_id: int, *, minutes: int, reason: str, actor: Actor
) -> Registration:
    """Set a candidate's extra time, before or during the attempt; it moves a running deadline.

    A deadline is never moved into the past, and an attempt whose time was up stays closed.
    """
    if not 0 <= minutes <= MOST_MINUTES:
        raise Refused(N_("Extra time must be 0 to 240 minutes."))
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        found = registration_in(sitting.id, registration_id)
        if found is None:
            raise Refused(N_("This candidate is not registered here."))
        if found.person_id == actor.id:
            raise NotAllowed(N_("Nobody gives themselves extra time."))
        before, found.extra_minutes = found.extra_minutes, minutes
        _move_deadline(session, found, (minutes - before) * 60_000)
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


def give_extra_share(
    sitting_id: int, registration_id: int, *, percent: int, reason: str, actor: Actor
) -> Registration:
    """Set the extra time as a share of the sitting's, rounded up to whole minutes."""
    if not 0 <= percent <= MOST_PERCENT:
        raise Refused(N_("Extra time must be 0 to 200 percent."))
    with transaction():
        sitting = locked_sitting(actor, sitting_id)
        return give_extra_minutes(
            sitting_id,
            registration_id,
            minutes=minutes_of(sitting, percent),
            reason=reason,
            actor=actor,
        )


def minutes_of(sitting: Sitting, percent: int) -> int:
    """So many percent of a sitting's time in whole minutes, rounded up."""
    return ceil(Fraction(sitting.minutes * percent, 100))


def _move_deadline(session: Session, found: Registration, by_ms: int) -> None:
    """Move the deadline of an attempt that is being written, in one guarded statement."""
    is_mine = Attempt.registration_id == found.id
    state = session.scalar(select(Attempt.state).where(is_mine))
    if state in (None, "ready"):
        return
    moved = session.execute(
        update(Attempt)
        .where(
            is_mine,
            Attempt.state.in_(WRITING),
            Attempt.deadline_ms > READING,
            Attempt.deadline_ms + by_ms > READING,
        )
        .values(deadline_ms=Attempt.deadline_ms + by_ms, news=Attempt.news + 1)
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    )
    if moved.first() is None:
        _refuse_unmoved(session, found)


def _refuse_unmoved(session: Session, found: Registration) -> None:
    """Say why: the paper is in, its time was up, or it would be."""
    state, is_up = session.execute(
        select(Attempt.state, Attempt.deadline_ms <= READING).where(
            Attempt.registration_id == found.id
        )
    ).one()
    if state not in WRITING:
        raise Refused(N_("This exam has been handed in; time can no longer be added."))
    if is_up:
        raise Refused(N_("The time of this exam was up; time can no longer be added."))
    raise Refused(N_("That would end the exam in the past."))
