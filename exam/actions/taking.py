"""What a candidate does: open, hold the lease, save, flag, hand in."""

from dataclasses import dataclass

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from accounts.models import Unit
from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import CORRECTED_SQLITE, ClockMs, exam_ms
from core.database import AtOnce, transaction
from core.errors import N_, Missing, Refused
from exam.actions.holding import refuse_holder
from exam.acts import ExamAct
from exam.models import Attempt, AttemptEvent, Registration, Sitting
from exam.queries.attempts import own_attempt
from exam.rules.voiding import VOIDED

COUNTS = ("counted", "late")
# What decides whether an answer counts. Written once, for both databases.
STANDING = """
  CASE WHEN t.state <> 'open' OR t.at_ms > t.deadline_ms + t.grace_ms THEN 'closed'
       WHEN t.lease <> :lease THEN 'moved'
       WHEN t.at_ms > t.deadline_ms THEN 'late'
       ELSE 'counted' END
"""
# The attempt, if it is this person's, opened, and their sign-in still stands.
MINE = """
  SELECT a.id, a.state, a.lease, a.deadline_ms, a.grace_ms, a.slot_count
  FROM attempt a
  JOIN sign_in s ON s.id = :sign_in AND s.person_id = a.candidate_id
       AND s.ended_at IS NULL AND s.expires_at > CURRENT_TIMESTAMP
  JOIN person p ON p.id = a.candidate_id AND p.closed_at IS NULL
  WHERE a.token = :token AND a.opened_ms IS NOT NULL
"""
COLUMNS = "attempt_id, slot, seq, typed_under, lease, value, noted_at, at_ms, standing"

SAVE = AtOnce(
    postgresql=f"""
WITH mine AS MATERIALIZED ({MINE} FOR SHARE OF a),
t AS MATERIALIZED (SELECT mine.*, clock_ms() AS at_ms FROM mine),
kept AS (
  INSERT INTO journal ({COLUMNS})
  SELECT t.id, x.slot, x.seq, x.typed_under, :lease, x.value, x.at, t.at_ms, {STANDING}
  FROM t, jsonb_to_recordset(CAST(:answers AS jsonb))
       AS x(slot int, seq bigint, typed_under int, value text, at text)
  WHERE x.slot BETWEEN 1 AND t.slot_count AND x.typed_under <= :lease
  RETURNING slot, seq, value, standing
)
SELECT t.id, {STANDING}, t.lease, t.deadline_ms - t.at_ms, t.at_ms,
       kept.slot, kept.seq, kept.value, kept.standing
FROM t LEFT JOIN kept ON true
""",  # noqa: S608 - put together from constants alone
    sqlite=(
        f"""
WITH mine AS ({MINE}),
t AS MATERIALIZED (SELECT mine.*, {CORRECTED_SQLITE} AS at_ms FROM mine)
INSERT INTO journal ({COLUMNS})
SELECT t.id, x.value ->> 'slot', x.value ->> 'seq', x.value ->> 'typed_under', :lease,
       x.value ->> 'value', x.value ->> 'at', t.at_ms, {STANDING}
FROM t, json_each(:answers) AS x
WHERE x.value ->> 'slot' BETWEEN 1 AND t.slot_count AND x.value ->> 'typed_under' <= :lease
""",  # noqa: S608
        f"""
WITH mine AS ({MINE}),
t AS MATERIALIZED (SELECT mine.*, {CORRECTED_SQLITE} AS at_ms FROM mine)
SELECT t.id, {STANDING}, t.lease, t.deadline_ms - t.at_ms, t.at_ms,
       kept.slot, kept.seq, kept.value, kept.standing
FROM t LEFT JOIN (
  SELECT attempt_id, slot, seq, value, standing FROM journal ORDER BY id DESC LIMIT changes()
) AS kept ON kept.attempt_id = t.id
""",  # noqa: S608
    ),
)


