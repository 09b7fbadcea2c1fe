"""From the text of a file to a document; any text can be read."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from question_bank.rules.blocks import joined
from question_bank.rules.cutting import question
from question_bank.rules.diagnostics import Diagnostic, Fix, found
from question_bank.rules.document import Document
from question_bank.rules.fieldlines import field_of, unknown
from question_bank.rules.fields import Field, in_order, written
from question_bank.rules.settings import faults
from question_bank.rules.source import Line, Source, numbered

LARGEST_FILE = 1024 * 1024
MOST_QUESTIONS = 2000
LARGEST_QUESTION = 20 * 1024

_HEADING = re.compile(r"##(?: |$)")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FRONT = "---"
_LONGEST_HEAD = 100


class _Head(NamedTuple):
    fields: tuple[Field, ...] | None
    rest: Sequence[Line]
    said: list[Diagnostic]


def read(text: str) -> Document:
    """Everything a file says, and what is wrong with its form; it never raises."""
    if _size(text) > LARGEST_FILE:
        return Document(untouched=text, diagnostics=(found("QB100", 1),))
    source = numbered(text)
    head = _head(source.lines)
    prose, sections = _sections(head.rest)
    if len(sections) > MOST_QUESTIONS:
        first = sections[MOST_QUESTIONS][0].number
        return Document(untouched=text, diagnostics=(found("QB136", first),))
    questions = [question(section, head.fields or ()) for section in sections]
    said = [
        *head.said,
        *_source_faults(source),
        *_too_large(sections),
        *(each for one in questions for each in one.said),
    ]
    return Document(
        front=head.fields,
        prose=joined([line.text for line in prose]),
        drafts=tuple(one.draft for one in questions),
        diagnostics=tuple(sorted(said, key=lambda each: (each.line, each.column, each.code))),
    )


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _head(lines: Sequence[Line]) -> _Head:
    """The fields between two lines `---` before anything else."""
    start = next((at for at, line in enumerate(lines) if not line.is_blank), len(lines))
    if start == len(lines) or lines[start].text.rstrip() != _FRONT:
        return _Head(None, lines[start:], [])
    for at in range(start + 1, min(start + _LONGEST_HEAD, len(lines))):
        if _HEADING.match(lines[at].text):
            break
        if lines[at].text.rstrip() == _FRONT:
            return _closed_head(lines[start + 1 : at], lines[at + 1 :])
    return _Head(None, lines[start:], [found("QB139", lines[start].number)])


def _closed_head(inside: Sequence[Line], rest: Sequence[Line]) -> _Head:
    said: list[Diagnostic] = []
    fields: list[Field] = []
    for line in inside:
        if line.is_blank:
            continue
        typed = written(line.text)
        if typed is None:
            said.append(found("QB107", line.number))
            fields.append(Field("", line.text.strip(), line.number))
            continue
        each, slips = field_of(line, typed, unquoted=typed.value.strip("\"'"))
        said += slips
        fields.append(each)
    said += [*unknown(fields), *faults(fields)]
    return _Head(in_order(fields), rest, said)


def _sections(lines: Sequence[Line]) -> tuple[Sequence[Line], list[Sequence[Line]]]:
    """The prose before the first question, and the lines of each question with its heading."""
    starts = [at for at, line in enumerate(lines) if not line.fenced and _HEADING.match(line.text)]
    bounds = [*starts, len(lines)]
    return lines[: bounds[0]], [lines[start:end] for start, end in pairwise(bounds)]


def _source_faults(source: Source) -> list[Diagnostic]:
    return [
        *(_slip(source.lines[number - 1]) for number in source.mended),
        *([found("QB138", source.open_fence)] if source.open_fence else []),
        *(
            found("QB140", line.number, column=match.start() + 1)
            for line in source.lines
            if (match := _UNSTORABLE.search(line.text))
        ),
    ]


def _slip(line: Line) -> Diagnostic:
    fix = Fix(line.number, line.number, line.text)
    return found("QB214", line.number, fix=fix, meant=line.text.strip())


def _too_large(sections: Sequence[Sequence[Line]]) -> list[Diagnostic]:
    return [
        found("QB137", section[0].number)
        for section in sections
        if _size("\n".join(line.text for line in section).rstrip("\n")) > LARGEST_QUESTION
    ]
