"""The top-level blocks of a question's text: paragraphs, lists, quotes, tables, fences."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from question_bank.rules.source import Line


class Shape(StrEnum):
    """What a block is; a list is named by what its items begin with."""

    TEXT = "text"
    HEADING = "heading"
    FENCE = "fence"
    QUOTE = "quote"
    TABLE = "table"
    BULLETS = "bullets"
    TASKS = "tasks"
    WORTHS = "worths"
    NUMBERS = "numbers"


LISTS = frozenset({Shape.BULLETS, Shape.TASKS, Shape.WORTHS, Shape.NUMBERS})

_HEADING = re.compile(r" {0,3}#{1,6}(?: |$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+) *$")
_RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *$")
_QUOTE = re.compile(r" {0,3}> ?")
_DEEP_QUOTE = re.compile(r" {4,5}>")
_ITEM = re.compile(r"(?P<indent> {0,3})(?P<mark>[-*+]|\d{1,9}[.)])(?: +|$)")
_BOX = re.compile(r"\[([ xX])\](?: +|$)")
_WORTH = re.compile(r"\[([-+]?[0-9]{1,3})\](?: +|$)")


class _Marker(NamedTuple):
    indent: int
    mark: str
    rest: str


class Block(NamedTuple):
    """Consecutive lines that belong together."""

    shape: Shape
    lines: tuple[Line, ...]

    @property
    def line(self) -> int:
        """The number of its first line."""
        return self.lines[0].number


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of an answer block; the mark is what stands in its box, if it has one.

    The pair is the right side of a row.
    """

    text: str
    mark: str | None = None
    feedback: str | None = None
    pair: str | None = None
    line: int = field(default=0, compare=False)
    nested_tasks: int | None = field(default=None, compare=False)


def blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Cut lines into blocks; blank lines stand between blocks and belong to none."""
    found: list[Block] = []
    start = 0
    while start < len(lines):
        if lines[start].is_blank:
            start += 1
            continue
        end = _end(lines, start)
        found.append(Block(_shape(lines[start:end]), tuple(lines[start:end])))
        start = end
    return tuple(found)


def items(block: Block) -> tuple[Item, ...]:
    """The items of a list."""
    bounds = [*_item_starts(block.lines), len(block.lines)]
    return tuple(_item(block.lines[start:end]) for start, end in pairwise(bounds))


def quoted(block: Block) -> str:
    """The text of a quote, without its marks."""
    return joined([_QUOTE.sub("", line.text, count=1) for line in block.lines])


def joined(texts: Sequence[str]) -> str:
    """Lines as one text, without blank lines at either end."""
    return "\n".join(texts).strip("\n")


def _end(lines: Sequence[Line], start: int) -> int:
    first = lines[start]
    if first.fenced:
        return _while(lines, start, lambda line: line.fenced)
    if _HEADING.match(first.text) or _RULE.match(first.text):
        return start + 1
    if _QUOTE.match(first.text):
        return _quote_end(lines, start)
    if _ITEM.match(first.text):
        return _list_end(lines, start)
    return _paragraph_end(lines, start)


def _while(lines: Sequence[Line], start: int, belongs: Callable[[Line], bool]) -> int:
    end = start
    while end < len(lines) and belongs(lines[end]):
        end += 1
    return end


def _quote_end(lines: Sequence[Line], start: int) -> int:
    return _while(lines, start, lambda line: bool(_QUOTE.match(line.text)) or _is_lazy(line))


def _paragraph_end(lines: Sequence[Line], start: int) -> int:
    for at in range(start + 1, len(lines)):
        if _UNDERLINE.match(lines[at].text) and not lines[at].fenced:
            return at + 1
        if not _is_lazy(lines[at]):
            return at
    return len(lines)


def _is_lazy(line: Line) -> bool:
    """Whether a line goes on with the paragraph before it."""
    return not (
        line.is_blank
        or line.fenced
        or _HEADING.match(line.text)
        or _RULE.match(line.text)
        or _QUOTE.match(line.text)
        or _interrupts(line.text)
    )


def _interrupts(text: str) -> bool:
    marker = _marker(text)
    return bool(marker.rest) and marker.mark in ("-", "*", "+", "1.", "1)")


def _list_end(lines: Sequence[Line], start: int) -> int:
    first = _marker(lines[start].text)
    end = start + 1
    for at in range(start + 1, len(lines)):
        if lines[at].is_blank:
            continue
        if not (_belongs(lines[at], first) or (not lines[at - 1].is_blank and _is_lazy(lines[at]))):
            break
        end = at + 1
    return end


def _belongs(line: Line, first: _Marker) -> bool:
    """Whether a line is inside the list, or another item of it."""
    if _indent(line.text) >= first.indent + 2:
        return True
    return not line.fenced and _is_sibling(line.text, first)


def _is_sibling(text: str, first: _Marker) -> bool:
    marker = _marker(text)
    return (
        bool(marker.mark)
        and not _RULE.match(text)
        and marker.mark[-1] == first.mark[-1]
        and marker.indent < first.indent + 2
    )


@lru_cache(maxsize=512)
def _marker(text: str) -> _Marker:
    """The mark of a list item; an empty one where the text begins none."""
    match = _ITEM.match(text)
    if not match:
        return _Marker(0, "", text)
    return _Marker(len(match["indent"]), match["mark"], text[match.end() :])


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _shape(lines: Sequence[Line]) -> Shape:
    first = lines[0]
    if first.fenced:
        return Shape.FENCE
    if _HEADING.match(first.text):
        return Shape.HEADING
    if _RULE.match(first.text):
        return Shape.TEXT
    if _QUOTE.match(first.text):
        return Shape.QUOTE
    if marker := _marker(first.text).mark:
        return Shape.NUMBERS if marker[0].isdigit() else _list_shape(lines)
    if len(lines) > 1 and _UNDERLINE.match(lines[-1].text):
        return Shape.HEADING
    return Shape.TABLE if len(lines) > 1 and _is_delimiter_row(lines[1].text) else Shape.TEXT


def _is_delimiter_row(text: str) -> bool:
    return "-" in text and "|" in text and not text.strip(" :|-")


def _list_shape(lines: Sequence[Line]) -> Shape:
    rests = [_marker(lines[at].text).rest for at in _item_starts(lines)]
    if any(_BOX.match(rest) for rest in rests):
        return Shape.TASKS
    return Shape.WORTHS if any(_WORTH.match(rest) for rest in rests) else Shape.BULLETS


def _item_starts(lines: Sequence[Line]) -> list[int]:
    first = _marker(lines[0].text)
    return [
        at
        for at, line in enumerate(lines)
        if at == 0 or (not line.fenced and _is_sibling(line.text, first))
    ]


def _item(lines: Sequence[Line]) -> Item:
    marker = _marker(lines[0].text)
    offset = marker.indent + len(marker.mark) + 1
    mark, text = _marked(marker.rest)
    if len(lines) == 1 and not _ITEM.match(text):
        return Item(text.strip("\n").strip(), mark, line=lines[0].number)
    content = [lines[0]._replace(text=text), *(_dedented(line, offset) for line in lines[1:])]
    inside = blocks(content)
    has_feedback = (
        bool(inside) and inside[-1].shape is Shape.QUOTE and inside[-1].line > lines[0].number
    )
    kept = [line for line in content if not has_feedback or line.number < inside[-1].line]
    nested = [block.line for block in inside if block.shape is Shape.TASKS]
    return Item(
        text=joined([line.text for line in kept]).strip(),
        mark=mark,
        feedback=quoted(inside[-1]) if has_feedback else None,
        line=lines[0].number,
        nested_tasks=nested[0] if nested else None,
    )


def _marked(rest: str) -> tuple[str | None, str]:
    match = _BOX.match(rest) or _WORTH.match(rest)
    return (match[1].lower(), rest[match.end() :]) if match else (None, rest)


def _dedented(line: Line, offset: int) -> Line:
    text = line.text[min(offset, _indent(line.text)) :]
    return line._replace(text=text.lstrip(" ") if _DEEP_QUOTE.match(text) else text)