OWNER = """
  token = :token AND state = 'open' AND candidate_id = (
    SELECT s.person_id FROM sign_in s JOIN person p ON p.id = s.person_id
    WHERE s.id = :sign_in AND s.ended_at IS NULL AND s.expires_at > CURRENT_TIMESTAMP
          AND p.closed_at IS NULL)
"""
LEASE = AtOnce(
    postgresql=f"""
WITH taken AS (
  UPDATE attempt SET lease = lease + 1
  WHERE {OWNER} AND deadline_ms + grace_ms >= clock_ms()
  RETURNING id, lease, deadline_ms - clock_ms() AS remaining_ms
), noted AS (
  INSERT INTO attempt_event (attempt_id, kind, at_ms) SELECT id, 'leased', clock_ms() FROM taken
)
SELECT id, lease, remaining_ms FROM taken
""",  # noqa: S608
    sqlite=(
        f"""
INSERT INTO attempt_event (attempt_id, kind, at_ms)
SELECT id, 'leased', {CORRECTED_SQLITE} FROM attempt
WHERE {OWNER} AND deadline_ms + grace_ms >= {CORRECTED_SQLITE}
""",  # noqa: S608
        f"""
UPDATE attempt SET lease = lease + 1
WHERE {OWNER} AND deadline_ms + grace_ms >= {CORRECTED_SQLITE}
RETURNING id, lease, deadline_ms - {CORRECTED_SQLITE}
""",  # noqa: S608
    ),
)


