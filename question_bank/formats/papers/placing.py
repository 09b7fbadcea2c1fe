"""Where the text of a question belongs: its stem, an option, or what stands behind a label."""

import re
from collections.abc import Sequence

from question_bank.formats.format import Note
from question_bank.formats.papers import lettering, marks
from question_bank.formats.papers.lettering import LETTERS
from question_bank.formats.papers.lines import Typed, in_question, unmarked
from question_bank.formats.papers.notes import noted
from question_bank.formats.papers.sheet import Asked, Label, Option
from question_bank.formats.papers.words import CHOICE

LISTED = frozenset({"ordering", "matching"})
_CHOICES = frozenset({"single", "multiple", "judgement", CHOICE})
_ONE_LINE = frozenset(
    {
        "difficulty", "points", "ref", "tags", "topic", "id", "type", "pool", "tolerance", "unit",
        "partial", "shuffle", "time", "enemies", "fact", "confidence", "lang", "heads",
    }
)  # fmt: skip
_ITEM = re.compile(r"(?:[（(]\s{0,3}(\d{1,2})\s{0,3}[）)]|(?<!\d)(\d{1,2})[)）])[ \t\u3000]*")


class Placing:
    """Knows which question is open, and where its next line goes."""

    def __init__(self, lines: Sequence[Typed]) -> None:
        """Take the lines, to look at the one that follows."""
        self._lines = lines
        self.current: Asked | None = None
        self.label: Label | None = None
        self.notes: list[Note] = []
        self.left: list[Typed] = []
        self._into: list[Typed] | None = None

    def begin(self, asked: Asked) -> None:
        """Open a question."""
        self.current, self._into, self.label = asked, asked.stem, None

    def leave(self) -> None:
        """Close the question that is open."""
        self.current = self._into = self.label = None

    def keep(self, line: Typed) -> bool:
        """A verbatim line goes on with what is open, if anything is."""
        if self._into is None:
            return False
        self._into.append(line)
        return True

    def pieces(self, line: Typed, text: str) -> None:
        """A line's text goes where it belongs, piece by piece."""
        for part in marks.labelled(text):
            if part.name == "left":
                self.left.append(line.with_text(f"{part.label}：{part.text}"))
            elif part.name:
                self._open_label(line, part)
            elif self.label is None or self._leaves_label(part.text):
                self._body(line, part.text)
            elif self.label.name in _ONE_LINE:
                self._after_label(line, part.text)
            else:
                self.label.lines.append(line.with_text(part.text))

    def spaced(self, at: int, text: str) -> str:
        """A 一人 is an option where B follows, and then so is every further letter."""
        current = self.current
        if current is None or self.label or len(current.options) >= len(LETTERS):
            return text
        letter = LETTERS[len(current.options)]
        spaced = lettering.spaced(text, letter)
        if spaced is None:
            return text
        is_row = len(lettering.options(spaced, letter)) > 1
        following = unmarked(self._lines[at + 1].text) if at + 1 < len(self._lines) else ""
        return spaced if is_row or letter != "A" or lettering.spaced(following, "B") else text

    def _open_label(self, line: Typed, part: marks.Labelled) -> None:
        current = self.current
        if current is None:
            return
        label = labelled(part, line)
        if part.name == "feedback" and current.options and not current.labels:
            self._into = current.options[-1].feedback
            self._into += label.lines
            return
        current.labels.append(label)
        self.label, self._into = label, label.lines

    def _leaves_label(self, text: str) -> bool:
        """Options may follow 【答案】 or 题型： where none stand yet."""
        current = self.current
        if current is None or self.label is None or current.options:
            return False
        opening = lettering.option_at_start(text)
        return bool(opening and opening.letter == "A") and (
            self.label.name in _ONE_LINE or current.kind in _CHOICES
        )

    def _after_label(self, line: Typed, text: str) -> None:
        """After a label that holds one line the text goes on with the last longer one."""
        current = self.current
        if current is None:
            return
        longer = [each for each in current.labels if each.name not in _ONE_LINE]
        if longer:
            longer[-1].lines.append(line.with_text(text))
        else:
            self.label, self._into = None, current.stem
            self._body(line, text)

    def _body(self, line: Typed, text: str) -> None:
        current = self.current
        if current is None:
            return
        self.label = None
        self._into = current.stem if not current.options else current.options[-1].lines
        openings = self._openings(current, text)
        if not openings:
            self._into.append(line.with_text(text))
            return
        before = text[: openings[0].start].strip()
        if before:
            self._into.append(line.with_text(before))
        bounds = [*(each.start for each in openings[1:]), len(text)]
        for opening, until in zip(openings, bounds, strict=True):
            self._option(line, opening, text[opening.end : until].strip())

    def _openings(self, current: Asked, text: str) -> list[lettering.Opening]:
        plain = text
        lettered = sum(1 for option in current.options if option.letter.isalpha())
        following = LETTERS[lettered : lettered + 1]
        if current.section.kind in LISTED and (items := _items(current, plain)):
            return items
        found = lettering.options(plain, following) if following else []
        if found and (found[0].start == 0 or not current.options):
            return found
        opening = lettering.option_at_start(plain)
        if opening and current.options and len(opening.letter) == 1:
            return [opening, *_further(plain, opening)]
        return found if found and plain[found[0].start - 1].isspace() else []

    def _option(self, line: Typed, opening: lettering.Opening, text: str) -> None:
        current = self.current
        if current is None:
            return
        before = current.options[-1].letter if current.options else ""
        if before and before.isalpha() and ord(opening.letter[0]) != ord(before) + 1:
            place = in_question(line.place, current.name)
            self.notes.append(noted("QI177", place, letter=opening.letter, before=before))
        option = Option(opening.letter, line.place, is_ticked=opening.is_ticked)
        if text:
            option.lines.append(line.with_text(text))
        current.options.append(option)
        self._into = option.lines


def labelled(part: marks.Labelled, line: Typed) -> Label:
    """A label with what stands behind it in its line."""
    lines = [line.with_text(part.text)] if part.text else []
    return Label(part.name, part.label, line.place, lines)


def _further(text: str, opening: lettering.Opening) -> list[lettering.Opening]:
    following = LETTERS[LETTERS.index(opening.letter) + 1 :][:1]
    if not following:
        return []
    return [each for each in lettering.options(text, following) if each.start > opening.end]


def _items(current: Asked, text: str) -> list[lettering.Opening]:
    """① … ② … or （1）… （2）… as items of an ordering or matching."""
    done = sum(1 for option in current.options if option.letter.isdigit())
    ends = [
        (place, place + 1, marks.CIRCLED.index(text[place]) + 1)
        for place in range(len(text))
        if text[place] in marks.CIRCLED
    ] or [(match.start(), match.end(), int(match[1] or match[2])) for match in _ITEM.finditer(text)]
    found: list[lettering.Opening] = []
    for start, end, value in ends:
        if value == done + len(found) + 1:
            found.append(lettering.Opening(f"{value}", start, end, is_ticked=False))
    if not found or (found[0].start and not done and len(found) < len("甲乙")):
        return []
    return found if found[0].start == 0 or not done else []
