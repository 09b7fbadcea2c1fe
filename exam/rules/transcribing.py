"""Answers typed in from sheets of paper: what was typed, and where two people agree on it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from unicodedata import normalize

from audit.rules.entry import canonical
from question_bank.kinds import KINDS
from question_bank.kinds.kind import Unreadable

CANNOT_BE_READ: dict[str, bool] = {"unreadable": True}
"""In the place of an answer that is there and cannot be read. No kind's answer is an object."""
MARK = "?"
NO_LETTER = "-"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TRUE_WORDS = frozenset({"t", "true", "y", "yes", "对", "是", "正确", "√", "✓", "v"})
FALSE_WORDS = frozenset({"f", "false", "n", "no", "错", "否", "错误", "×", "✗", "x"})
_BETWEEN = str.maketrans("", "", " \t\r\n,;.:/、。")
_CHECK_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a slot decides how its answer is read."""

    kind: str
    size: int

    @property
    def fields(self) -> int:
        """How many fields an answer has when it is typed: one for each blank, else one."""
        return self.size if self.kind == "fill_blank" else 1


def sheet_code(sitting_id: int, language: str, number: int, slots: Sequence[Any]) -> str:
    """The number printed on a form's answer sheet, with four characters that check it: ZH12-K7QX.

    The check depends on everything that is on the form, so that no sheet is taken for another's.
    """
    digest = sha256(canonical([sitting_id, language, number, slots])).digest()
    check = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:_CHECK_LENGTH])
    return f"{language.upper()}{number}-{check}"


def typed_code(text: str) -> str:
    """A sheet's number as it was typed or scanned, in the way in which it is printed."""
    plain = normalize("NFKC", text).upper()
    letters = "".join(each for each in plain if each.isascii() and each.isalnum())
    head, check = letters[:-_CHECK_LENGTH], letters[-_CHECK_LENGTH:]
    return f"{head}-{check.translate(str.maketrans('OIL', '011'))}"


def reading(asked: Asked, typed: Sequence[str]) -> object:
    """What the fields of a slot say: an answer, None for nothing, or CANNOT_BE_READ for "?".

    Letters may be typed in either case and with or without anything between them; an order that
    is not complete is no answer, as on a screen. Raises Unreadable for what is no answer here.
    """
    if [each.strip() for each in typed if each.strip()] == [MARK]:
        return CANNOT_BE_READ
    value = _VALUES.get(asked.kind, _text)([normalize("NFC", each) for each in typed], asked.size)
    return KINDS[asked.kind].read(value, asked.size)


def read_all(
    asked: Sequence[Asked], typed: Mapping[int, Sequence[str]]
) -> tuple[dict[int, object], list[int]]:
    """What the fields of several slots say, and the slots where that is no answer."""
    readings: dict[int, object] = {}
    wrong = []
    for slot, fields in sorted(typed.items()):
        try:
            readings[slot] = reading(asked[slot - 1], fields)
        except Unreadable:
            wrong.append(slot)
    return readings, wrong


def _letters(typed: Sequence[str]) -> str:
    return normalize("NFKC", "".join(typed)).lower().translate(_BETWEEN)


def _one(typed: Sequence[str], size: int) -> object:
    return _letters(typed) or None


def _several(typed: Sequence[str], size: int) -> object:
    return list(_letters(typed)) or None


def _order(typed: Sequence[str], size: int) -> object:
    letters = list(_letters(typed))
    complete = KINDS["multiple"].read(letters, size) is not None and len(letters) == size
    return letters if complete else None


def _rows(typed: Sequence[str], size: int) -> object:
    letters = _letters(typed)
    return [None if each == NO_LETTER else each for each in letters] or None


def _truth(typed: Sequence[str], size: int) -> object:
    word = _letters(typed)
    if word and word not in TRUE_WORDS | FALSE_WORDS:
        raise Unreadable("neither true nor false")
    return word in TRUE_WORDS if word else None


def _blanks(typed: Sequence[str], size: int) -> object:
    return [each.strip() for each in typed]


def _text(typed: Sequence[str], size: int) -> object:
    return "\n".join(line.rstrip() for line in "".join(typed).strip().splitlines()) or None


_VALUES: dict[str, Callable[[Sequence[str], int], object]] = {
    "single": _one,
    "judgement": _one,
    "multiple": _several,
    "ordering": _order,
    "matching": _rows,
    "true_false": _truth,
    "fill_blank": _blanks,
}


def shown(asked: Asked, read: object) -> list[str]:
    """The fields of a slot as they would be typed, one for each blank, else one."""
    if read == CANNOT_BE_READ:
        return [MARK]
    if asked.kind == "fill_blank":
        return [str(each) for each in read] if isinstance(read, list) else [""] * asked.size
    if isinstance(read, bool):
        return ["T" if read else "F"]
    if isinstance(read, list):
        return ["".join(NO_LETTER if each is None else str(each) for each in read).upper()]
    text = "" if read is None else str(read)
    return [text.upper() if asked.kind in ("single", "judgement") else text]
