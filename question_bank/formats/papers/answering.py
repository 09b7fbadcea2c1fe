"""Answers from a list, at the end of a section or of the paper, brought to their questions."""

from collections.abc import Sequence
from dataclasses import replace

from question_bank.formats.papers import marks
from question_bank.formats.papers.lines import Typed, in_question, unmarked
from question_bank.formats.papers.lists import (
    Entry,
    begins_rows,
    entries,
    looks_like_list,
    rows,
    short_entries,
)
from question_bank.formats.papers.notes import noted
from question_bank.formats.papers.sheet import Asked, Label, Section, Sheet

_SHORT = 24


def answered(sheet: Sheet) -> None:
    """Give every question the answers that lists have for it."""
    for section in sheet.sections:
        _in_section(section, sheet)
        for asked in section.questions:
            _over_parts(asked)
    if sheet.answers:
        _Answers(sheet).give()


def _in_section(section: Section, sheet: Sheet) -> None:
    """答案：1．B 2．C below the last question of a section belongs to all of it."""
    if len(section.questions) < len("甲乙"):
        return
    last = section.questions[-1]
    for label in last.all("answer"):
        if label.lines and all(looks_like_list(line.text) for line in label.lines):
            last.labels.remove(label)
            for line in label.lines:
                _give(entries(line.text), line, section, sheet)


def _over_parts(whole: Asked) -> None:
    """（1）… （2）… below the last part of a case are the answers of all its parts."""
    if len(whole.parts) < len("甲乙") or any(part.first("answer") for part in whole.parts[:-1]):
        return
    label = whole.parts[-1].first("answer")
    style = whole.parts[-1].style
    begun = [marks.number(unmarked(line.text)) for line in label.lines] if label else []
    numbers = [each.number for each in begun if each and each.style == style]
    if label is None or numbers != [part.number for part in whole.parts]:
        return
    whole.parts[-1].labels.remove(label)
    at = -1
    for line, number in zip(label.lines, begun, strict=True):
        if number and number.style == style:
            at += 1
            kept = Label("answer", label.word, line.place, [line.with_text(number.rest)])
            whole.parts[at].labels.insert(0, kept)
        elif at >= 0:
            whole.parts[at].labels[0].lines.append(line)


def _give(found: Sequence[Entry], line: Typed, section: Section | None, sheet: Sheet) -> None:
    for entry in found:
        asked = _question(entry.number, section, sheet)
        if asked is None:
            place = in_question(line.place, f"{entry.number}")
            note = noted("QI211", place, number=entry.number, answer=entry.answer)
            sheet.notes.append(note)
        else:
            lines = [line.with_text(entry.answer)]
            asked.labels.append(Label("answer", "", line.place, lines))


def _question(number: int, section: Section | None, sheet: Sheet) -> Asked | None:
    """The question of a number in its section; without a section, where there is only one."""
    questions = section.questions if section else list(sheet.questions)
    found = [asked for asked in questions if asked.number == number]
    return found[0] if len(found) == 1 else None


class _Answers:
    """Goes down the answers at the end of a paper."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.section: Section | None = None
        self.asked: Asked | None = None
        self.label: Label | None = None
        self.row: Typed | None = None

    def give(self) -> None:
        for line in self.sheet.answers[1:]:
            if line.is_verbatim and self.label:
                self.label.lines.append(line)
            else:
                self._line(line, unmarked(line.text))

    def _line(self, line: Typed, text: str) -> None:
        if self.row:
            table, self.row = rows(self.row.text, text), None
            if table:
                _give(table, line, self.section, self.sheet)
                return
        heading = marks.heading(text)
        if heading and (section := self._section(heading)):
            self.section, self.asked, self.label = section, None, None
            text = _after_title(text)
            if not text:
                return
        self._entries(line, text)

    def _entries(self, line: Typed, text: str) -> None:
        number = marks.number(text)
        if found := entries(text):
            _give(found, line, self.section, self.sheet)
            self.label = None
            self.asked = _question(found[-1].number, self.section, self.sheet)
        elif begins_rows(text):
            self.row = replace(line, text=text)
        elif marks.is_page(text):
            self.sheet.left.append(line)
        elif number and (asked := self._asked(number)):
            self._begin(line, text, asked, number)
        else:
            self._further(line, text)

    def _begin(self, line: Typed, text: str, asked: Asked, number: marks.Number) -> None:
        """An answer in words; where all are short there may be several in the line."""
        short = short_entries(text)
        is_row = len(short) > 1 and all(len(each.answer) <= _SHORT for each in short)
        if is_row and asked.section.kind not in ("short_answer", "case"):
            _give(short, line, self.section, self.sheet)
            self.label = None
            return
        inner = marks.number(number.rest)
        self.asked = asked
        part = self._part(asked, inner) if inner else None
        if inner and part:
            self.asked = part
            self._pieces(line, inner.rest, "answer")
        else:
            self._pieces(line, number.rest, "answer")

    def _further(self, line: Typed, text: str) -> None:
        if self.asked is None:
            note = noted("QI218", line.place, text=text[:_SHORT])
            self.sheet.notes.append(note)
            return
        self._pieces(line, text, "")

    def _pieces(self, line: Typed, text: str, first: str) -> None:
        asked = self.asked
        if asked is None:
            return
        if first:
            self.label = Label(first, "", line.place)
            asked.labels.append(self.label)
        for part in marks.labelled(text):
            is_open = self.label is not None and (
                not part.name or (part.name == self.label.name and not self.label.lines)
            )
            if not is_open:
                self.label = Label(part.name or "answer", part.label, line.place)
                asked.labels.append(self.label)
            if part.text and self.label:
                self.label.lines.append(line.with_text(part.text))

    def _asked(self, number: marks.Number) -> Asked | None:
        """The question that a number in the list can mean; inside an answer only the next one."""
        if self.asked and number.style != self.asked.style:
            return self._part(self.asked, number)
        asked = _question(number.number, self.section, self.sheet)
        if asked is None or number.style == "circle":
            return None
        is_back = self.asked is not None and number.number <= self.asked.number
        return None if is_back or asked.first("answer") else asked

    def _part(self, asked: Asked, number: marks.Number) -> Asked | None:
        whole = asked.parent or asked
        found = [part for part in whole.parts if part.number == number.number]
        return found[0] if found and found[0].style == number.style else None

    def _section(self, heading: marks.Heading) -> Section | None:
        """The section of the paper that a heading in the list names again."""
        sections = [section for section in self.sheet.sections if section.questions]
        same = [each for each in sections if each.ordinal and each.ordinal == heading.ordinal]
        if len(same) == 1 and heading.kind in (None, same[0].kind):
            return same[0]
        kinds = [each for each in sections if heading.kind and each.kind == heading.kind]
        return kinds[0] if len(kinds) == 1 else None


def _after_title(text: str) -> str:
    """What stands behind a heading in its line: 一、单选题：1-5 BACDA."""
    for at, each in enumerate(text):
        if each.isdigit() and entries(text[at:]):
            return text[at:]
    return ""
