"""Starting the clock: one statement past the ORM, and the words for when it starts nothing."""

from collections.abc import Iterable

from accounts.queries import demand
from accounts.rules.duties import ALONE, RIGHTS, Right, Role
from core.actor import Actor
from core.clock import CORRECTED_SQLITE, exam_ms
from core.database import AtOnce
from core.errors import N_, NotAllowed, Refused
from exam.actions.registering import refuse_holder
from exam.models.attempts import Attempt
from exam.models.sittings import Sitting
from exam.queries.attempts import own_attempt
from exam.queries.opening import has_door, is_paused
from exam.queries.rooms import place_of
from exam.rules.voiding import VOIDED


def _names(roles: Iterable[Role]) -> str:
    return ", ".join(f"'{role}'" for role in sorted(roles))


GRANT_HOLDS = f"""
  NOT EXISTS (SELECT 1 FROM grant_end x WHERE x.grant_id = g.id)
  AND (g.role IN ({_names(ALONE)})
       OR EXISTS (SELECT 1 FROM grant_decision d WHERE d.grant_id = g.id AND d.agreed))
"""  # noqa: S608 - put together from constants alone
# Time given back since the start of the room: finished pauses of the candidate, the room or the
# whole sitting, each moment counted once.
GIVEN_BACK = """
  SELECT sum(z.to_ms - CASE WHEN z.before > z.from_ms THEN z.before ELSE z.from_ms END)
  FROM (
    SELECT y.from_ms, y.to_ms, max(y.to_ms) OVER (
             ORDER BY y.from_ms, y.to_ms ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) AS before
    FROM (
      SELECT e.to_ms, CASE WHEN x.from_ms > rs.at_ms THEN x.from_ms ELSE rs.at_ms END AS from_ms
      FROM exam_pause x JOIN exam_resumption e ON e.pause_id = x.id
      WHERE x.sitting_id = s.id AND e.to_ms > rs.at_ms
            AND (x.attempt_id = a.id OR (x.attempt_id IS NULL
                 AND (x.room_id IS NULL OR x.room_id = seat.room_id)))
    ) y
  ) z
  WHERE z.before IS NULL OR z.to_ms > z.before
"""
# The attempt, if this sign-in may open it; `base_ms` is null where its clock begins now.
MAY_OPEN = f"""
  SELECT a.id, s.opens_ms, s.closes_ms,
         CASE WHEN s.starts_by_room THEN rs.at_ms END AS base_ms,
         (s.minutes + r.extra_minutes) * 60000
           + CASE WHEN s.starts_by_room THEN coalesce(({GIVEN_BACK}), 0) ELSE 0 END AS lasts_ms
  FROM attempt a
  JOIN sign_in i ON i.id = :sign_in AND i.person_id = a.candidate_id
       AND i.ended_at IS NULL AND i.expires_at > CURRENT_TIMESTAMP
  JOIN person p ON p.id = a.candidate_id AND p.closed_at IS NULL
  JOIN sitting s ON s.id = a.sitting_id AND s.by_id <> a.candidate_id
  JOIN unit u ON u.id = s.unit_id
  JOIN registration r ON r.id = a.registration_id AND NOT r.on_paper
  LEFT JOIN seat ON seat.registration_id = r.id
  LEFT JOIN room_start rs ON rs.room_id = seat.room_id
  WHERE a.token = :token AND a.state = 'ready'
    AND (a.browser_pass IS NULL OR a.browser_pass = :browser_pass)
    AND (rs.room_id IS NOT NULL OR NOT s.starts_by_room)
    AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.registration_id = r.id)
    AND NOT EXISTS (
      SELECT 1 FROM exam_pause x WHERE x.sitting_id = s.id
        AND (x.attempt_id = a.id OR (x.attempt_id IS NULL
             AND (x.room_id IS NULL OR x.room_id = seat.room_id)))
        AND NOT EXISTS (SELECT 1 FROM exam_resumption e WHERE e.pause_id = x.id))
    AND NOT EXISTS (
      SELECT 1 FROM entrance e WHERE e.sitting_id = s.id AND e.sitting_id <> :entered
        AND (e.access_code IS NOT NULL OR e.settings IS NOT NULL OR e.config_key IS NOT NULL
             OR CAST(e.addresses AS text) <> '[]' OR CAST(e.browser_keys AS text) <> '[]'))
    AND (s.id = :entered OR NOT EXISTS (
      SELECT 1 FROM room m WHERE m.id = seat.room_id AND CAST(m.addresses AS text) <> '[]'))
    AND EXISTS (
      SELECT 1 FROM role_grant g
      WHERE g.person_id = a.candidate_id AND g.role IN ({_names(RIGHTS[Right.SIT_EXAMS])})
        AND {GRANT_HOLDS})
    AND NOT EXISTS (
      SELECT 1 FROM role_grant g JOIN unit gu ON gu.id = g.unit_id
      WHERE g.person_id = a.candidate_id AND g.role IN ({_names(RIGHTS[Right.HOLD_SITTINGS])})
        AND substr(u.path, 1, length(gu.path)) = gu.path AND {GRANT_HOLDS})
"""  # noqa: S608
DUE = "coalesce(t.base_ms, t.at_ms) + t.lasts_ms"
IN_TIME = f"t.at_ms >= t.opens_ms AND t.at_ms < t.closes_ms AND {DUE} > t.at_ms"
# Starts do not wait for each other, but neither a pause nor the closing falls between one.
WITH_THE_SITTING = """
SELECT id FROM sitting WHERE id = (SELECT sitting_id FROM attempt WHERE token = :token)
FOR KEY SHARE
"""

