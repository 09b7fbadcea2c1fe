"""What a browser may send as answers, and which of what arrived counts."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from question_bank.kinds.kind import Kind, Unreadable

MOST_ANSWERS = 200
LONGEST_TEXT = 10_000
MOST_PARTS = 64
LARGEST_NUMBER = 2**53
LARGEST_LEASE = 2**31 - 1
COUNTED = ("counted", "late", "restored")


class Malformed(ValueError):
    """What was sent is not a list of answers; the message says where."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One journal row that counts or might: its place in the order, and the answer's JSON text."""

    slot: int
    typed_under: int
    seq: int
    value: str
    standing: str


def read_batch(body: object) -> tuple[int, str]:
    """The lease and the answers of a request's JSON, the latter as JSON text for the statement.

    Raises Malformed for anything but {"lease": int, "answers": [{"slot", "seq", "typed_under",
    "value", "at"?}, …]} with known fields only.
    """
    if not isinstance(body, dict) or set(body) - {"lease", "answers"}:
        raise Malformed("an object with lease and answers was expected")
    answers = body.get("answers")
    if not isinstance(answers, list) or len(answers) > MOST_ANSWERS:
        raise Malformed(f"answers must be a list of at most {MOST_ANSWERS}")
    lease = _number(body.get("lease"), "lease", most=LARGEST_LEASE)
    rows = [_read_answer(answer, index) for index, answer in enumerate(answers)]
    return lease, json.dumps(rows, separators=(",", ":"))


def _read_answer(answer: object, index: int) -> dict[str, Any]:
    place = f"answers[{index}]"
    if not isinstance(answer, dict) or set(answer) - {"slot", "seq", "typed_under", "value", "at"}:
        raise Malformed(f"{place} has unknown fields")
    at = answer.get("at")
    if at is not None and (not isinstance(at, str) or len(at) > 40 or not _is_plain(at)):
        raise Malformed(f"{place}.at is not a time")
    _check_value(answer.get("value"), place)
    return {
        "slot": _number(answer.get("slot"), f"{place}.slot", most=10_000),
        "seq": _number(answer.get("seq"), f"{place}.seq"),
        "typed_under": _number(
            answer.get("typed_under"), f"{place}.typed_under", most=LARGEST_LEASE
        ),
        "value": value_text(answer.get("value")),
        "at": at,
    }


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def value_text(value: object) -> str:
    """An answer as the journal keeps it: ASCII JSON, so that any text survives unchanged."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def _number(value: object, place: str, most: int = LARGEST_NUMBER) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise Malformed(f"{place} is not a number from 0 to {most}")
    return value


def _check_value(value: object, place: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        fits = len(value) <= LONGEST_TEXT and _is_text(value)
    elif isinstance(value, list):
        fits = len(value) <= MOST_PARTS and all(_is_short(part) for part in value)
    elif isinstance(value, dict):
        fits = len(value) <= MOST_PARTS and all(
            _is_short(part) for part in (*value, *value.values())
        )
    else:
        fits = False
    if not fits:
        raise Malformed(f"{place}.value is not an answer")


def _is_short(part: object) -> bool:
    return part is None or (
        isinstance(part, str) and len(part) <= LONGEST_TEXT // 10 and _is_text(part)
    )


def _is_text(value: str) -> bool:
    """Half of a surrogate pair and NUL are no characters: no page could show them again."""
    return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)


def given(answer: Answer | None, kind: Kind, size: int) -> object:
    """What an answer says to a question of this kind; None for none, or for one of no such form."""
    return said(answer.value if answer else None, kind, size)


def said(value: str | None, kind: Kind, size: int) -> object:
    """What an answer's JSON text says to a question of this kind; None as with `given`."""
    if value is None:
        return None
    try:
        return kind.read(json.loads(value), size)
    except Unreadable:
        return None


def standing_answers(arrivals: Iterable[Answer]) -> dict[int, Answer]:
    """The answer that counts for each slot: the highest (typed_under, seq); of equals the first."""
    standing: dict[int, Answer] = {}
    for answer in arrivals:
        if answer.standing not in COUNTED:
            continue
        held = standing.get(answer.slot)
        if held is None or (answer.typed_under, answer.seq) > (held.typed_under, held.seq):
            standing[answer.slot] = answer
    return standing


def standing_values(
    arrivals: Iterable[tuple[int, int, int, int, str]],
) -> dict[int, dict[int, str]]:
    """The same for many attempts, from answers that count: the JSON texts by attempt and slot.

    They come as (attempt, slot, typed_under, seq, value), in the order of arrival.
    """
    standing: defaultdict[int, dict[int, tuple[int, int, str]]] = defaultdict(dict)
    for attempt_id, slot, typed_under, seq, value in arrivals:
        of_attempt = standing[attempt_id]
        held = of_attempt.get(slot)
        if held is None or (typed_under, seq) > held[:2]:
            of_attempt[slot] = (typed_under, seq, value)
    return {
        attempt_id: {slot: value for slot, (_, _, value) in of_attempt.items()}
        for attempt_id, of_attempt in standing.items()
    }
