"""Stopping the clock of a sitting, a room or one candidate, and giving the time back."""

from collections.abc import Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, NotAllowed, Refused
from exam.acts import ExamAct
from exam.models.attempts import Attempt, AttemptEvent
from exam.models.proctoring import Pause, Resumption
from exam.models.sittings import Sitting
from exam.queries.pauses import held_by_a_pause, pause_in, reached, standing_pauses
from exam.queries.rooms import room_in
from exam.queries.sittings import locked_sitting
from exam.rules.pauses import LONGEST_TEXT, Reach

UNFINISHED = ("ready", "open", "paused")


def pause(sitting_id: int, reach: Reach, *, reason: str, actor: Actor) -> Pause:
    """Stop the clocks that run there at one reading; who has not started cannot start meanwhile.

    An attempt past its deadline is not paused: its time was over.
    """
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        _refuse_pause(session, sitting, reach, actor)
        if not 1 <= len(reason) <= LONGEST_TEXT:
            raise Refused(N_("Say why, in at most 500 characters."))
        at_ms = exam_ms()
        begun = Pause(
            sitting_id=sitting.id,
            room_id=reach.room_id,
            attempt_id=reach.attempt_id,
            from_ms=at_ms,
            reason=reason,
            by_id=actor.id,
            at=now(),
        )
        session.add(begun)
        session.flush()
        stopped = session.scalars(
            update(Attempt)
            .where(reached(sitting.id, reach), Attempt.state == "open", Attempt.deadline_ms > at_ms)
            .values(state="paused", paused_ms=at_ms, news=Attempt.news + 1)
            .returning(Attempt.id)
            .execution_options(synchronize_session=False)
        ).all()
        _note(session, "paused", stopped, at_ms)
        _record(ExamAct.PAUSED, sitting, begun, actor, attempts=len(stopped), reason=reason)
    return begun


def resume(sitting_id: int, pause_id: int, *, actor: Actor) -> Resumption:
    """End a pause: each clock goes on with exactly what was left when it stopped.

    What another pause still covers stays as it is, and gets its time back when that one ends.
    """
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        begun = pause_in(sitting.id, pause_id)
        reach = Reach(room_id=begun.room_id, attempt_id=begun.attempt_id)
        _refuse_own(session, sitting, reach, actor)
        if session.get(Resumption, begun.id):
            raise Refused(N_("This pause was ended already."))
        at_ms = exam_ms()
        ended = Resumption(pause_id=begun.id, to_ms=at_ms, by_id=actor.id, at=now())
        session.add(ended)
        session.flush()
        going_on = session.scalars(
            update(Attempt)
            .where(reached(sitting.id, reach), Attempt.state == "paused", ~held_by_a_pause())
            .values(
                state="open",
                deadline_ms=Attempt.deadline_ms + at_ms - Attempt.paused_ms,
                paused_ms=None,
                news=Attempt.news + 1,
            )
            .returning(Attempt.id)
            .execution_options(synchronize_session=False)
        ).all()
        _note(session, "resumed", going_on, at_ms)
        _record(
            ExamAct.RESUMED,
            sitting,
            begun,
            actor,
            attempts=len(going_on),
            lasted_ms=at_ms - begun.from_ms,
        )
    return ended


def _refuse_pause(session: Session, sitting: Sitting, reach: Reach, actor: Actor) -> None:
    if reach.room_id is not None:
        room_in(sitting.id, reach.room_id)
    _refuse_own(session, sitting, reach, actor)
    unfinished = select(Attempt.id).where(reached(sitting.id, reach), Attempt.state.in_(UNFINISHED))
    if sitting.closing or session.scalars(unfinished.limit(1)).first() is None:
        raise Refused(N_("Nobody there is waiting or writing."))
    held = {(each.room_id, each.attempt_id) for each in standing_pauses(sitting.id)}
    if (reach.room_id, reach.attempt_id) in held:
        raise Refused(N_("This is paused already."))


def _refuse_own(session: Session, sitting: Sitting, reach: Reach, actor: Actor) -> None:
    own = select(Attempt.id).where(reached(sitting.id, reach), Attempt.candidate_id == actor.id)
    if session.scalars(own).first() is not None:
        raise NotAllowed(N_("You sit this exam yourself. Another examiner must do this."))


def _note(session: Session, kind: str, attempt_ids: Sequence[int], at_ms: int) -> None:
    rows = [{"attempt_id": each, "kind": kind, "at_ms": at_ms} for each in attempt_ids]
    if rows:
        session.execute(insert(AttemptEvent), rows)


def _record(act: ExamAct, sitting: Sitting, begun: Pause, actor: Actor, **fields: object) -> None:
    record(
        act,
        actor,
        subject=("sitting", sitting.id),
        unit_path=sitting.unit.path,
        pause=begun.id,
        room=begun.room_id,
        attempt=begun.attempt_id,
        **fields,
    )
