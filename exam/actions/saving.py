"""Saving answers: the lease and the journal, each one statement past the ORM."""

from dataclasses import dataclass
from typing import NamedTuple

from core.clock import CORRECTED_SQLITE
from core.database import AtOnce

COUNTS = ("counted", "late")
# What decides whether an answer counts. Written once, for both databases.
STANDING = """
  CASE WHEN t.state = 'paused' THEN 'paused'
       WHEN t.state <> 'open' OR t.at_ms > t.deadline_ms + t.grace_ms THEN 'closed'
       WHEN t.lease <> :lease THEN 'moved'
       WHEN t.at_ms > t.deadline_ms THEN 'late'
       ELSE 'counted' END
"""
# The attempt, if it is this person's, opened, in the browser that it asks for, and their sign-in
# still stands.
MINE = """
  SELECT a.id, a.state, a.lease, a.deadline_ms, a.grace_ms, a.slot_count, a.paused_ms, a.news
  FROM attempt a
  JOIN sign_in s ON s.id = :sign_in AND s.person_id = a.candidate_id
       AND s.ended_at IS NULL AND s.expires_at > CURRENT_TIMESTAMP
  JOIN person p ON p.id = a.candidate_id AND p.closed_at IS NULL
  WHERE a.token = :token AND a.opened_ms IS NOT NULL
        AND (a.browser_pass IS NULL OR a.browser_pass = :browser_pass)
"""
COLUMNS = "attempt_id, slot, seq, typed_under, lease, value, noted_at, at_ms, standing"

HELD = "t.lease, t.deadline_ms - coalesce(t.paused_ms, t.at_ms), t.at_ms, t.news"

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
  RETURNING slot, typed_under, seq, value, standing
)
SELECT t.id, {STANDING}, {HELD}, kept.slot, kept.typed_under, kept.seq, kept.value, kept.standing
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
SELECT t.id, {STANDING}, {HELD}, kept.slot, kept.typed_under, kept.seq, kept.value, kept.standing
FROM t LEFT JOIN (
  SELECT attempt_id, slot, typed_under, seq, value, standing
  FROM journal ORDER BY id DESC LIMIT changes()
) AS kept ON kept.attempt_id = t.id
""",  # noqa: S608
    ),
)


# A beat is a save without answers: the board learns from it who is still there.
BEAT = AtOnce(
    postgresql=f"""
WITH t AS MATERIALIZED (SELECT mine.*, clock_ms() AS at_ms FROM ({MINE}) AS mine),
alive AS (
  INSERT INTO sign_of_life (attempt_id, at_ms, address)
  SELECT t.id, t.at_ms, :address FROM t WHERE t.state = 'open' AND t.lease = :lease
  ON CONFLICT (attempt_id) DO UPDATE SET at_ms = excluded.at_ms, address = excluded.address
)
SELECT t.id, {STANDING}, {HELD}, NULL, NULL, NULL, NULL FROM t
""",  # noqa: S608
    sqlite=(
        f"""
INSERT INTO sign_of_life (attempt_id, at_ms, address)
SELECT t.id, {CORRECTED_SQLITE}, :address FROM ({MINE}) AS t
WHERE t.state = 'open' AND t.lease = :lease
ON CONFLICT (attempt_id) DO UPDATE SET at_ms = excluded.at_ms, address = excluded.address
""",  # noqa: S608
        f"""
WITH t AS MATERIALIZED (SELECT mine.*, {CORRECTED_SQLITE} AS at_ms FROM ({MINE}) AS mine)
SELECT t.id, {STANDING}, {HELD}, NULL, NULL, NULL, NULL FROM t
""",  # noqa: S608
    ),
)
NONE = "[]"


OWNER = """
  token = :token AND state = 'open' AND (browser_pass IS NULL OR browser_pass = :browser_pass)
  AND candidate_id = (
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
  INSERT INTO attempt_event (attempt_id, kind, note, at_ms)
  SELECT id, 'leased', :address, clock_ms() FROM taken
)
SELECT id, lease, remaining_ms FROM taken
""",  # noqa: S608
    sqlite=(
        f"""
INSERT INTO attempt_event (attempt_id, kind, note, at_ms)
SELECT id, 'leased', :address, {CORRECTED_SQLITE} FROM attempt
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


class Kept(NamedTuple):
    """One answer as the journal took it."""

    slot: int
    typed_under: int
    seq: int
    value: str
    standing: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: `standing` of a save now, and of each answer in it."""

    attempt_id: int
    standing: str
    lease: int
    remaining_ms: int
    at_ms: int
    news: int
    answers: list[Kept]


def save(
    token: str,
    *,
    lease: int,
    answers: str,
    sign_in: int,
    browser_pass: str = "",
    address: str | None = None,
) -> Saved | None:
    """Append answers to the journal in one statement, which also decides whether they count.

    `answers` is JSON text from `arrivals.read_batch`; without any it is a beat, noted with the
    address it comes from. None: no such attempt of this sign-in, or it asks for another browser.
    """
    asked = {"token": token, "lease": lease, "sign_in": sign_in, "browser_pass": browser_pass}
    if answers == NONE:
        rows = BEAT.run({**asked, "address": address})
    else:
        rows = SAVE.run({**asked, "answers": answers})
    if not rows:
        return None
    attempt_id, standing, held, remaining_ms, at_ms, news = rows[0][:6]
    kept = [Kept(*row[6:11]) for row in rows if row[6] is not None]
    return Saved(attempt_id, standing, held, remaining_ms, at_ms, news, kept)


def take_lease(
    token: str, *, sign_in: int, browser_pass: str = "", address: str | None = None
) -> Held | None:
    """Give the page that asks the right to save; pages that held it before may no longer.

    The address that it comes from is noted. None: no such attempt of this sign-in, it is not open,
    or it asks for another browser.
    """
    asked = {"token": token, "sign_in": sign_in, "browser_pass": browser_pass}
    rows = LEASE.run({**asked, "address": address})
    return Held(*rows[0]) if rows else None
