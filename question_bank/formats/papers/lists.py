"""Answers in a list: 1．B 2．ACD 3．√, 1-5 BACDA, or two rows 题号 and 答案."""

import re
from typing import NamedTuple

from question_bank.rules.keyboard import plain

_D = "[0-9０-９]"
_SPACE = r"[ \t\u3000]*"
_RANGE = re.compile(
    rf"(?P<first>{_D}{{1,4}}){_SPACE}(?:题)?{_SPACE}[-－—–~～至到]{{1,2}}{_SPACE}(?:第)?"
    rf"(?P<last>{_D}{{1,4}}){_SPACE}题?{_SPACE}[:：.．、]?{_SPACE}"
    r"(?P<answers>(?:[A-JＡ-Ｊ√×✓✗✔✘╳]|[对错TF](?![a-z])|[ \t\u3000,，、;；/])+)"
)
_SINGLE = re.compile(
    rf"(?:第{_SPACE})?(?P<number>{_D}{{1,4}}){_SPACE}(?:题)?(?:[．.、:：)）]|(?=[A-JＡ-Ｊ√×✓✗])){_SPACE}"
    r"(?P<answer>(?:[A-JＡ-Ｊ](?:[、,，]?[A-JＡ-Ｊ])*|[√×✓✗✔✘╳对错]|正确|错误|[TF])(?![A-Za-z\u4e00-\u9fff]))"
    r"[ \t\u3000;；,，。.、|]*"
)
_START = re.compile(
    rf"(?:第{_SPACE})?(?P<number>{_D}{{1,4}}){_SPACE}(?:题|[．.、:：)）])(?!{_D}){_SPACE}"
)
_FEWEST = 2
_ABOVE = ("题号", "题目", "序号")


class Entry(NamedTuple):
    """The answer for one number."""

    number: int
    answer: str


def looks_like_list(text: str) -> bool:
    """Whether a line is nothing but answers with their numbers, two or more."""
    found = entries(text)
    return len(found) >= _FEWEST


def entries(text: str) -> list[Entry]:
    """The answers of a line that holds nothing else; none where it holds other text too."""
    found: list[Entry] = []
    at = 0
    text = text.strip(" \t\u3000|。")
    while at < len(text):
        many = _RANGE.match(text, at)
        if many:
            these = _spread(many)
            if not these:
                return []
            found += these
            at = many.end()
            continue
        one = _SINGLE.match(text, at)
        if not one:
            return []
        found.append(Entry(int(plain(one["number"])), one["answer"]))
        at = one.end()
    return found


def short_entries(text: str) -> list[Entry]:
    """1．七日 2．两人；六十日: numbers that rise by one, each with a word or two."""
    first = _START.match(text)
    if not first:
        return []
    starts = [first]
    for match in _START.finditer(text, first.end()):
        if int(plain(match["number"])) == int(plain(starts[-1]["number"])) + 1:
            starts.append(match)
    bounds = [*(match.start() for match in starts[1:]), len(text)]
    return [
        Entry(int(plain(match["number"])), text[match.end() : until].strip())
        for match, until in zip(starts, bounds, strict=True)
    ]


def begins_rows(text: str) -> bool:
    """Whether a line is the upper row of two: 题号 1 2 3."""
    cells = _cells(text)
    return len(cells) > 1 and cells[0] in _ABOVE and all(map(str.isdecimal, map(plain, cells[1:])))


def rows(numbers: str, answers: str) -> list[Entry]:
    """Two rows of a table: 题号 1 2 3 above 答案 B A C."""
    above, below = _cells(numbers), _cells(answers)
    if not above or above[0] not in _ABOVE or len(above) != len(below):
        return []
    if not below[0].endswith("答案") or not all(plain(cell).isdecimal() for cell in above[1:]):
        return []
    pairs = zip(above[1:], below[1:], strict=True)
    return [Entry(int(plain(number)), answer) for number, answer in pairs if answer]


def _cells(row: str) -> list[str]:
    text = row.strip().strip("|")
    parts = text.split("|") if "|" in row else re.split(r"[\t\u3000 ]+", text)
    return [part.strip() for part in parts]


def _spread(many: re.Match[str]) -> list[Entry]:
    """1-5 BACDA or 1-3 AB ACD BC; nothing where the count does not fit."""
    first, last = int(plain(many["first"])), int(plain(many["last"]))
    groups = re.findall(r"[^ \t\u3000,，、;；/]+", many["answers"])
    count = last - first + 1
    letters = list("".join(groups))
    chosen = groups if len(groups) == count else letters if len(letters) == count else []
    return [Entry(first + at, answer) for at, answer in enumerate(chosen)]