@dataclass(frozen=True, slots=True)
class Held:
    """A lease just taken."""

    attempt_id: int
    lease: int
    remaining_ms: int


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: `standing` of a save now, and of each answer in it."""

    attempt_id: int
    standing: str
    lease: int
    remaining_ms: int
    at_ms: int
    answers: list[tuple[int, int, str, str]]


def save(token: str, *, lease: int, answers: str, sign_in: int) -> Saved | None:
    """Append answers to the journal in one statement, which also decides whether they count.

    `answers` is JSON text from `arrivals.read_batch`. None: no such attempt of this sign-in.
    """
    rows = SAVE.run({"token": token, "lease": lease, "answers": answers, "sign_in": sign_in})
    if not rows:
        return None
    first = rows[0]
    kept = [(row[5], row[6], row[7], row[8]) for row in rows if row[5] is not None]
    return Saved(first[0], first[1], first[2], first[3], first[4], kept)


def open_attempt(token: str, *, actor: Actor) -> Attempt:
    """Start the clock of a ready attempt; opening it again changes nothing.

    The window of a sitting is for starting: who starts within it has the full duration and their
    extra time from their own start.
    """
    with transaction() as session:
        attempt = own_attempt(token, actor)
        if attempt.opened_ms is not None:
            return attempt
        if attempt.state == VOIDED:
            raise Refused(N_("This paper was voided; it cannot be started."))
        sitting = attempt.sitting
        demand(actor, Right.SIT_EXAMS)
        refuse_holder(sitting, actor)
        _wait_for_acts_on(sitting, session)
        extra_minutes, at_ms = session.execute(
            select(Registration.extra_minutes, ClockMs()).where(
                Registration.id == attempt.registration_id
            )
        ).one()
        _refuse_outside_window(sitting, at_ms)
        due_ms = at_ms + (sitting.minutes + extra_minutes) * 60_000
        opened = session.execute(
            update(Attempt)
            .where(Attempt.id == attempt.id, Attempt.state == "ready")
            .values(state="open", opened_ms=at_ms, deadline_ms=due_ms)
            .returning(Attempt.id)
        )
        if opened.first():
            record(
                ExamAct.STARTED,
                actor,
                subject=("attempt", attempt.id),
                unit_path=sitting.unit.path,
                sitting=sitting.id,
            )
        session.refresh(attempt, ["state", "opened_ms", "deadline_ms"])
    return attempt


def _wait_for_acts_on(sitting: Sitting, session: Session) -> None:
    """Starts do not wait for each other, but neither closing nor extra time falls between one."""
    locked = select(Sitting.id).where(Sitting.id == sitting.id)
    session.execute(locked.with_for_update(read=True, key_share=True))


def _refuse_outside_window(sitting: Sitting, at_ms: int) -> None:
    if at_ms < sitting.opens_ms:
        raise Refused(N_("This sitting has not opened yet."))
    if at_ms >= sitting.closes_ms:
        raise Refused(N_("This sitting can no longer be started."))


def take_lease(token: str, *, sign_in: int) -> Held | None:
    """Give the page that asks the right to save; pages that held it before may no longer.

    None: no such attempt of this sign-in, or it is not open.
    """
    rows = LEASE.run({"token": token, "sign_in": sign_in})
    return Held(*rows[0]) if rows else None


def flag(token: str, slot: int, *, raised: str, actor: Actor) -> None:
    """Mark a question to come back to, or take the mark away; `raised` is flagged or unflagged."""
    with transaction() as session:
        attempt = own_attempt(token, actor)
        if attempt.state != "open":
            raise Refused(N_("This exam is not open."))
        if not 1 <= slot <= attempt.slot_count:
            raise Missing(N_("There is no such question on this paper."))
        _note(session, attempt.id, raised, slot)


def _note(session: Session, attempt_id: int, kind: str, slot: int | None = None) -> None:
    session.add(AttemptEvent(attempt_id=attempt_id, kind=kind, slot=slot, at_ms=exam_ms()))


def submit(token: str, *, actor: Actor) -> Attempt:
    """Hand in: close the attempt for good. Doing it twice changes nothing; it grades nothing.

    The guarded update comes first: on PostgreSQL it waits for saves that hold the row, so that
    whoever reads the journal afterwards finds every answer that was acknowledged.
    """
    with transaction() as session:
        attempt = own_attempt(token, actor)
        closed = session.execute(
            update(Attempt)
            .where(Attempt.id == attempt.id, Attempt.state == "open")
            .values(
                state="closed",
                closed_ms=case(
                    (ClockMs() < Attempt.deadline_ms, ClockMs()), else_=Attempt.deadline_ms
                ),
                closed_by="candidate",
            )
            .returning(Attempt.id)
        )
        if closed.first():
            record(
                ExamAct.SUBMITTED,
                actor,
                subject=("attempt", attempt.id),
                unit_path=attempt.sitting.unit.path,
                sitting=attempt.sitting_id,
            )
        elif attempt.state == "ready":
            raise Refused(N_("This exam has not been started."))
        session.refresh(attempt)
    return attempt


def close_due() -> int:
    """Write down what the clock has decided: attempts past deadline and grace are closed.

    They close at their deadline, with what they have, however late this runs.
    """
    with transaction() as session:
        closed = session.execute(
            update(Attempt)
            .where(Attempt.state == "open", Attempt.deadline_ms + Attempt.grace_ms < ClockMs())
            .values(state="closed", closed_ms=Attempt.deadline_ms, closed_by="deadline")
            .returning(Attempt.id, Attempt.sitting_id)
            .execution_options(synchronize_session=False)
        ).all()
        paths = _unit_paths({sitting_id for _, sitting_id in closed}, session)
        for attempt_id, sitting_id in closed:
            record(
                ExamAct.CLOSED_AT_DEADLINE,
                None,
                subject=("attempt", attempt_id),
                unit_path=paths[sitting_id],
                sitting=sitting_id,
            )
    return len(closed)


def _unit_paths(sitting_ids: set[int], session: Session) -> dict[int, str]:
    if not sitting_ids:
        return {}
    statement = (
        select(Sitting.id, Unit.path)
        .join(Unit, Unit.id == Sitting.unit_id)
        .where(Sitting.id.in_(sitting_ids))
    )
    return dict(session.execute(statement).all())
