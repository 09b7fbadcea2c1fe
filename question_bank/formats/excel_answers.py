"""What stands in an answer's cell: letters of options, their texts, right or wrong."""

import re
from collections.abc import Collection, Sequence
from unicodedata import normalize

from question_bank.formats.excel_row import Entry, Row
from question_bank.formats.format import Choice
from question_bank.kinds import TYPES
from question_bank.rules.fields import value_of as plain_value
from question_bank.rules.folding import fold

_LETTERS = re.compile(r"[A-Z](?:[\s,、;/|&.]*[A-Z])*[.。]?")
_BETWEEN = (r"[;；\n]", r"、", r"[,，]")
_TRUTHS = {"t": "true", "y": "true", "1": "true", "f": "false", "n": "false", "0": "false"}


def letters_of(text: str) -> list[int]:
    """Letters of options, counted from 0; nothing where the text is something else."""
    plain = normalize("NFKC", text).upper().replace("选项", "").strip()
    if not _LETTERS.fullmatch(plain):
        return []
    return [ord(each) - ord("A") for each in plain if each.isascii() and each.isalpha()]


def truth_of(text: str) -> str | None:
    """True or false, in any of the words for them."""
    plain = plain_value("answer", text.removesuffix("。"), types=TYPES)
    word = _TRUTHS.get(plain.lower(), plain)
    return word if word in ("true", "false") else None


def choices_of(
    row: Row, entries: Sequence[Entry], right: Collection[int] = ()
) -> tuple[Choice, ...]:
    """Options with their feedback and worth, each at its cell."""
    return tuple(
        Choice(
            text,
            at in right,
            row.text("feedback", at) or None,
            row.text("worth", at) or None,
            place=row.place("option", at),
        )
        for at, text in entries
    )


def right_of(row: Row, entries: Sequence[Entry]) -> set[int]:
    """The options that the answer names, by their letters or by their texts."""
    answer = row.text("answer")
    there = {entry.at for entry in entries}
    if (letters := set(letters_of(answer))) and letters <= there:
        return letters
    by_text = {fold(entry.text): entry.at for entry in entries}
    for parts in ([answer], *(re.split(mark, answer) for mark in _BETWEEN)):
        named = [by_text.get(fold(part)) for part in parts]
        if answer and None not in named:
            return {at for at in named if at is not None}
    if answer:
        row.say("QI151", "answer", value=answer[:60])
    return set()
