"""The file in which a candidate hands in what their browser kept, and what becomes of each line."""

import json
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from typing import Any

from exam.rules.arrivals import MOST_ANSWERS, Malformed, read_batch
from exam.rules.receipts import proves

FORMAT = "chizheng-recovery-1"
MOST_BYTES = 8 * 1024 * 1024
MOST_LINES = 20_000
LONGEST_RECEIPT = 80
LOCKED = frozenset({"key", "iv", "answers"})

Place = tuple[int, int, int, str]
"""What makes an answer the same one: slot, typed_under, seq and its JSON text."""


@dataclass(frozen=True, slots=True)
class Handed:
    """One answer of a file, with its receipt if it was confirmed."""

    slot: int
    seq: int
    typed_under: int
    value: str
    noted_at: str | None
    receipt: str

    @property
    def place(self) -> Place:
        """What makes it the same answer as one on record."""
        return (self.slot, self.typed_under, self.seq, self.value)


@dataclass(frozen=True, slots=True)
class File:
    """What a file says of itself: `locked` as the browser locked it, else the `answers`."""

    attempt: str
    answers: object
    locked: dict[str, str] | None


def read_file(content: bytes) -> File:
    """The frame of a file. Raises Malformed for anything else, or for more than MOST_BYTES."""
    if len(content) > MOST_BYTES:
        raise Malformed("the file is too large")
    frame = _parsed(content)
    if not isinstance(frame, dict) or frame.get("format") != FORMAT:
        raise Malformed("this is no file of kept answers")
    attempt, locked = frame.get("attempt"), frame.get("locked")
    if not isinstance(attempt, str) or set(frame) not in (
        {"format", "attempt", "answers"},
        {"format", "attempt", "locked"},
    ):
        raise Malformed("the file has unknown fields")
    if "locked" in frame and not _is_locked(locked):
        raise Malformed("the locked part is not whole")
    return File(attempt, frame.get("answers"), locked)


def read_answers(answers: object) -> list[Handed]:
    """The answers of a file, each checked like one that a page sends. Raises Malformed."""
    if not isinstance(answers, list) or len(answers) > MOST_LINES:
        raise Malformed(f"answers must be a list of at most {MOST_LINES}")
    receipts = [_receipt(answer, index) for index, answer in enumerate(answers)]
    return [
        Handed(
            slot=row["slot"],
            seq=row["seq"],
            typed_under=row["typed_under"],
            value=row["value"],
            noted_at=row["at"],
            receipt=shown,
        )
        for row, shown in zip(_rows(answers), receipts, strict=True)
    ]


def unlocked(text: bytes) -> object:
    """The answers that were locked, as JSON. Raises Malformed."""
    return _parsed(text)


def _parsed(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise Malformed("this is no JSON") from problem


def _is_locked(locked: object) -> bool:
    return (
        isinstance(locked, dict)
        and set(locked) == LOCKED
        and all(isinstance(part, str) and part.isascii() for part in locked.values())
    )


def _receipt(answer: object, index: int) -> str:
    shown = answer.get("receipt", "") if isinstance(answer, dict) else ""
    if not isinstance(shown, str) or len(shown) > LONGEST_RECEIPT:
        raise Malformed(f"answers[{index}].receipt is no receipt")
    return shown


def _rows(answers: list[Any]) -> Iterable[dict[str, Any]]:
    for start in range(0, len(answers), MOST_ANSWERS):
        several = [_without_receipt(each) for each in answers[start : start + MOST_ANSWERS]]
        _lease, text = read_batch({"lease": 0, "answers": several})
        yield from json.loads(text)


def _without_receipt(answer: object) -> object:
    if not isinstance(answer, dict):
        return answer
    return {name: value for name, value in answer.items() if name != "receipt"}


@dataclass(slots=True)
class Sorted:
    """The answers of a file by what becomes of them; those in `held` change nothing."""

    restored: list[Handed] = field(default_factory=list)
    claimed: list[Handed] = field(default_factory=list)
    held: list[Handed] = field(default_factory=list)


def sort_out(
    answers: Iterable[Handed],
    *,
    attempt: str,
    key: bytes,
    counted: Set[Place],
    uncounted: Set[Place],
    accepts_claims: bool,
) -> Sorted:
    """What is proven by its receipt counts if it does not already.

    What is accepted without one counts only in a slot where nothing does: an examiner's word
    never stands against what the server confirmed. Anything else is a claim: noted once, and of
    no effect. `counted` and `uncounted` are the places on record.
    """
    counts, noted, found = set(counted), set(uncounted), Sorted()
    listed = list(answers)
    proven = {answer for answer in listed if _is_proven(answer, attempt, key)}
    confirmed = {slot for slot, *_ in counts} | {answer.slot for answer in proven}
    for answer in listed:
        if answer.place in counts:
            found.held.append(answer)
        elif answer in proven or (accepts_claims and answer.slot not in confirmed):
            counts.add(answer.place)
            found.restored.append(answer)
        elif answer.place in noted:
            found.held.append(answer)
        else:
            noted.add(answer.place)
            found.claimed.append(answer)
    return found


def _is_proven(answer: Handed, attempt: str, key: bytes) -> bool:
    return bool(answer.receipt) and proves(
        answer.receipt,
        key,
        attempt=attempt,
        slot=answer.slot,
        typed_under=answer.typed_under,
        seq=answer.seq,
        value=answer.value,
    )
