"""Looking ahead: whether what begins at a line is a question or only a list in a text."""

import re
from collections.abc import Sequence
from functools import cached_property

from question_bank.formats.papers import lettering, marks
from question_bank.formats.papers.lines import Typed, unmarked

_FAR = 60
_ASKS = re.compile(r"[（(【][ \t\u3000]*(?:[A-J√×对错]+[ \t\u3000]*)?[）)】]|_{2,}|？|\?$")


class Look:
    """What one line has in it, worked out once."""

    def __init__(self, line: Typed) -> None:
        """Keep the line; a verbatim one has nothing in it."""
        self._line = line
        self._text = "" if line.is_verbatim else line.text
        self._plain = unmarked(self._text)

    @cached_property
    def number(self) -> marks.Number | None:
        """The number it begins with."""
        return marks.number(self._text) or marks.number(self._plain)

    @cached_property
    def heading(self) -> marks.Heading | None:
        """The section it begins."""
        return marks.heading(self._plain)

    @cached_property
    def case(self) -> marks.Number | None:
        """The case it begins."""
        return marks.case(self._plain)

    @cached_property
    def has_option(self) -> bool:
        """Whether options begin in it."""
        rest = self.number.rest if self.number else self._text
        opening = lettering.option_at_start(rest)
        return bool(opening) or len(lettering.options(rest, "A")) > 1

    @cached_property
    def has_answer(self) -> bool:
        """Whether it holds an answer with its label."""
        return any(part.name == "answer" for part in marks.labelled(self._text))

    @cached_property
    def asks(self) -> bool:
        """Whether it has a bracket or a gap to be filled, or asks."""
        return bool(_ASKS.search(self._text))


class Ahead:
    """All lines of a paper, to be looked at from any of them."""

    def __init__(self, lines: Sequence[Typed]) -> None:
        """Take the lines."""
        self.looks = [Look(line) for line in lines]

    def is_question(self, at: int) -> bool:
        """Whether options or an answer come before the next number, or the line itself asks."""
        if self.looks[at].asks:
            return True
        return self.is_answered(at)

    def is_answered(self, at: int) -> bool:
        """Whether options or an answer come before the next number of the same style."""
        first = self.looks[at]
        style = first.number.style if first.number else None
        for place in range(at, min(at + _FAR, len(self.looks))):
            look = self.looks[place]
            if place > at and (look.heading or (look.number and look.number.style == style)):
                return False
            if look.has_answer or (look.has_option and not first.has_answer):
                return True
        return False

    def has_heading(self, after: int) -> bool:
        """Whether a section begins in a later line."""
        return any(look.heading for look in self.looks[after + 1 :])
