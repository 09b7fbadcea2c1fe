"""A module's page as plain lines: what somebody compares with what they read before."""

import re
from html.parser import HTMLParser
from itertools import pairwise

from courses.rules.sentence_ends import ends

_INLINE = frozenset({"a", "strong", "em", "code", "sub", "sup", "del", "span", "br"})
_CELLS = frozenset({"td", "th"})
_SPACE = re.compile(r"\s+")
_CLAUSE = re.compile(r"(?<=；)|(?<=;)\s")
_BETWEEN = " · "


def lines(markup: str) -> list[str]:
    """A heading, an item, a row of a table or a sentence a line, in their order."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    blocks = (_SPACE.sub(" ", each).strip(f"{_BETWEEN} ") for each in reader.blocks)
    return [line for block in blocks for line in _lines(block) if line]


def _lines(block: str) -> list[str]:
    """A row of a table stays whole; other words are cut into sentences, and these at semicolons."""
    if _BETWEEN in block:
        return [block]
    sentences = [block[start:end] for start, end in pairwise([0, *ends(block), len(block)])]
    return [clause.strip() for each in sentences for clause in _CLAUSE.split(each)]


class _Reader(HTMLParser):
    """Collects text by block; the cells of a row are one block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _CELLS:
            self._part(tag)

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += data

    def _part(self, tag: str) -> None:
        if tag in _CELLS:
            self.blocks[-1] += _BETWEEN
        elif tag not in _INLINE:
            self.blocks.append("")
