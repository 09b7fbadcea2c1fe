"""What the ready page tells by asking: that somebody is there."""

from core.clock import CORRECTED, CORRECTED_SQLITE
from core.database import AtOnce

NOTE = """
INSERT INTO sign_of_life (attempt_id, at_ms, address) VALUES (:attempt_id, {clock}, :address)
ON CONFLICT (attempt_id) DO UPDATE SET at_ms = excluded.at_ms, address = excluded.address
RETURNING attempt_id
"""
WAITING = AtOnce(
    postgresql=NOTE.format(clock=CORRECTED["postgresql"]),
    sqlite=(NOTE.format(clock=CORRECTED_SQLITE),),
)


def note_waiting(attempt_id: int, *, address: str | None) -> None:
    """Note that the candidate's ready page was heard of now: for the board alone."""
    WAITING.run({"attempt_id": attempt_id, "address": address})
