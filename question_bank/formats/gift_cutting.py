"""A GIFT file cut into questions, and a question into its pieces; every step is linear."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_ESCAPED = r"\~=#{}:"
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_HIDDEN = {mark: chr(0xFDD0 + at) for at, mark in enumerate((*_ESCAPED, "n"))}
_SHOWN = str.maketrans({hidden: mark for mark, hidden in _HIDDEN.items()})
LINE_BREAK = _HIDDEN["n"]
_STRAY = re.compile("[\ufdd0-\ufdef]")
_NAME = re.compile(r"\s*::(.*?)::", re.DOTALL)
_ANSWER = re.compile(r"[=~]")
_WEIGHT = re.compile(r"\s*%(-?[0-9]{1,3}(?:[.,][0-9]{1,8})?)%")
GENERAL = "####"


@dataclass(frozen=True)
class Comment:
    """A line that begins with //."""

    line: int
    text: str


@dataclass(frozen=True)
class Category:
    """A line $CATEGORY: …; it holds for the questions after it."""

    line: int
    path: str


@dataclass(frozen=True)
class Chunk:
    """The text of one question with its escapes hidden, and the line of each of its lines."""

    text: str
    lines: tuple[int, ...]

    def line_at(self, offset: int) -> int:
        """The number of the line that holds this place of the text."""
        return self.lines[min(self.text.count("\n", 0, offset), len(self.lines) - 1)]


class Answer(NamedTuple):
    """One entry of an answer block."""

    mark: str
    weight: str | None
    text: str
    feedback: str | None
    offset: int


class Cut(NamedTuple):
    """A question in its pieces; `inside` is nothing where there are no braces."""

    name: str | None
    before: str
    inside: str | None
    after: str
    general: str | None
    offset: int


class Unbalanced(ValueError):
    """Braces without their fellow, or more than one pair."""

    def __init__(self, message: str, offset: int) -> None:
        """Say what and where."""
        super().__init__(message)
        self.offset = offset


def cleaned(text: str) -> tuple[str, int]:
    """The text with plain line ends, and how many characters had to be taken out."""
    plain, count = _STRAY.subn("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain, count


def cut_up(text: str) -> Iterator[Comment | Category | Chunk]:
    """Comments, categories and questions in their order; a blank line ends a question."""
    lines: list[str] = []
    numbers: list[int] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        bare = line.strip()
        if bare.startswith("//"):
            yield Comment(number, bare[2:].strip())
        elif bare and not (bare.upper().startswith("$CATEGORY:") and not lines):
            lines.append(line.rstrip())
            numbers.append(number)
        else:
            if lines:
                yield Chunk(hidden("\n".join(lines)), tuple(numbers))
                lines, numbers = [], []
            if bare:
                yield Category(number, bare.partition(":")[2].strip())


def hidden(text: str) -> str:
    r"""The text with `\~` and its like as characters that stand for nothing else."""
    return _ESCAPE.sub(lambda match: _HIDDEN[match[1]], text)


def shown(text: str) -> str:
    r"""What the hidden marks mean; `\n` ends a line."""
    return text.replace(LINE_BREAK, "\n").translate(_SHOWN)


def pieces(chunk: Chunk) -> Cut:
    """The name, what stands before, inside and after the braces; raises Unbalanced."""
    text = chunk.text
    match = _NAME.match(text)
    start = match.end() if match else 0
    name = shown(match[1]).strip() if match else None
    opening, closing = text.find("{", start), text.find("}", start)
    if opening < 0 and closing < 0:
        return Cut(name, text[start:], None, "", None, start)
    if closing < 0:
        raise Unbalanced("open", opening)
    if opening < 0 or closing < opening:
        raise Unbalanced("close", closing)
    if (nested := text.find("{", opening + 1)) >= 0:
        raise Unbalanced("second" if nested > closing else "nested", nested)
    if (second := text.find("}", closing + 1)) >= 0:
        raise Unbalanced("close", second)
    inside, mark, general = text[opening + 1 : closing].rpartition(GENERAL)
    if not mark:
        inside, general = general, ""
    told = general if mark else None
    return Cut(name, text[start:opening], inside, text[closing + 1 :], told, opening + 1)


def answers(cut: Cut) -> list[Answer]:
    """The entries that begin with = or ~, in their order."""
    inside = cut.inside or ""
    starts = [match.start() for match in _ANSWER.finditer(inside)]
    ends = [*starts[1:], len(inside)]
    return [
        _answer(inside[start], inside[start + 1 : end], cut.offset + start)
        for start, end in zip(starts, ends, strict=True)
    ]


def alone(text: str, offset: int) -> Answer:
    """An entry that stands without its mark."""
    return _answer("=", text, offset)


def before_first(cut: Cut) -> str:
    """What stands in the braces before the first entry."""
    return _ANSWER.split(cut.inside or "", maxsplit=1)[0].strip()


def escaped(text: str) -> str:
    r"""Any text as GIFT writes it."""
    slashed = re.sub(r"([\\~=#{}:])", r"\\\1", text)
    return slashed.replace("\n", "\\n")


def parted(text: str, count: int) -> Sequence[str]:
    """The text cut at its first # marks, into so many parts at most."""
    return text.split("#", count - 1)


def _answer(mark: str, body: str, offset: int) -> Answer:
    match = _WEIGHT.match(body)
    rest = body[match.end() :] if match else body
    text, sharp, feedback = rest.partition("#")
    weight = match[1].replace(",", ".") if match else None
    return Answer(mark, weight, text.strip(), feedback.strip() if sharp else None, offset)
