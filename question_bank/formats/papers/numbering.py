"""What a number at the head of a line means: a question, a part of a case, or only a list."""

import re
from enum import Enum, auto

from question_bank.formats.papers import marks
from question_bank.formats.papers.ahead import Ahead
from question_bank.formats.papers.sheet import Asked, Label, Section

_FIRST = 1
_LIKE_A_YEAR = 999
_ASK = re.compile(r"(?:问题?|请回答|请问|根据(?:上述|以上).{0,20}回答.{0,10})[:：。]?$")


class Turn(Enum):
    """What begins at a numbered line."""

    QUESTION = auto()
    PART = auto()
    TEXT = auto()


class Numbering:
    """Follows the numbers of a paper and of the lists inside its answers."""

    def __init__(self, ahead: Ahead) -> None:
        """Take the lines to look ahead in."""
        self._ahead = ahead
        self._list_next: tuple[str, int] | None = None
        self._owner: Asked | None = None

    def turn(
        self,
        at: int,
        number: marks.Number,
        section: Section,
        current: Asked | None,
        label: Label | None,
    ) -> Turn:
        """Decide one line."""
        if current is not self._owner:
            self._owner, self._list_next = current, None
        turn = self._turn(at, number, section, current, label)
        if turn is Turn.TEXT:
            self._list_next = (number.style, number.number + 1)
        return turn

    def _turn(
        self,
        at: int,
        number: marks.Number,
        section: Section,
        current: Asked | None,
        label: Label | None,
    ) -> Turn:
        before = section.questions[-1].number if section.questions else 0
        if number.number > _LIKE_A_YEAR and number.number != before + 1:
            return Turn.TEXT
        if current is None:
            return self._first(at, number, section)
        whole = current.parent or current
        if self._is_part(at, number, whole, current, label):
            return Turn.PART
        if number.style != whole.style or whole.style == "case":
            return Turn.TEXT
        last = section.questions[-1].number
        if (number.style, number.number) == self._list_next:
            return Turn.QUESTION if self._ahead.is_answered(at) else Turn.TEXT
        if number.number == last + 1:
            return Turn.QUESTION
        if label is not None and number.number == _FIRST:
            return Turn.QUESTION if self._ahead.is_answered(at) else Turn.TEXT
        if number.number > last and label is None:
            return Turn.QUESTION
        return Turn.QUESTION if self._ahead.is_question(at) else Turn.TEXT

    def _first(self, at: int, number: marks.Number, section: Section) -> Turn:
        """Numbered notes for candidates may stand before the first section."""
        if number.style == "circle":
            return Turn.TEXT
        is_before = section.place is None and self._ahead.has_heading(at)
        if is_before and not self._ahead.is_question(at):
            return Turn.TEXT
        return Turn.QUESTION

    def _is_part(
        self, at: int, number: marks.Number, whole: Asked, current: Asked, label: Label | None
    ) -> bool:
        expected = len(whole.parts) + 1
        if whole.parts and number.style == whole.parts[0].style:
            return self._is_next_part(at, number, whole, label)
        if number.style == whole.style:
            is_asked = bool(whole.stem) and bool(_ASK.search(whole.stem[-1].text))
            return not whole.parts and number.number == _FIRST == expected and is_asked
        if whole.parts or number.style == "circle":
            return False
        if whole.section.kind == "case" or whole.style == "case":
            is_next = number.number == _FIRST or whole.style == "case"
            return is_next and (label is None or self._ahead.is_answered(at))
        is_bare = not whole.options and not whole.labels
        return is_bare and number.number == _FIRST and self._has_own_answer(at)

    def _is_next_part(
        self, at: int, number: marks.Number, whole: Asked, label: Label | None
    ) -> bool:
        if (number.style, number.number) == self._list_next:
            return self._ahead.is_answered(at)
        if number.number == whole.parts[-1].number + 1:
            return True
        if number.style == whole.style and number.number == whole.number + 1:
            return False
        return label is None or self._ahead.is_answered(at)

    def _has_own_answer(self, at: int) -> bool:
        """Whether an answer stands under it, and then a second number of its style."""
        looks = self._ahead.looks
        for place in range(at, len(looks)):
            if place > at and (looks[place].heading or looks[place].number):
                return False
            if looks[place].has_answer:
                return self._is_followed(place, at)
        return False

    def _is_followed(self, place: int, at: int) -> bool:
        """Whether a second part of the same style follows the first answer."""
        looks = self._ahead.looks
        first = looks[at].number
        for look in looks[place + 1 :]:
            if look.heading or first is None:
                return False
            if look.number:
                return (look.number.style, look.number.number) == (first.style, first.number + 1)
        return False
