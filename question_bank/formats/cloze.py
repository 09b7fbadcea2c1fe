"""Gaps inside a text, as Moodle's cloze questions write them: {1:SHORTANSWER:=right~wrong}."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

_KINDS = (
    "SHORTANSWER_C|SHORTANSWER|SAC|SA|MWC|MW|NUMERICAL|NM|MULTICHOICE_VS|MULTICHOICE_HS|"
    "MULTICHOICE_V|MULTICHOICE_H|MULTICHOICE_S|MULTICHOICE|MULTIRESPONSE_HS|MULTIRESPONSE_H|"
    "MULTIRESPONSE_S|MULTIRESPONSE|MCVS|MCHS|MCV|MCH|MCS|MC|MRHS|MRH|MRS|MR"
)
_GAP = re.compile(
    rf"\{{(?P<worth>\d{{0,6}}):(?P<kind>{_KINDS}):(?P<inside>(?:\\.|[^\\}}])*)\}}", re.DOTALL
)
_FRACTION = re.compile(r"(?:=|%(?P<percent>-?\d{1,3}(?:[.,]\d{1,7})?)%)")
_CUT = re.compile(r"(?<![\\])~")
_FEEDBACK = re.compile(r"(?<!\\)(?<!&)#")
_BEHIND = re.compile(r"\\([}#~/\"\\])")
_MARKS = re.compile(r"[~#}{=%\\/\"'&<>]")
_EXACT = frozenset({"SHORTANSWER_C", "SAC", "MWC"})
_WORDS = _EXACT | {"SHORTANSWER", "SA", "MW"}


@dataclass(frozen=True)
class Answer:
    """One thing that a gap may be filled with, the percent that it earns, and what is said."""

    text: str
    percent: str
    feedback: str


@dataclass(frozen=True)
class Gap:
    """One gap: its kind as the file names it, its worth, and its answers."""

    kind: str
    worth: int
    answers: tuple[Answer, ...]

    @property
    def is_words(self) -> bool:
        """Whether words are typed into it."""
        return self.kind in _WORDS

    @property
    def is_exact(self) -> bool:
        """Whether capital and small letters differ in it."""
        return self.kind in _EXACT


def cut(text: str, first: int) -> tuple[str, tuple[Gap, ...]]:
    """The text with the character `first` + k for the k-th gap, and the gaps."""
    gaps: list[Gap] = []

    def one(match: re.Match[str]) -> str:
        answers = tuple(_answer(each) for each in _CUT.split(match["inside"]))
        gaps.append(Gap(match["kind"], int(match["worth"] or 1), answers))
        return chr(first + len(gaps) - 1)

    return _GAP.sub(one, text), tuple(gaps)


def written(spellings: Sequence[str]) -> str:
    """A gap of words that may be filled with any of these."""
    answers = "~".join(f"={_escaped(each)}" for each in spellings)
    return f"{{1:SHORTANSWER:{answers}}}"


def _answer(text: str) -> Answer:
    fraction = _FRACTION.match(text)
    percent = (fraction["percent"] or "100") if fraction else "0"
    rest = text[fraction.end() :] if fraction else text
    answer, *feedback = _FEEDBACK.split(rest, maxsplit=1)
    return Answer(_plain(answer), percent, _plain("".join(feedback)))


def _plain(text: str) -> str:
    return html.unescape(_BEHIND.sub(r"\1", text)).strip()


def _escaped(text: str) -> str:
    """What would be a mark there as an HTML entity; an asterisk that means itself."""
    plain = text.replace("*", "\\*")
    return _MARKS.sub(lambda mark: f"&#{ord(mark[0])};", plain)
