"""What the answer of a question says, kind by kind."""

import re
from typing import NamedTuple

from question_bank.formats.papers.marks import CIRCLED
from question_bank.formats.papers.words import truth
from question_bank.rules.keyboard import plain

_LETTERS = re.compile(r"[A-J](?:[ \t、,，;；/和及与]*[A-J])*(?![A-Za-z0-9])")
_PLAIN_LETTERS = {
    **{ord("Ａ") + at: chr(ord("A") + at) for at in range(10)},
    **{ord("ａ") + at: chr(ord("A") + at) for at in range(10)},
    **{ord("a") + at: chr(ord("A") + at) for at in range(10)},
}
_LOOSE = " \t\u3000。．.，,、：:；;"
_BRACKET = re.compile(r"[（(【\[][ \t\u3000]*([^（）()【】\[\]\n]{0,20}?)[ \t\u3000]*[）)】\]]")
_WORTH = re.compile(
    r"([A-J])[ \t]*(?:[=:：＝、.．]|[（(])?[ \t]*([-+−－＋]?\d{1,3})[ \t]*分?[）)]?"
)
_TAIL_WORTH = re.compile(r"[（(\[【][ \t]*(?:得|计)?([-+−－＋]?\d{1,3})[ \t]*分[ \t]*[）)\]】]$")
_STEP = re.compile(rf"[A-J]|\d{{1,2}}|[{CIRCLED}]")
_BETWEEN_STEPS = re.compile(r"[ \t\u3000、,，;；/→⇒>＞—–~-]*(?:->)?[ \t]*")
_PAIR = re.compile(
    rf"[（(]?(\d{{1,2}}|[{CIRCLED}]|[A-J])[）)]?[ \t]*(?:[-－—–→:：=＝]+|&gt;)?[ \t]*"
    rf"[（(]?(\d{{1,2}}|[{CIRCLED}]|[A-J])[）)]?"
)
_NUMBER = re.compile(
    r"(?P<number>[-+−－]?(?:\d{1,3}(?:[,，]\d{3})+|\d{1,15})(?:\.\d{1,10})?)[ \t\u3000]*"
    r"(?:[±][ \t]*(?P<off>\d{1,10}(?:\.\d{1,10})?))?[ \t\u3000]*"
    r"(?P<unit>[^\d\s=＝×+\-。，；（(]{0,8})[。]?$"
)
_POINTS = re.compile(
    r"[（(\[【][ \t]*(?:得|计|给)?[ \t]*(\d{1,3}(?:\.\d{1,3})?)[ \t]*分[ \t]*[）)\]】][。；;，,.]?"
)
_DASH = re.compile(r"(?<!\\)——")
_SEPARATOR = re.compile(r"→|--|＝|=")


class Letters(NamedTuple):
    """Letters of options, and what was written after them."""

    letters: tuple[str, ...]
    rest: str


class Number(NamedTuple):
    """A number with what it may be off by, and its unit."""

    number: str
    tolerance: str | None
    unit: str | None


class Scored(NamedTuple):
    """A line of a model answer, and the points it earns."""

    text: str
    points: str | None


def letters(text: str) -> Letters | None:
    """B, ABD, A、B、D, and B．两人."""
    said = text.strip().translate(_PLAIN_LETTERS)
    match = _LETTERS.match(said)
    if match is None:
        return None
    found = tuple(dict.fromkeys(re.findall("[A-J]", match[0])))
    return Letters(found, text.strip()[match.end() :].lstrip(_LOOSE))


def in_brackets(text: str) -> tuple[str, str] | None:
    """The letters in the last bracket of a stem that holds letters, and the stem without them."""
    for match in reversed(list(_BRACKET.finditer(text))):
        said = letters(match[1])
        if said and not said.rest:
            return "".join(said.letters), f"{text[: match.start()]}（　　）{text[match.end() :]}"
    return None


