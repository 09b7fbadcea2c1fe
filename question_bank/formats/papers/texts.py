"""Typed lines as Markdown: every line a paragraph, and nothing in it structure by accident."""

import re
from collections.abc import Sequence
from itertools import pairwise

from question_bank.formats.papers.lines import MARK_OFF, MARK_ON, Typed, unmarked
from question_bank.rules.keyboard import mended

_ENDS = tuple('。？！；：:;?!…”"』」）)》】.')
_COMMAS = ("，", "、")
_WIDE = 28
_BULLET = re.compile(r"[-*+] |\d{1,9}[.)] ")
_ROW = re.compile(r"\|.*\|$")
_BOLD = re.compile(r"(\*\*(?=\S)[^*\n]{1,200}(?<=\S)\*\*)")
_CODE = re.compile(r"(`[^`\n]{1,200}`)")
_STAR = re.compile(r"(?<!\\)\*")
_WORD = re.compile(f"{MARK_ON}([\u4e00-\u9fff]{{1,6}}){MARK_OFF}")
"""Longer ones are whole options or lines, set off for another reason."""
_STRUCTURE = re.compile(r"(?=#{1,6}(?:[ \t]|$)|>)")


def markdown(lines: Sequence[Typed]) -> str:
    """The text of some lines; a word that was set off within a line is bold."""
    shown = [
        line.with_text(_emphasised(line.text)) if MARK_ON in line.text else line for line in lines
    ]
    return with_marks(shown)


def with_marks(lines: Sequence[Typed]) -> str:
    """The same, with the marks of what was set off."""
    text = ""
    before: Typed | None = None
    for line in lines:
        text += _between(before, line, text) + (line.text if line.is_verbatim else plain(line.text))
        before = line
    return text.strip("\n")


def plain(text: str) -> str:
    """One line as Markdown that shows what was typed; **bold** and code stay what they are."""
    line = mended(text.strip())
    if _ROW.match(line):
        return line
    bullet = _BULLET.match(line)
    head = bullet[0] if bullet else ""
    return head + _STRUCTURE.sub(r"\\", _escaped(line[len(head) :]), count=1)


def joined_from(lines: Sequence[Typed]) -> Typed | None:
    """The first line that goes on with the one before, which breaks off within a sentence."""
    return next((line for before, line in pairwise(lines) if _goes_on(before, line)), None)


def one_line(lines: Sequence[Typed]) -> str:
    """All of some lines, as they were typed, in one."""
    return " ".join(unmarked(line.text) for line in lines).strip()


def _emphasised(text: str) -> str:
    others = re.sub(f"{MARK_ON}[^{MARK_OFF}]*{MARK_OFF}", "", text)
    if any(each.isalnum() for each in others):
        text = _WORD.sub(r"**\1**", text)
    return unmarked(text)


def _between(before: Typed | None, line: Typed, text: str) -> str:
    if before is None:
        return ""
    if before.is_verbatim and line.is_verbatim:
        return "\n"
    if _goes_on(before, line):
        return "" if not (text[-1:].isascii() and line.text[:1].isascii()) else " "
    return "\n" if _is_run(before, line) else "\n\n"


def _is_run(before: Typed, line: Typed) -> bool:
    """Rows of a table and items of a list stand together."""
    if before.is_verbatim or line.is_verbatim or line.after_blank:
        return False
    first, second = mended(before.text), mended(line.text)
    return any(pattern.match(first) and pattern.match(second) for pattern in (_BULLET, _ROW))


def _goes_on(before: Typed, line: Typed) -> bool:
    if before.is_verbatim or line.is_verbatim or line.after_blank or not line.may_go_on:
        return False
    is_cut = before.text.endswith(_COMMAS) or (
        len(before.text) >= _WIDE and not before.text.endswith(_ENDS)
    )
    return is_cut and not _BULLET.match(line.text) and not _ROW.match(line.text)


def _escaped(text: str) -> str:
    parts = _CODE.split(text)
    kept = [part if at % 2 else _starred(part) for at, part in enumerate(parts)]
    return "".join(kept)


def _starred(text: str) -> str:
    parts = _BOLD.split(text)
    return "".join(part if at % 2 else _STAR.sub(r"\\*", part) for at, part in enumerate(parts))
