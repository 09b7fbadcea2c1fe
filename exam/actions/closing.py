"""Closing a sitting: its journal is digested, its written answers are laid out for markers."""

from hashlib import sha256

from sqlalchemy import ColumnElement, exists, or_, select

from audit.actions import record
from audit.rules.entry import canonical
from core.clock import exam_ms, now
from core.database import db, transaction
from exam.actions import grading, marking
from exam.actions.sweeping import tell
from exam.acts import ExamAct
from exam.models.attempts import Arrival, Attempt
from exam.models.sittings import Closing, Sitting
from exam.queries.attempts import ANSWER_COLUMNS
from exam.queries.closed import closed_attempts, sheets
from exam.queries.on_paper import is_awaited_on_paper
from exam.queries.results import newest_run, unmarked
from exam.queries.scripts import waits_for_markers
from exam.queries.sittings import lock_sitting, phase
from exam.rules.arrivals import COUNTED, said
from exam.rules.phases import Phase
from exam.rules.slots import SlotQuestion, question_of
from question_bank.kinds import KINDS
from question_bank.models import Revision
from question_bank.queries.questions import revisions


def close_ended() -> int:
    """Close and mark every sitting whose window is over and whose papers are all in."""
    at_ms = exam_ms()
    over = db.session.scalars(
        select(Sitting.id)
        .join(Sitting.sealing)
        .outerjoin(Sitting.closing)
        .where(Closing.sitting_id.is_(None), Sitting.closes_ms <= at_ms, ~_is_being_written())
        .order_by(Sitting.id)
    ).all()
    closed = [sitting_id for sitting_id in over if close(sitting_id)]
    for sitting_id in unmarked():
        _run_once(sitting_id)
    return len(closed)


def _run_once(sitting_id: int) -> None:
    """Of two workers at once one marks; written answers wait for their markers."""
    with transaction() as session:
        lock_sitting(sitting_id)
        is_settled = not waits_for_markers(session.get_one(Sitting, sitting_id))
        if is_settled and newest_run(sitting_id) is None:
            grading.run(sitting_id, actor=None)


def _is_being_written() -> ColumnElement[bool]:
    is_open = exists().where(
        Attempt.sitting_id == Sitting.id, Attempt.state.in_(("open", "paused"))
    )
    return or_(is_open, is_awaited_on_paper())


def close(sitting_id: int) -> bool:
    """Note the digest of the journal, and tell the seed of the draws: no answer counts any more.

    False: it was closed already, never sealed, or its window or a paper is still open.
    """
    with transaction() as session:
        lock_sitting(sitting_id)
        sitting = session.get_one(Sitting, sitting_id)
        sealing = sitting.sealing
        if sealing is None or phase(sitting, exam_ms()) is not Phase.ENDING:
            return False
        if session.scalar(select(_is_being_written()).where(Sitting.id == sitting_id)):
            return False
        tell(sitting_id)
        digest, count = journal_digest(sitting_id)
        session.add(Closing(sitting_id=sitting_id, journal_hash=digest, arrivals=count, at=now()))
        marking.lay_out(sitting_id, _written(sitting_id))
        record(
            ExamAct.SITTING_CLOSED,
            None,
            subject=("sitting", sitting_id),
            unit_path=sitting.unit.path,
            journal_hash=digest,
            arrivals=count,
            seed=sealing.seed,
        )
    return True


def journal_digest(sitting_id: int) -> tuple[str, int]:
    """SHA-256 over every arrival that counts, attempt by attempt in order, and how many there are.

    What comes too late is kept too, but changes nothing here: so it can be computed again.
    """
    rows = db.session.execute(
        select(Arrival.attempt_id, *ANSWER_COLUMNS, Arrival.at_ms)
        .join(Attempt, Attempt.id == Arrival.attempt_id)
        .where(Attempt.sitting_id == sitting_id, Arrival.standing.in_(COUNTED))
        .order_by(Arrival.attempt_id, Arrival.id)
    )
    digest, count = sha256(), 0
    for row in rows:
        digest.update(canonical(list(row)) + b"\n")
        count += 1
    return digest.hexdigest(), count


def _written(sitting_id: int) -> list[tuple[int, int, int]]:
    """The answers that people mark, as (attempt, slot, revision): those that say something."""
    asked: dict[int, Revision] = {}
    found = []
    for some in sheets(closed_attempts(sitting_id)):
        drawn = {slot["revision"] for sheet in some for slot in sheet.slots}
        asked |= revisions(drawn - asked.keys())
        found += [
            (sheet.attempt_id, number, slot["revision"])
            for sheet in some
            for number, slot in enumerate(sheet.slots, start=1)
            if _is_written(question_of(slot, asked[slot["revision"]]), sheet.values.get(number))
        ]
    return found


def _is_written(question: SlotQuestion, value: str | None) -> bool:
    kind = KINDS[question.kind]
    return kind.marked_by_people and said(value, kind, question.size) is not None
