"""Of which kind a row is: as it states, or as its cells show."""

from question_bank.formats.columns import MOST_OPTIONS, SHEETS, kind_of
from question_bank.formats.excel_answers import letters_of, truth_of
from question_bank.formats.excel_blanks import has_blank
from question_bank.formats.excel_row import Row


def stated_kind(row: Row) -> str | None:
    """The kind that the row states; an unknown word is an error, and no kind."""
    text = row.text("type")
    kind = kind_of(text)
    if text and kind is None:
        allowed = ", ".join(words.zh for words in SHEETS.values())
        row.say("QI149", "type", value=text[:60], allowed=allowed)
    return kind


def guessed_kind(row: Row) -> str | None:
    """The kind that the filled cells make, where none is stated."""
    letters = letters_of(row.text("answer"))
    has_options = any(row.text("option", at) for at in range(MOST_OPTIONS)) or row.text("options")
    if any(row.text("worth", at) for at in range(MOST_OPTIONS)):
        return "judgement"
    if any(row.text("pair", at) for at in range(MOST_OPTIONS)):
        return "matching"
    if truth_of(row.text("answer")) and not has_options:
        return "true_false"
    if has_options and letters:
        return "single" if len(letters) == 1 else "multiple"
    return "fill_blank" if has_blank(row.text("stem")) and not has_options else None
