"""From the lines of a paper to its sections, questions, options and labels."""

from collections.abc import Sequence

from question_bank.formats.papers import marks
from question_bank.formats.papers.ahead import Ahead
from question_bank.formats.papers.lines import Typed, in_question, unmarked
from question_bank.formats.papers.lists import begins_rows, looks_like_list
from question_bank.formats.papers.notes import noted
from question_bank.formats.papers.numbering import Numbering, Turn
from question_bank.formats.papers.placing import LISTED, Placing, labelled
from question_bank.formats.papers.sheet import Asked, Section, Sheet

_FOR_ALL = frozenset({"topic", "pool", "lang", "confidence", "difficulty", "fact"})
_LONG = 30
_BRACKETS = "（("


def cut(lines: Sequence[Typed]) -> Sheet:
    """The paper in its parts; every line goes somewhere."""
    return _Cutter(lines).cut()


class _Cutter:
    """Goes down the lines once and knows where the next one belongs."""

    def __init__(self, lines: Sequence[Typed]) -> None:
        self.lines = lines
        self.ahead = Ahead(lines)
        self.numbering = Numbering(self.ahead)
        self.sheet = Sheet()
        self.section = Section()
        self.placing = Placing(lines)

    def cut(self) -> Sheet:
        for at, line in enumerate(self.lines):
            if self._is_sheet(at):
                self.sheet.answers = self.lines[at:]
                break
            self._line(at, line)
        self.sheet.notes += self.placing.notes
        self.sheet.left += self.placing.left
        return self.sheet

    def _line(self, at: int, line: Typed) -> None:
        look = self.ahead.looks[at]
        if line.is_verbatim:
            if not self.placing.keep(line):
                self.sheet.left.append(line)
        elif marks.is_page(unmarked(line.text)):
            self.sheet.left.append(line)
        elif marks.is_own_title(line.text):
            return
        elif look.heading and not self._is_inside(at):
            self._begin_section(line, look.heading)
        elif look.case and self._begins_case(look.case):
            self._begin(line, look.case)
        elif look.number:
            self._numbered(at, line, look.number)
        else:
            self._text(at, line)

    def _is_sheet(self, at: int) -> bool:
        """Whether the answers of the whole paper begin here."""
        line = self.lines[at]
        if line.is_verbatim or not marks.is_sheet(unmarked(line.text)) or at + 1 == len(self.lines):
            return False
        asked = list(self.sheet.questions)
        open_ones = [each for each in asked if not each.first("answer") and not each.parts]
        if not asked or len(open_ones) * 2 < len(asked):
            return False
        following = self.ahead.looks[at + 1]
        after = unmarked(self.lines[at + 1].text)
        is_list = looks_like_list(after) or begins_rows(after)
        return bool(following.heading or is_list or (following.number and len(open_ones) > 1))

    def _is_inside(self, at: int) -> bool:
        """一、… inside a model answer is a point of it, unless it names a kind of question."""
        heading = self.ahead.looks[at].heading
        return (
            self.placing.label is not None
            and heading is not None
            and not (heading.kind or heading.each or heading.total)
        )

    def _begin_section(self, line: Typed, heading: marks.Heading) -> None:
        self.section = Section(
            line.place, heading.ordinal, heading.kind, heading.each, heading.total,
            heading.is_each_blank,
        )  # fmt: skip
        self.sheet.sections.append(self.section)
        self.placing.leave()

    def _begins_case(self, case: marks.Number) -> bool:
        """案例一 begins one where cases are expected, or where nothing else is open."""
        is_cases = self.section.kind == "case" or self.section.style == "case"
        return (
            is_cases
            or (self.placing.current is None and not case.rest)
            or self.placing.label is not None
        )

    def _begin(self, line: Typed, number: marks.Number, parent: Asked | None = None) -> None:
        if not self.sheet.sections:
            self.sheet.sections.append(self.section)
        asked = Asked(
            number.number, number.typed, number.style, line.place, self.section, parent=parent
        )
        if parent:
            parent.parts.append(asked)
        else:
            self.section.style = self.section.style or number.style
            self.section.questions.append(asked)
        self.placing.begin(asked)
        self.placing.pieces(line, number.rest)

    def _numbered(self, at: int, line: Typed, number: marks.Number) -> None:
        if self._is_item(number):
            self._text(at, line)
            return
        turn = self.numbering.turn(
            at, number, self.section, self.placing.current, self.placing.label
        )
        if turn is Turn.TEXT:
            self._text(at, line)
        elif turn is Turn.PART and self.placing.current:
            self._begin(line, number, self.placing.current.parent or self.placing.current)
        else:
            self._note_number(line, number)
            self._begin(line, number)

    def _is_item(self, number: marks.Number) -> bool:
        """In an ordering or matching, ① or （1） under the stem is one of its items."""
        current = self.placing.current
        if current is None or self.placing.label or current.section.kind not in LISTED:
            return False
        is_next = number.number == len(current.options) + 1
        return is_next and number.style != current.style and current.style != "case"

    def _note_number(self, line: Typed, number: marks.Number) -> None:
        before = self.section.questions
        if number.number == 0 or not before:
            return
        last = before[-1].number
        place = in_question(line.place, number.typed)
        if any(each.number == number.number for each in before):
            self.sheet.notes.append(noted("QI204", place, number=number.typed))
        elif last and number.number != last + 1:
            note = noted("QI279", place, number=number.typed, before=before[-1].typed)
            self.sheet.notes.append(note)

    def _text(self, at: int, line: Typed) -> None:
        if self.placing.current is None and self._is_case_text(at, line):
            self._begin(line, marks.Number(0, "case", "", line.text))
        elif self.placing.current is None:
            self._before_any(line)
        else:
            self.placing.pieces(line, self.placing.spaced(at, line.text))

    def _is_case_text(self, at: int, line: Typed) -> bool:
        """Under 案例分析题 a text without a number is what its questions are about."""
        return (
            self.section.kind == "case"
            and len(line.text) > _LONG
            and not line.text.startswith(tuple(_BRACKETS))
        )

    def _before_any(self, line: Typed) -> None:
        """A title and names are left out; labels for the whole paper are not."""
        parts = marks.labelled(unmarked(line.text))
        is_for_all = parts and all(part.name in _FOR_ALL for part in parts)
        if self.section.place is None and is_for_all:
            self.sheet.defaults += [labelled(part, line) for part in parts]
        else:
            self.sheet.left.append(line)
