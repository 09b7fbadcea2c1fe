"""Word's automatic numbers as text: they stand in no paragraph and are counted when shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from question_bank.formats.wordfile.names import child, children, name, value
from question_bank.rules.citing import counted

_LEVELS = 9
_MOST = 9999
_DEEPEST_STYLE = 20
_PLACE = re.compile(r"%([1-9])")
_CHINESE = frozenset(
    {
        "chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting",
        "taiwaneseCounting", "taiwaneseCountingThousand", "koreanCounting", "japaneseLegal",
        "chineseLegalSimplified", "ideographLegalTraditional",
    }
)  # fmt: skip
_CIRCLED = frozenset(
    {"decimalEnclosedCircle", "decimalEnclosedCircleChinese", "decimalEnclosedFullstop"}
)
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LETTERS = 26


@dataclass(frozen=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    format: str = "decimal"
    text: str = "%1."


@dataclass
class _List:
    """A list that is being counted."""

    levels: Mapping[int, Level]
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Use:
    """A number's list, with the levels and starts of its own."""

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


class Numbers:
    """Counts all lists of a document, paragraph after paragraph."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        """Take the parts that say how lists and styles are numbered."""
        self._lists = {
            value(each, "abstractNumId") or "": _List(_levels(each))
            for each in children(numbering, "abstractNum")
        }
        self._uses = {value(each, "numId") or "": _use(each) for each in children(numbering, "num")}
        self._styles = {value(each, "styleId") or "": each for each in children(styles, "style")}
        self._started: set[str] = set()

    def of(self, paragraph: Element) -> str:
        """The number of a paragraph with a space behind it, or nothing."""
        number, level = self._numbered(child(paragraph, "pPr"))
        use = self._uses.get(number or "")
        counted_list = self._lists.get(use.abstract) if use else None
        if use is None or counted_list is None or number is None:
            return ""
        levels = {**counted_list.levels, **use.levels}
        self._count(number, use, counted_list, level, levels)
        shown = levels.get(level, Level())
        if shown.format in ("bullet", "none"):
            return "- " if shown.format == "bullet" else ""
        text = _PLACE.sub(lambda match: _at(match, counted_list, levels), shown.text).strip()
        return f"{text}．" if text[-1:].isalnum() else f"{text} " if text else ""

    def _count(
        self,
        number: str,
        use: _Use,
        counting: _List,
        level: int,
        levels: Mapping[int, Level],
    ) -> None:
        counts = counting.counts
        if number not in self._started:
            self._started.add(number)
            for each in use.starts:
                counts.pop(each, None)
        start = use.starts.get(level, levels.get(level, Level()).start)
        counts[level] = counts[level] + 1 if level in counts else start
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        for higher in range(level):
            counts.setdefault(higher, levels.get(higher, Level()).start)

    def _numbered(self, properties: Element | None) -> tuple[str | None, int]:
        """The list and level of a paragraph, its own or its style's."""
        own = child(properties, "numPr")
        number = value(child(own, "numId"))
        level = _whole(value(child(own, "ilvl")))
        style = value(child(properties, "pStyle"))
        for _ in range(_DEEPEST_STYLE):
            if number is not None or style not in self._styles:
                break
            element = self._styles[style]
            inherited = child(child(element, "pPr"), "numPr")
            number = value(child(inherited, "numId"))
            level = _whole(value(child(inherited, "ilvl"))) if number else level
            style = value(child(element, "basedOn"))
        return (None if number == "0" else number), min(level or 0, _LEVELS - 1)


def _use(element: Element) -> _Use:
    starts, levels = {}, {}
    for override in children(element, "lvlOverride"):
        level = _whole(value(override, "ilvl")) or 0
        start = _whole(value(child(override, "startOverride")))
        if start is not None:
            starts[level] = start
        if (own := child(override, "lvl")) is not None:
            levels[level] = _level(own)
    return _Use(value(child(element, "abstractNumId")) or "", levels, starts)


def _levels(element: Element) -> dict[int, Level]:
    return {_whole(value(each, "ilvl")) or 0: _level(each) for each in children(element, "lvl")}


def _level(element: Element) -> Level:
    start = _whole(value(child(element, "start")))
    numbers = [each for each in element if name(each) == "numFmt"]
    format_ = value(numbers[0]) if numbers else None
    text = value(child(element, "lvlText"))
    return Level(1 if start is None else start, format_ or "decimal", text or "")


def _at(match: re.Match[str], counting: _List, levels: Mapping[int, Level]) -> str:
    level = int(match[1]) - 1
    return shown(counting.counts.get(level, 1), levels.get(level, Level()).format)


def shown(number: int, format_: str) -> str:
    """A number as a list shows it."""
    if not 0 < number <= _MOST:
        return str(number)
    if format_ in _CHINESE:
        return counted(number)
    if format_ in ("upperLetter", "lowerLetter"):
        letters = chr(ord("A") + (number - 1) % _LETTERS) * ((number - 1) // _LETTERS + 1)
        return letters if format_ == "upperLetter" else letters.lower()
    if format_ in ("upperRoman", "lowerRoman"):
        return _roman(number).upper() if format_ == "upperRoman" else _roman(number)
    if format_ in _CIRCLED and number <= len("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"):
        return chr(ord("①") + number - 1)
    if format_ == "ideographTraditional" and number <= len(_STEMS):
        return _STEMS[number - 1]
    return f"0{number}" if format_ == "decimalZero" and number < len("0123456789") else str(number)


def _roman(number: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        text += letters * (number // worth)
        number %= worth
    return text


def _whole(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else None
