"""The gaps of a fill-in question, and the answers that belong in them."""

import re
from typing import NamedTuple

from question_bank.formats.papers.lines import MARK_OFF, MARK_ON

GAP = "\ue000"
"""The first of the characters that stand for gaps in a text."""

_LINE = r"[_＿﹍﹎]{2,}|＿"
_UNDERSCORES = re.compile(rf"\\(?P<text>_{{2,}})|(?P<gap>{_LINE})")
_FILLED = re.compile(rf"{MARK_ON}(?P<inside>[^{MARK_OFF}\n]{{1,60}}){MARK_OFF}")
_EMPTY = re.compile(r"[（(【\[［][ \t\u3000\xa0]*[）)】\]］]")
_ANSWERED = re.compile(r"[（(【][ \t\u3000]*(?P<inside>[^（）()【】\n]{1,40}?)[ \t\u3000]*[）)】]")
_HARD = re.compile(r"(?<!\\)[；;]")
_LINES = re.compile(r"\n+")
_SOFT = re.compile(r"(?<!\\)(?:[、，,|]|\s{2,}|[\t\u3000])")
_SLASH = re.compile(r"(?<!\\)[/／]")
_OR = re.compile(r"(?<!\\)或(?!者)")
_COUNTED = re.compile(
    r"(?:[（(]\s{0,3}\d{1,2}\s{0,3}[）)]|[①②③④⑤⑥⑦⑧⑨⑩]|(?<!\d)\d{1,2}[．、.](?!\d))\s*"
)
_ESCAPED = re.compile(r"\\([；;、，,/／或|])")


class Gapped(NamedTuple):
    """A text with gaps, how many there are, and what stood in them."""

    text: str
    number: int
    inside: tuple[str, ...] = ()


def gapped(text: str, *, has_answer: bool) -> Gapped:
    """____ are gaps; without them empty brackets; without an answer also what is filled in."""
    if not has_answer and (filled := _replaced(_FILLED, text)).number:
        return filled
    lined = _underscored(text)
    if lined.number:
        return lined
    empty = _replaced(_EMPTY, text)
    if empty.number or has_answer:
        return empty
    return _replaced(_ANSWERED, text)


def ungapped(text: str) -> str:
    r"""A text in which \____ is meant as it stands."""
    return re.sub(r"(_{2,})", r"\\\1", text)


def spellings(answer: str) -> tuple[str, ...]:
    """The accepted spellings of one gap: 七/7, 七或7."""
    parts = (part for each in _SLASH.split(answer) for part in _OR.split(each))
    return tuple(dict.fromkeys(_plain(part) for part in parts if part.strip()))


def has_or(answer: str) -> bool:
    """Whether 或 parts two spellings."""
    return bool(_OR.search(answer))


def answers(text: str, count: int) -> list[str]:
    """What belongs in each of so many gaps; as many as there seem to be where they do not fit."""
    text = text.strip().rstrip("。")
    if count == 1:
        return [text] if text else []
    tried = [_parts(pattern, text) for pattern in (_HARD, _LINES, _COUNTED, _SOFT, _SLASH)]
    fitting = (parts for parts in tried if len(parts) == count)
    return next(fitting, next((parts for parts in tried if len(parts) > 1), tried[0]))


def quoted(spelling: str) -> str:
    """A spelling in which nothing parts it when it is read again."""
    return re.sub(r"([；;/／]|或(?!者))", r"\\\1", spelling)


def _parts(pattern: re.Pattern[str], text: str) -> list[str]:
    parts = (_COUNTED.sub("", part.strip(), count=1).strip() for part in pattern.split(text))
    return [part.rstrip("。") for part in parts if part]


def _plain(spelling: str) -> str:
    return _ESCAPED.sub(r"\1", spelling.strip())


def _underscored(text: str) -> Gapped:
    count = 0

    def one(match: re.Match[str]) -> str:
        nonlocal count
        if match["text"]:
            return match["text"]
        count += 1
        return chr(ord(GAP) + count - 1)

    return Gapped(_UNDERSCORES.sub(one, text), count)


def _replaced(pattern: re.Pattern[str], text: str) -> Gapped:
    inside: list[str] = []

    def one(match: re.Match[str]) -> str:
        inside.append(match.groupdict().get("inside") or "")
        return chr(ord(GAP) + len(inside) - 1)

    changed = pattern.sub(one, text)
    return Gapped(changed, len(inside), tuple(filter(None, inside)))
