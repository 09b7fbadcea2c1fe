"""A module's file in one language: reading its head and body."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from courses.rules.findings import Finding, found

FIELDS = (
    "module", "title", "title_parts", "minutes", "edition", "topics", "refs", "facts",
    "confidence", "checks",
)  # fmt: skip
REQUIRED = tuple(name for name in FIELDS if name not in ("title_parts", "refs"))

_FIELD = re.compile(r"([a-z_]+):(?:\s+(.*?))?\s*")
FORMS = {
    "module": (re.compile(r"[a-z]+[0-9]{1,3}"), "b2"),
    "minutes": (re.compile(r"[1-9][0-9]?|1[01][0-9]|120"), "1–120"),
    "edition": (re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])"), "2026-11"),
    "topics": (re.compile(r"[a-z]+(?:\.[a-z]+)+"), "proc.inspect"),
    "refs": (
        re.compile(r"[a-z]+(?:-[a-z0-9]+)*(?: [0-9]{1,4}(?:-[0-9]{1,2})?(?:\([0-9]{1,2}\))?)?"),
        "penalty-law 55",
    ),
    "facts": (re.compile(r"F(?:-[A-Z0-9]+)+(?:/[A-Z0-9]+)*|[0-9]+(?:\.[0-9]+)+"), "F-APL-55"),
    "confidence": (re.compile(r"A\*?|P|B"), "A, P, A*, B"),
    "checks": (re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*"), "proc-inspect-0201"),
}
_LISTS = frozenset({"topics", "refs", "facts", "checks"})


@dataclass(frozen=True)
class ModuleText:
    """What one file says. `parts` are the title cut where a line may break; `body` is Markdown."""

    path: str
    language: str
    source: str
    code: str
    title: str
    parts: tuple[str, ...]
    minutes: int
    edition: str
    topics: tuple[str, ...]
    refs: tuple[str, ...]
    facts: tuple[str, ...]
    confidence: str
    checks: tuple[str, ...]
    body: str
    body_line: int


class Read(NamedTuple):
    """The text, unless its head has errors, and the findings about the head."""

    text: ModuleText | None
    findings: list[Finding]


def read(path: str, language: str, source: str) -> Read:
    """A module's file as a value; it never raises."""
    lines = _lines(source)
    end = _head_end(lines)
    if end is None:
        return Read(None, [found("CM101", path)])
    fields, said = _fields(path, lines[1:end])
    places = _places(lines[:end])
    said += [
        found("CM105", path, places.get(name, 1), name=name)
        for name in REQUIRED
        if not fields.get(name)
    ]
    said += _faults(path, fields, places)
    if said:
        return Read(None, said)
    body = "\n".join(lines[end + 1 :]).strip("\n")
    first = next((at for at, line in enumerate(lines) if at > end and line.strip()), end)
    return Read(_text(path, language, source, fields, body, first + 1), [])


def line_of(text: ModuleText, name: str) -> int:
    """The line of a text's file where a field of its head stands; the first where there is none."""
    lines = _lines(text.source)
    return _places(lines[: _head_end(lines)]).get(name, 1)


def _lines(source: str) -> list[str]:
    return source.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")


def _head_end(lines: Sequence[str]) -> int | None:
    if lines[0].rstrip() != "---":
        return None
    return next((at for at, line in enumerate(lines) if at and line.rstrip() == "---"), None)


def _fields(path: str, lines: Sequence[str]) -> tuple[dict[str, str], list[Finding]]:
    fields: dict[str, str] = {}
    said: list[Finding] = []
    for number, line in enumerate(lines, start=2):
        typed = _FIELD.fullmatch(line)
        if typed is None:
            said += [found("CM102", path, number)] if line.strip() else []
        elif typed[1] not in FIELDS:
            said.append(found("CM103", path, number, name=typed[1], allowed=", ".join(FIELDS)))
        elif typed[1] in fields:
            said.append(found("CM104", path, number, name=typed[1]))
        else:
            fields[typed[1]] = typed[2] or ""
    return fields, said


def _places(lines: Sequence[str]) -> dict[str, int]:
    """The line of each field of a head; of one that stands twice, the first."""
    typed = [(_FIELD.fullmatch(line), number) for number, line in enumerate(lines, start=1)]
    return {field[1]: number for field, number in reversed(typed) if field}


def _faults(path: str, fields: dict[str, str], places: dict[str, int]) -> list[Finding]:
    said = []
    for name, (form, sample) in FORMS.items():
        typed = fields.get(name, "")
        values = _listed(typed) if name in _LISTS else filter(None, [typed])
        for value in values:
            if name == "confidence" and value == "C":
                said.append(found("CM107", path, places[name]))
            elif not form.fullmatch(value):
                said.append(
                    found("CM106", path, places[name], name=name, value=value, allowed=sample)
                )
    return said


def _text(
    path: str, language: str, source: str, fields: dict[str, str], body: str, body_line: int
) -> ModuleText:
    parts = [part.strip() for part in fields.get("title_parts", "").split("|")]
    return ModuleText(
        path=path,
        language=language,
        source=source,
        code=fields["module"],
        title=fields["title"],
        parts=tuple(filter(None, parts)) or (fields["title"],),
        minutes=int(fields["minutes"]),
        edition=fields["edition"],
        topics=_listed(fields["topics"]),
        refs=_listed(fields.get("refs", "")),
        facts=_listed(fields["facts"]),
        confidence=fields["confidence"],
        checks=_listed(fields["checks"]),
        body=body,
        body_line=body_line,
    )


def _listed(typed: str) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in typed.split(","))))
