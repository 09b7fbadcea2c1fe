"""Whom a proctor's act reaches, and the words that a reason or a message may have."""

from dataclasses import dataclass

LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class Reach:
    """One attempt, else everyone in a room, else the whole sitting."""

    room_id: int | None = None
    attempt_id: int | None = None