def truth_in_brackets(text: str) -> tuple[str, str] | None:
    """The sign in the bracket that a statement ends or begins with, and the statement alone."""
    for match in reversed(list(_BRACKET.finditer(text))):
        is_at_edge = not text[: match.start()].strip() or not text[match.end() :].strip(_LOOSE)
        said = truth(match[1])
        if is_at_edge and said and not said[1]:
            return match[1], without_bracket(text, match)
    return None


def without_empty_bracket(text: str) -> str:
    """A statement without the empty bracket that waits for a sign."""
    for match in _BRACKET.finditer(text):
        is_at_edge = not text[: match.start()].strip() or not text[match.end() :].strip(_LOOSE)
        if not match[1] and is_at_edge:
            return without_bracket(text, match)
    return text


def without_bracket(text: str, match: re.Match[str]) -> str:
    """The text before and after a bracket, with one full stop."""
    before, after = text[: match.start()].rstrip(), text[match.end() :].strip()
    if before.endswith(("。", "．", "？", "！")) and after in ("。", "．", "."):
        after = ""
    return f"{before}{after}".strip()


def worths(text: str) -> dict[str, str]:
    """A=3；B=1；C=0, or A（3分） B（1分）."""
    found = _WORTH.findall(text.upper())
    return {letter: _signed(worth) for letter, worth in found}


def worth_at_end(text: str) -> tuple[str, str] | None:
    """An option with what it earns behind it, and that apart."""
    match = _TAIL_WORTH.search(text)
    return (text[: match.start()].rstrip(), _signed(match[1])) if match else None


def steps(text: str) -> list[str]:
    """BADC, ③①②, 3-1-2, B→A→C: the marks of the items in the right order."""
    said = text.strip().rstrip("。．.")
    found: list[str] = []
    at = 0
    while at < len(said):
        step = _STEP.match(said, at)
        if step is None:
            return []
        found.append(_step(step[0]))
        between = _BETWEEN_STEPS.match(said, step.end())
        at = between.end() if between else step.end()
    if len(found) == 1 and found[0].isdigit() and len(found[0]) > 1:
        return list(found[0])
    return found


def pairs(text: str) -> dict[str, str]:
    """1-B 2-A, ①—B；②—A, 1B 2A."""
    said = plain(text) if not any(each in CIRCLED for each in text) else text
    return {_step(left): _step(right) for left, right in _PAIR.findall(said)}


def pair_in(text: str) -> tuple[str, str] | None:
    """甲——乙: a row of a matching."""
    parts = _DASH.split(text, maxsplit=1)
    if len(parts) == 1:
        parts = _SEPARATOR.split(text, maxsplit=1)
    if len(parts) != len("甲乙"):
        return None
    left, right = (part.replace("\\——", "——").strip() for part in parts)
    return (left, right) if left and right else None


def number(text: str) -> Number | None:
    """7, 7日, 1,200元, 0.5±0.1."""
    match = _NUMBER.match(plain(text))
    if match is None:
        return None
    digits = re.sub("[,，]", "", match["number"]).replace("−", "-").removeprefix("+")
    return Number(digits, match["off"], match["unit"] or None)


def scored(line: str) -> list[Scored]:
    """A line cut after each （2分）; the last part may have none."""
    found: list[Scored] = []
    at = 0
    for match in _POINTS.finditer(line):
        found.append(Scored(line[at : match.start()].strip(), match[1]))
        at = match.end()
    rest = line[at:].strip()
    return [*found, Scored(rest, None)] if rest else found


def points_in(text: str) -> tuple[str, str] | None:
    """（10分）at the head or the end of a stem, and the stem without it."""
    for match in _POINTS.finditer(text):
        if not text[: match.start()].strip() or not text[match.end() :].strip():
            return match[1], (text[: match.start()] + text[match.end() :]).strip()
    return None


def _signed(text: str) -> str:
    return str(int(plain(text)))


def _step(mark: str) -> str:
    return str(CIRCLED.index(mark) + 1) if mark in CIRCLED else mark
