"""A text as numbered lines, and which of them stand in a code fence."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from question_bank.rules.keyboard import mended

_OPENING = re.compile(
    r"(?P<indent> *)(?P<marker>(?:(?:[-*+]|\d{1,9}[.)]) +)*)(?P<fence>`{3,}(?=[^`]*$)|~{3,})"
)
_LEADING = re.compile(r"[ \t]*\t[ \t]*")


class Line(NamedTuple):
    """A line of a file; what is fenced is text, never structure."""

    number: int
    text: str
    fenced: bool = False

    @property
    def is_blank(self) -> bool:
        """A fenced line is never blank: it separates nothing."""
        return not self.fenced and not self.text


@dataclass(frozen=True)
class Source:
    """All lines of a text, those that were mended as written, and where a fence stays open."""

    lines: tuple[Line, ...]
    mended: dict[int, str]
    open_fence: int | None


@dataclass(frozen=True)
class _Fence:
    line: int
    mark: str
    is_inside_item: bool

    def closes(self, text: str) -> bool:
        stripped = text.strip(" \t")
        return len(stripped) >= len(self.mark) and not stripped.strip(self.mark[0])

    def is_left(self, text: str) -> bool:
        return self.is_inside_item and bool(text.strip()) and not text.startswith(("  ", "\t"))


def numbered(text: str) -> Source:
    """Lines ended by LF, CR or both; typing slips of a Chinese keyboard mended outside fences."""
    lines: list[Line] = []
    slips: dict[int, str] = {}
    fence: _Fence | None = None
    for number, raw in enumerate(_unix(text).split("\n"), start=1):
        if fence and not fence.is_left(raw):
            lines.append(Line(number, raw, fenced=True))
            fence = None if fence.closes(raw) else fence
            continue
        plain = _plain(raw)
        line = mended(plain)
        if line != plain:
            slips[number] = plain
        fence = _opened(number, line)
        lines.append(Line(number, line, fenced=bool(fence) and line.lstrip(" ")[0] in "`~"))
    return Source(tuple(lines), slips, fence.line if fence else None)


def _unix(text: str) -> str:
    """Without byte order marks, which joined files also have in the middle; lines end in LF."""
    return text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")


def _plain(raw: str) -> str:
    """Nothing but white space is a blank line; tabs before the text count as four spaces."""
    if not raw.strip():
        return ""
    leading = _LEADING.match(raw)
    return leading[0].expandtabs(4) + raw[leading.end() :] if leading else raw


def _opened(number: int, line: str) -> _Fence | None:
    match = _OPENING.match(line)
    if not match:
        return None
    return _Fence(number, match["fence"], bool(match["marker"]) or len(match["indent"]) > 1)
