"""One row of a table of questions: its cells by what their columns hold, and their places."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import normalize

from question_bank.formats.columns import FIELDS, MOST_OPTIONS, Column, letter
from question_bank.formats.excel_cells import Value
from question_bank.formats.excel_notes import in_cell, said
from question_bank.formats.excel_sheets import cell_name
from question_bank.formats.format import Note, Place
from question_bank.kinds import TYPES
from question_bank.rules.diagnostics import Diagnostic, Severity
from question_bank.rules.fields import Field, listed
from question_bank.rules.fields import value_of as plain_value
from question_bank.rules.settings import faults

STEM = Column("stem")
_ID = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_LONGEST_ID = 64
_TOPIC = re.compile(r"([a-z][a-z0-9]*(?:\.[a-z0-9-]+)*)(?:\s+.*)?", re.DOTALL)
_UNITS = re.compile(r"\s*(?:分|秒|points?|s|seconds?)$", re.IGNORECASE)
_DIFFICULTIES = {
    "较易": "easy", "偏易": "easy", "很容易": "easy", "一般": "medium", "普通": "medium",
    "偏难": "hard", "很难": "hard",
}  # fmt: skip
_SEVERAL = 2
_LETTER = re.compile(r"([A-Za-zＡ-Ｚａ-ｚ])[.．、:：)）]\s*(?=\S)")
_IN_ONE = re.compile(r"(?:^|(?<=\s))\(?([A-Za-zＡ-Ｚａ-ｚ])(?:[.．、:：)）]|\s(?=\S))\s*")


class Entry(NamedTuple):
    """An option, by the letter of its column, counted from 0."""

    at: int
    text: str


@dataclass
class Row:
    """The cells of a row; everything that is said goes to the notes of the whole file."""

    title: str | None
    number: int
    columns: Mapping[Column, int]
    values: Sequence[Value]
    notes: list[Note]

    def text(self, name: str, at: int = 0) -> str:
        """What stands in a column; nothing where there is no such column."""
        column = self.columns.get(Column(name, at))
        return self.values[column - 1].text if column and column <= len(self.values) else ""

    def place(self, name: str = "stem", at: int = 0) -> Place:
        """Its cell; that of the question's text where the column is missing."""
        column = self.columns.get(Column(name, at), self.columns[STEM])
        return in_cell(self.title, cell_name(self.number, column))

    def say(self, code: str, name: str = "stem", at: int = 0, **values: object) -> None:
        """Note something about a cell."""
        self.notes.append(said(code, self.place(name, at), **values))

    def say_found(self, found: Diagnostic, name: str) -> None:
        """Note what the rules of the house find wrong in a cell."""
        self.notes.append(
            Note(
                Severity.ERROR,
                found.code,
                self.place(name),
                found.message,
                found.values,
                found.mend,
            )
        )

    def entries(self) -> list[Entry]:
        """The options that are filled in, from their own columns or from one for all."""
        own = [Entry(at, text) for at in range(MOST_OPTIONS) if (text := self.text("option", at))]
        gaps = {entry.at for entry in own} ^ set(range(own[-1].at + 1 if own else 0))
        for at in sorted(gaps):
            self.say("QI272", "option", at)
        return _unlettered(own) or list(_in_one(self.text("options")))

    def identity(self) -> tuple[str | None, str | None]:
        """The id, if it can be one, and the name."""
        text = self.text("id")
        if len(text) <= _LONGEST_ID and _ID.fullmatch(text):
            return text, self.text("name") or None
        if text:
            self.say("QI270", "id", value=text[:60])
        return None, text or self.text("name") or None

    def fields(self) -> dict[str, tuple[str, ...]]:
        """The settings in canonical words; what is not understood is an error of its cell."""
        given = {name: lines for name in FIELDS if (lines := tuple(self._lines(name)))}
        topic = given.pop("topic", ("",))[0]
        if match := _TOPIC.fullmatch(topic):
            given["topic"] = (match[1],)
        elif topic:
            self.say("QI271", "topic", value=topic[:60])
            tags = (*listed(", ".join(given.get("tags", ()))), *listed(topic))
            given["tags"] = (", ".join(tags),)
        return given

    def _lines(self, name: str) -> Iterator[str]:
        """Only a reference may have several lines, one each."""
        text = self.text(name)
        for line in text.split("\n") if name == "ref" else [" ".join(text.split())]:
            value = _canonical(name, line.strip()) if name != "topic" else line.strip()
            wrong = faults((Field(name, value),)) if value else []
            for found in wrong:
                self.say_found(found, name)
            if value and not wrong:
                yield value


def _canonical(name: str, text: str) -> str:
    if name in ("points", "time"):
        text = _UNITS.sub("", text)
    if name == "difficulty":
        text = _DIFFICULTIES.get(text, text)
    return plain_value(name, text, types=TYPES)


def _unlettered(entries: list[Entry]) -> list[Entry]:
    """Without the letters that stand before the texts again, if every one has its own."""
    marks = [_LETTER.match(entry.text) for entry in entries]
    shown = [normalize("NFKC", mark[1]).upper() if mark else "" for mark in marks]
    if len(entries) < _SEVERAL or shown != [letter(entry.at) for entry in entries]:
        return entries
    return [
        Entry(entry.at, entry.text[mark.end() :] if mark else entry.text)
        for entry, mark in zip(entries, marks, strict=True)
    ]


def _in_one(text: str) -> Iterator[Entry]:
    """Options in one cell: by their letters, else one a line or between bars."""
    marks = [
        match
        for at, match in enumerate(_IN_ONE.finditer(text))
        if ord(normalize("NFKC", match[1]).upper()) - ord("A") == at
    ]
    if len(marks) > 1:
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        parts = [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    else:
        parts = re.split(r"\n" if "\n" in text else r"[|｜]|[;；]", text)
    for at, part in enumerate(parts[:MOST_OPTIONS]):
        if part.strip():
            yield Entry(at, part.strip())
