"""A row as a question of its kind."""

import re
from collections.abc import Callable
from dataclasses import replace
from unicodedata import normalize

from question_bank.formats.columns import FIELDS, MOST_OPTIONS
from question_bank.formats.excel_answers import choices_of, letters_of, right_of, truth_of
from question_bank.formats.excel_blanks import fill_blank
from question_bank.formats.excel_row import Row
from question_bank.formats.excel_rubrics import short_answer
from question_bank.formats.format import Came, Choice

_WITH_UNIT = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?)\s*([^\s0-9.].{0,19})")
_COMMON = frozenset({"id", "name", "serial", "case", "type", "stem", "rationale", *FIELDS})
_USED: dict[str, frozenset[str]] = {
    "single": frozenset({"option", "options", "feedback", "answer"}),
    "multiple": frozenset({"option", "options", "feedback", "answer"}),
    "true_false": frozenset({"answer", "option", "options"}),
    "fill_blank": frozenset({"answer"}),
    "numeric": frozenset({"answer", "tolerance", "unit"}),
    "ordering": frozenset({"option", "options", "feedback", "answer"}),
    "matching": frozenset({"option", "pair", "left_title", "right_title"}),
    "judgement": frozenset({"option", "options", "feedback", "worth"}),
    "short_answer": frozenset({"option", "feedback", "worth", "answer"}),
    "case": frozenset(),
}


def question_of(row: Row, kind: str) -> Came:
    """The question of a row whose kind is known; what its kind has no use for is told."""
    identity, name = row.identity()
    fields = row.fields()
    bare = Came(
        kind,
        row.text("stem"),
        row.place(),
        rationale=row.text("rationale") or None,
        fields=fields,
        id=identity,
        name=name,
    )
    _say_unused(row, kind)
    return _MAKERS[kind](row, bare)


def _say_unused(row: Row, kind: str) -> None:
    for column in row.columns:
        text = row.text(*column)
        if text and column.name not in _USED[kind] | _COMMON:
            row.say("QI275", *column, value=text[:60])


def _chosen(row: Row, bare: Came) -> Came:
    entries = row.entries()
    right = right_of(row, entries)
    if bare.kind == "single" and len(right) > 1:
        row.say("QI163", "answer", count=len(right))
    return replace(bare, choices=choices_of(row, entries, right))


def _true_false(row: Row, bare: Came) -> Came:
    answer = row.text("answer")
    entries = {entry.at: entry.text for entry in row.entries()}
    letters = letters_of(answer)
    named = entries.get(letters[0]) if len(letters) == 1 else None
    word = truth_of(named or answer)
    if answer and word is None:
        row.say("QI152", "answer", value=answer[:60])
    for at, text in entries.items():
        if truth_of(text) is None:
            row.say("QI275", "option", at, value=text[:60])
    return replace(bare, answer=word)


def _numeric(row: Row, bare: Came) -> Came:
    answer, unit = normalize("NFKC", row.text("answer")).replace("−", "-"), row.text("unit")
    match = _WITH_UNIT.fullmatch(answer)
    if match and unit in ("", match[2]):
        answer, unit = match[1], match[2]
    tolerance = normalize("NFKC", row.text("tolerance")).lstrip("±")
    return replace(
        bare,
        answer=answer or None,
        tolerance=None if tolerance in ("", "0") else tolerance,
        unit=unit or None,
    )


def _ordering(row: Row, bare: Came) -> Came:
    entries = row.entries()
    answer = row.text("answer")
    by_letter = {entry.at: entry for entry in entries}
    order = letters_of(answer)
    if answer and sorted(order) != sorted(by_letter):
        row.say("QI154", "answer", value=answer[:60])
    elif answer:
        entries = [by_letter[at] for at in order]
    return replace(bare, choices=choices_of(row, entries))


def _matching(row: Row, bare: Came) -> Came:
    rows = [at for at in range(MOST_OPTIONS) if row.text("option", at) or row.text("pair", at)]
    choices = tuple(
        Choice(row.text("option", at), pair=row.text("pair", at), place=row.place("option", at))
        for at in rows
    )
    heads = (row.text("left_title"), row.text("right_title"))
    return replace(bare, choices=choices, heads=heads if any(heads) else None)


def _judgement(row: Row, bare: Came) -> Came:
    return replace(bare, choices=choices_of(row, row.entries()))


def _case(row: Row, bare: Came) -> Came:
    return bare


_MAKERS: dict[str, Callable[[Row, Came], Came]] = {
    "single": _chosen,
    "multiple": _chosen,
    "true_false": _true_false,
    "fill_blank": fill_blank,
    "numeric": _numeric,
    "ordering": _ordering,
    "matching": _matching,
    "judgement": _judgement,
    "short_answer": short_answer,
    "case": _case,
}
