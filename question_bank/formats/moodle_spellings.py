"""Words that are accepted, as Moodle has them."""

import re
from collections.abc import Iterator

from core.errors import N_
from question_bank.formats.cloze import Gap
from question_bank.formats.leaving import FIRST_GAP
from question_bank.formats.moodle_element import Read
from question_bank.formats.moodle_shares import share
from question_bank.formats.moodle_texts import words
from question_bank.formats.telling import short

_LINE = re.compile(r"(?:\\_|_){3,}")
_BRACKETS = re.compile(r"(?<=[（(])[ \u3000_]*(?=[）)])")
_WILD = re.compile(r"(?<!\\)\*")


def spellings(read: Read) -> Iterator[str]:
    """The words that earn everything; all others are told."""
    for answer in read.element.findall("answer"):
        earned = share(answer.get("fraction"))
        yield from _taken(read, words(answer), f"{float(earned * 100):g}")
        if read.markdown(answer.find("feedback")):
            read.texts.told("QI2178", N_("feedback on typed words is left out"))


def accepted(read: Read, gap: Gap) -> Iterator[str]:
    """The words that fill a gap."""
    for answer in gap.answers:
        yield from _taken(read, answer.text, answer.percent)
        if answer.feedback:
            read.texts.told("QI2178", N_("feedback on typed words is left out"))


def with_gap(read: Read) -> str:
    """The text with its gap: where a line or empty brackets show it, or else at its end."""
    stem, gap = read.stem(), chr(FIRST_GAP)
    for shown in (_LINE, _BRACKETS):
        if len(shown.findall(stem)) == 1:
            return shown.sub(gap, stem)
    return f"{stem}\n\n{gap}"


def _taken(read: Read, text: str, percent: str) -> Iterator[str]:
    plain = text.replace("\\*", "*").strip()
    if share(percent) == 1 and _WILD.search(text):
        message = N_("'%(text)s' has a * that stands for anything, which is not compared here")
        read.texts.told("QI1163", message, N_("write out the accepted words"), text=short(text))
    elif share(percent) == 1:
        yield plain
    elif share(percent) > 0:
        message = N_("'%(text)s' earned %(percent)s %% there and is left out")
        mend = N_("add it to the accepted words if it is right")
        read.texts.told("QI2180", message, mend, text=short(plain), percent=percent)