OPEN = AtOnce(
    lock=WITH_THE_SITTING,
    postgresql=f"""
WITH may_open AS MATERIALIZED ({MAY_OPEN}),
t AS MATERIALIZED (SELECT may_open.*, clock_ms() AS at_ms FROM may_open),
opened AS (
  UPDATE attempt SET state = 'open', opened_ms = t.at_ms, deadline_ms = {DUE}
  FROM t WHERE attempt.id = t.id AND attempt.state = 'ready' AND {IN_TIME}
  RETURNING attempt.id, attempt.opened_ms
), noted AS (
  INSERT INTO attempt_event (attempt_id, kind, note, at_ms)
  SELECT id, 'opened', :address, opened_ms FROM opened
)
SELECT id FROM opened
""",  # noqa: S608
    sqlite=(
        f"""
WITH may_open AS MATERIALIZED ({MAY_OPEN}),
t AS MATERIALIZED (SELECT may_open.*, {CORRECTED_SQLITE} AS at_ms FROM may_open)
UPDATE attempt SET state = 'open', opened_ms = t.at_ms, deadline_ms = {DUE}
FROM t WHERE attempt.id = t.id AND {IN_TIME}
""",  # noqa: S608
        """
INSERT INTO attempt_event (attempt_id, kind, note, at_ms)
SELECT id, 'opened', :address, opened_ms FROM attempt WHERE token = :token AND changes() = 1
""",
        "SELECT 1 WHERE changes() = 1",
    ),
)


def open_attempt(
    token: str,
    *,
    sign_in: int,
    browser_pass: str = "",
    entered: int = 0,
    address: str | None = None,
) -> bool:
    """Start the clock of a ready attempt, if this sign-in may; False if nothing was started.

    The window of a sitting is for starting: who starts within it has the full duration and their
    extra time from their own start, or, where rooms start, from their room's. `entered` is the
    sitting whose entrance this request has passed; its `address` is noted. Doing it twice starts
    nothing.
    """
    values = {
        "token": token,
        "sign_in": sign_in,
        "browser_pass": browser_pass,
        "entered": entered,
        "address": address,
    }
    return bool(OPEN.run(values))


def refuse_unopened(token: str, *, actor: Actor, browser_pass: str = "", entered: int = 0) -> None:
    """Say why `open_attempt` started nothing; an attempt that was started before is no problem."""
    attempt = own_attempt(token, actor)
    if attempt.opened_ms is not None:
        return
    if attempt.state == VOIDED:
        raise Refused(N_("This paper was voided; it cannot be started."))
    sitting = attempt.sitting
    demand(actor, Right.SIT_EXAMS)
    refuse_holder(sitting, actor)
    if attempt.registration.on_paper:
        raise Refused(N_("You sit this exam on paper."))
    has_passed = entered == sitting.id or not has_door(sitting.id)
    if not has_passed or attempt.browser_pass not in (None, browser_pass):
        raise NotAllowed(N_("The entrance of this sitting has not been passed in this browser."))
    _refuse_outside_window(sitting)
    if is_paused(attempt):
        raise Refused(N_("This sitting is paused. Please wait."))
    _refuse_without_room(attempt)
    raise Refused(N_("This exam could not be started. Please try again."))


def _refuse_outside_window(sitting: Sitting) -> None:
    at_ms = exam_ms()
    if at_ms < sitting.opens_ms:
        raise Refused(N_("This sitting has not opened yet."))
    if at_ms >= sitting.closes_ms:
        raise Refused(N_("This sitting can no longer be started."))


def _refuse_without_room(attempt: Attempt) -> None:
    if attempt.sitting.starts_by_room:
        place = place_of(attempt.registration_id)
        if place is None or place.started_ms is None:
            raise Refused(N_("Your room has not been started yet. Please wait."))
        raise Refused(N_("The time of your room is over; it can no longer be started."))
