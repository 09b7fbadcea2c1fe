"""Practice without a network: what is taken along, and how answers come back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from practice.rules.rounds import Practised, mixed

OFFLINE = "offline"
ALONG = 30
MOST = 200
"""Answers handed over in one go."""
LARGEST_ID = 2**31 - 1


class Malformed(ValueError):
    """What was sent is no list of answers."""


class Fate(StrEnum):
    """What became of an answer that was handed over."""

    STORED = "stored"
    THERE = "there"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Brought:
    """An answer as a device kept it: to a question of a round, given at a moment of its clock."""

    round_id: int
    number: int
    value: object
    is_sure: bool
    answered_at: datetime


def along(
    days: Iterable[Iterable[str]], questions: Sequence[Practised], tried: Collection[str]
) -> list[Practised]:
    """Up to thirty questions: those of the plan in the order of its days, then the others.

    What was `tried` today already comes last of all, whatever the plan says of later days.
    """
    by_code = {each.code: each for each in questions}
    planned = (code for codes in days for code in codes)
    known = [code for code in dict.fromkeys([*planned, *by_code]) if code in by_code]
    wanted = sorted(known, key=lambda code: code in tried)
    return mixed([by_code[code] for code in wanted[:ALONG]])


def clamped(answered_at: datetime, laid_out_at: datetime, received_at: datetime) -> datetime:
    """The moment that a device said, but not before the round was there nor in the future."""
    return min(max(answered_at, laid_out_at), received_at)


def read_brought(body: object) -> tuple[int, list[Brought | None]]:
    """Whose answers they are, and each of them; None for one that is not as it should be."""
    if not isinstance(body, dict) or not _is_id(body.get("person")):
        raise Malformed
    answers = body.get("answers")
    if not isinstance(answers, list) or len(answers) > MOST:
        raise Malformed
    return body["person"], [_one(each) for each in answers]


def _one(sent: object) -> Brought | None:
    if not isinstance(sent, dict) or "value" not in sent:
        return None
    at = _moment(sent.get("answered_at"))
    fits = _is_id(sent.get("round")) and _is_id(sent.get("number"))
    if at is None or not fits or not isinstance(sent.get("sure"), bool):
        return None
    return Brought(sent["round"], sent["number"], sent["value"], sent["sure"], at)


def _is_id(value: object) -> bool:
    return type(value) is int and 0 < value <= LARGEST_ID


def _moment(text: object) -> datetime | None:
    """A moment with its zone, in ISO 8601."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return at if at and at.tzinfo else None
