"""The worker's beat: what the clock has decided is written down, and the trail is told.

Openings and papers handed in are facts of their attempts (`attempt_event`), written in the one
statement that makes them true. Here they reach the trail: an entry a sitting and act for all that
are new, which binds each of them by a digest.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from accounts.models import Unit
from audit.actions import record
from audit.models import Entry
from audit.rules.entry import canonical
from core.clock import ClockMs
from core.database import db, transaction
from exam.acts import ExamAct
from exam.models.attempts import FOR_THE_TRAIL, Attempt, AttemptEvent
from exam.models.sittings import Closing, Sealing, Sitting
from exam.queries.sittings import lock_sitting

TOLD = {"opened": ExamAct.STARTED, "submitted": ExamAct.SUBMITTED}


class Fact(NamedTuple):
    """What happened to an attempt, and when by the exam clock."""

    attempt_id: int
    at_ms: int | None


def digest_of(facts: Iterable[Fact]) -> str:
    """SHA-256 over canonical [attempt, time] lines, in the order in which they happened."""
    digest = sha256()
    for fact in facts:
        digest.update(canonical([fact.attempt_id, fact.at_ms]) + b"\n")
    return digest.hexdigest()


def close_due() -> int:
    """Write down what the clock has decided, and tell the trail of openings and papers handed in.

    Attempts past deadline and grace close at their deadline, with what they have, however late
    this runs.
    """
    count = _close_past_deadline()
    for sitting_id in _with_news():
        tell(sitting_id)
    return count


def _close_past_deadline() -> int:
    with transaction() as session:
        closed = session.execute(
            update(Attempt)
            .where(Attempt.state == "open", Attempt.deadline_ms + Attempt.grace_ms < ClockMs())
            .values(state="closed", closed_ms=Attempt.deadline_ms, closed_by="deadline")
            .returning(Attempt.sitting_id, Attempt.id, Attempt.closed_ms)
            .execution_options(synchronize_session=False)
        ).all()
        by_sitting: dict[int, list[Fact]] = defaultdict(list)
        for sitting_id, attempt_id, closed_ms in sorted(closed):
            by_sitting[sitting_id].append(Fact(attempt_id, closed_ms))
        for sitting_id, facts in by_sitting.items():
            _record(session, ExamAct.CLOSED_AT_DEADLINE, sitting_id, facts)
    return len(closed)


def _record(
    session: Session, act: ExamAct, sitting_id: int, facts: Sequence[Fact], **more: int
) -> None:
    path = (
        select(Unit.path).join(Sitting, Sitting.unit_id == Unit.id).where(Sitting.id == sitting_id)
    )
    record(
        act,
        None,
        subject=("sitting", sitting_id),
        unit_path=session.scalar(path),
        attempts=len(facts),
        digest=digest_of(facts),
        **more,
    )


def _with_news() -> list[int]:
    """Sittings that are sealed and not closed in which something happened that is not yet told."""
    running = db.session.scalars(
        select(Sealing.sitting_id)
        .join(Sitting, Sitting.id == Sealing.sitting_id)
        .outerjoin(Closing, Closing.sitting_id == Sealing.sitting_id)
        .where(Closing.sitting_id.is_(None), Sitting.opens_ms <= ClockMs())
        .order_by(Sealing.sitting_id)
    ).all()
    return [sitting_id for sitting_id in running if _has_news(sitting_id)]


def _has_news(sitting_id: int) -> bool:
    return db.session.execute(_news(sitting_id).limit(1)).first() is not None


def _news(sitting_id: int) -> Select[int, str, int, int]:
    """Openings and papers handed in that the trail does not know yet, in their order."""
    return (
        select(AttemptEvent.id, AttemptEvent.kind, AttemptEvent.attempt_id, AttemptEvent.at_ms)
        .join(Attempt, Attempt.id == AttemptEvent.attempt_id)
        .where(
            Attempt.sitting_id == sitting_id,
            FOR_THE_TRAIL,
            AttemptEvent.id > _told_until(sitting_id),
        )
        .order_by(AttemptEvent.id)
    )


def _told_until(sitting_id: int) -> int:
    """The last event that the trail knows of: what the newest entry of the sitting says."""
    newest = select(func.max(Entry.id)).where(
        Entry.subject_kind == "sitting",
        Entry.subject_id == str(sitting_id),
        Entry.act.in_([str(act) for act in TOLD.values()]),
    )
    fields = db.session.scalar(select(Entry.fields).where(Entry.id == newest.scalar_subquery()))
    return int(fields["until"]) if fields else 0


def tell(sitting_id: int) -> None:
    """Write one entry for all openings that the trail does not know yet, and one for papers.

    The sitting is locked: starts and papers under way hold its row until they stand, so what is
    read here is complete up to its last event, and of two workers one tells.
    """
    with transaction() as session:
        lock_sitting(sitting_id)
        told, news = _told_until(sitting_id), session.execute(_news(sitting_id)).all()
        for kind, act in TOLD.items():
            facts = [Fact(row.attempt_id, row.at_ms) for row in news if row.kind == kind]
            if facts:
                _record(session, act, sitting_id, facts, after=told, until=news[-1].id)
