"""The lines of a paper, each with the place that its owner finds it by."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.errors import N_
from question_bank.formats.format import Place

BAR = "│"
"""Begins a line that is text as it stands and never structure."""

MARK_ON, MARK_OFF = "\uf8f0", "\uf8f1"
"""Around what a Word file sets off (bold, underlined, coloured)."""

_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\ue000-\uf8ff]")
_OURS = re.compile(r"[\ue000-\uf8ff]")
_MARKS = re.compile(f"[{MARK_ON}{MARK_OFF}]")


@dataclass(frozen=True)
class Typed:
    """A line that is not blank, without white space around it.

    A verbatim one is kept as it stands. `may_go_on` says that a line end may be no more than the
    width of somebody's window; `after_blank`, that a blank line stands before.
    """

    text: str
    place: Place
    is_verbatim: bool = False
    after_blank: bool = False
    may_go_on: bool = False

    def with_text(self, text: str) -> "Typed":
        """The same place with another text; what the line began with is not before it."""
        return replace(self, text=text.strip())


def typed(text: str) -> list[Typed]:
    """The lines of a text file."""
    numbered = enumerate(_BREAKS.split(text), start=1)
    rows = [(cleaned(row), Place(N_("line %(line)s"), {"line": at})) for at, row in numbered]
    return lines(rows, may_go_on=True)


def lines(rows: Sequence[tuple[str, Place]], *, may_go_on: bool = False) -> list[Typed]:
    """Rows with their places as lines; blank ones are only remembered."""
    found: list[Typed] = []
    after_blank = False
    for row, place in rows:
        is_verbatim = unmarked(row).startswith(BAR)
        text = _kept(unmarked(row)) if is_verbatim else row.strip()
        if text or is_verbatim:
            goes_on = may_go_on and not is_verbatim
            found.append(Typed(text, place, is_verbatim, after_blank, goes_on))
        after_blank = not text and not is_verbatim
    return found


def _kept(row: str) -> str:
    return row.removeprefix(BAR).removeprefix(" ")


def cleaned(text: str) -> str:
    """Without characters that nobody sees; none of those that the reader uses itself."""
    if text.startswith(BAR):
        return _OURS.sub("", text)
    return _INVISIBLE.sub("", text).replace("\xa0", " ")


def unmarked(text: str) -> str:
    """Without the marks of what was set off."""
    return _MARKS.sub("", text)


def is_marked(text: str) -> bool:
    """Whether all that is written here was set off."""
    inside, seen = False, False
    for each in text:
        if each in (MARK_ON, MARK_OFF):
            inside = each == MARK_ON
        elif each.isalnum():
            if not inside:
                return False
            seen = True
    return seen


def in_question(place: Place, number: str) -> Place:
    """The same place with the number of the question that it belongs to."""
    if not number:
        return place
    values: Mapping[str, object] = {**place.values, "question": number}
    return Place(_WITH_QUESTION.get(place.words, place.words), values)


_WITH_QUESTION = {
    N_("line %(line)s"): N_("line %(line)s, question %(question)s"),
    N_("paragraph %(number)s"): N_("paragraph %(number)s, question %(question)s"),
}
