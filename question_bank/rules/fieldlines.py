"""Field lines: where they stand, and how they were typed."""

from collections.abc import Sequence
from typing import NamedTuple

from question_bank.kinds import TYPES
from question_bank.rules.diagnostics import Diagnostic, Fix, found
from question_bank.rules.fields import (
    ORDER,
    Field,
    Written,
    is_known,
    name_of,
    value_of,
    written,
)
from question_bank.rules.keyboard import plain
from question_bank.rules.source import Line


class Taken(NamedTuple):
    """The fields of a question, the lines after them, and what is wrong with their form."""

    fields: tuple[Field, ...]
    rest: Sequence[Line]
    said: list[Diagnostic]


def taken(lines: Sequence[Line]) -> Taken:
    """The field lines under a heading; after a blank line only if all of them are known."""
    if lines and not lines[0].is_blank:
        return _directly(lines)
    start = next((at for at, line in enumerate(lines) if not line.is_blank), len(lines))
    end = next((at for at in range(start, len(lines)) if lines[at].is_blank), len(lines))
    typed = [_known(line) for line in lines[start:end]]
    if not typed or not all(typed):
        return Taken((), lines, [])
    return _directly(lines[start:])


def field_of(
    line: Line, typed: Written, *, unquoted: str | None = None
) -> tuple[Field, list[Diagnostic]]:
    """A field in canonical words, and a note where full-width characters were typed."""
    name = name_of(typed.name)
    value = value_of(name, typed.value if unquoted is None else unquoted, types=TYPES)
    is_slip = typed.colon == "：" or (value != typed.value and plain(typed.value) == value)
    text = f"{name}: {value}".rstrip()
    fix = Fix(line.number, line.number, text)
    said = [found("QB214", line.number, fix=fix, meant=text)] if is_slip else []
    return Field(name, value, line.number), said


def unknown(fields: Sequence[Field]) -> list[Diagnostic]:
    """Fields whose name the format does not know."""
    return [
        found("QB106", each.line, name=each.name)
        for each in fields
        if each.name and each.name not in ORDER
    ]


def _known(line: Line) -> Written | None:
    typed = None if line.fenced else written(line.text)
    return typed if typed and is_known(typed.name) else None


def _directly(lines: Sequence[Line]) -> Taken:
    fields: list[Field] = []
    said: list[Diagnostic] = []
    for at, line in enumerate(lines):
        typed = None if line.fenced else written(line.text)
        if typed is None:
            bad = [] if line.is_blank else [found("QB107", line.number)]
            return Taken(tuple(fields), lines[at:], said + bad)
        each, slips = field_of(line, typed)
        fields.append(each)
        said += slips
    return Taken(tuple(fields), (), said)
