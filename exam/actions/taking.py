"""What a candidate does to an open attempt besides answering: flag, hand in."""

from core.actor import Actor
from core.clock import CORRECTED_SQLITE
from core.database import AtOnce
from core.errors import N_, Missing, NotAllowed, Refused
from exam.actions.opening import WITH_THE_SITTING
from exam.queries.attempts import own_attempt

# The person of a sign-in that stands, if this browser is one that the attempt accepts.
THEIRS = """
  token = :token AND (browser_pass IS NULL OR browser_pass = :browser_pass)
  AND candidate_id = (
    SELECT s.person_id FROM sign_in s JOIN person p ON p.id = s.person_id
    WHERE s.id = :sign_in AND s.ended_at IS NULL AND s.expires_at > CURRENT_TIMESTAMP
          AND p.closed_at IS NULL)
"""

SUBMIT = AtOnce(
    lock=WITH_THE_SITTING,
    postgresql=f"""
WITH handed_in AS (
  UPDATE attempt SET state = 'closed', closed_ms = least(clock_ms(), deadline_ms),
                     closed_by = 'candidate'
  WHERE {THEIRS} AND state = 'open'
  RETURNING id, closed_ms
), noted AS (
  INSERT INTO attempt_event (attempt_id, kind, at_ms)
  SELECT id, 'submitted', closed_ms FROM handed_in
)
SELECT id FROM handed_in
""",  # noqa: S608 - put together from constants alone
    sqlite=(
        f"""
UPDATE attempt SET state = 'closed', closed_ms = min({CORRECTED_SQLITE}, deadline_ms),
                   closed_by = 'candidate'
WHERE {THEIRS} AND state = 'open'
""",  # noqa: S608
        """
INSERT INTO attempt_event (attempt_id, kind, at_ms)
SELECT id, 'submitted', closed_ms FROM attempt WHERE token = :token AND changes() = 1
""",
        "SELECT 1 WHERE changes() = 1",
    ),
)

FLAG = AtOnce(
    postgresql=f"""
INSERT INTO attempt_event (attempt_id, kind, slot, at_ms)
SELECT id, :raised, :slot, clock_ms() FROM attempt
WHERE {THEIRS} AND state = 'open' AND :slot BETWEEN 1 AND slot_count
RETURNING id
""",  # noqa: S608
    sqlite=(
        f"""
INSERT INTO attempt_event (attempt_id, kind, slot, at_ms)
SELECT id, :raised, :slot, {CORRECTED_SQLITE} FROM attempt
WHERE {THEIRS} AND state = 'open' AND :slot BETWEEN 1 AND slot_count
RETURNING id
""",  # noqa: S608
    ),
)


def submit(token: str, *, sign_in: int, browser_pass: str = "") -> bool:
    """Hand in: close the attempt for good; False if this closed nothing. It grades nothing.

    The guarded update comes first: on PostgreSQL it waits for saves that hold the row, so that
    whoever reads the journal afterwards finds every answer that was acknowledged.
    """
    values = {"token": token, "sign_in": sign_in, "browser_pass": browser_pass}
    return bool(SUBMIT.run(values))


def flag(token: str, slot: int, *, raised: str, sign_in: int, browser_pass: str = "") -> bool:
    """Mark a question to come back to, or take the mark away; `raised` is flagged or unflagged."""
    values = {
        "token": token,
        "slot": slot,
        "raised": raised,
        "sign_in": sign_in,
        "browser_pass": browser_pass,
    }
    return bool(FLAG.run(values))


def refuse_unsubmitted(token: str, *, actor: Actor, browser_pass: str = "") -> None:
    """Say why `submit` closed nothing; an attempt that was closed before is no problem."""
    attempt = own_attempt(token, actor)
    if attempt.state == "ready":
        raise Refused(N_("This exam has not been started."))
    if attempt.state == "paused":
        raise Refused(N_("This exam is paused. It can be handed in once it goes on."))
    if attempt.state == "open" and attempt.browser_pass not in (None, browser_pass):
        raise NotAllowed(N_("This exam is open in another browser."))


def refuse_unflagged(token: str, slot: int, *, actor: Actor, browser_pass: str = "") -> None:
    """Say why `flag` noted nothing."""
    attempt = own_attempt(token, actor)
    if attempt.state != "open":
        raise Refused(N_("This exam is not open."))
    if not 1 <= slot <= attempt.slot_count:
        raise Missing(N_("There is no such question on this paper."))
    if attempt.browser_pass not in (None, browser_pass):
        raise NotAllowed(N_("This exam is open in another browser."))
