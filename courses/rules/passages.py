"""A module's page cut into its sections, as plain words: what search reads."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

_INLINE = frozenset({"a", "strong", "em", "code", "sub", "sup", "del", "span"})
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A section: the id of its heading, the heading, and the words below it."""

    anchor: str
    heading: str
    words: str

    @property
    def folded(self) -> str:
        """Heading and words as search compares them."""
        return folded(f"{self.heading}\n{self.words}")


def folded(text: str) -> str:
    """Text without the differences that a reader does not mean: width, case, kind of space."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def passages(markup: str) -> list[Passage]:
    """The sections of a page in their order; what stands before the first heading has no anchor."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return [
        Passage(anchor, _words(heading), _words(words))
        for anchor, heading, words in reader.sections
        if _words(heading) or _words(words)
    ]


def _words(pieces: Sequence[str]) -> str:
    return _SPACE.sub(" ", "".join(pieces)).strip()


class _Reader(HTMLParser):
    """Collects text; a heading with an id begins a section, a block ends a word."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sections: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        anchor = dict(attrs).get("id")
        if tag == "h2" and anchor:
            self.sections.append((anchor, [], []))
            self._in_heading = True
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "h2":
            self._in_heading = False
        self._part(tag)

    def handle_data(self, data: str) -> None:
        _, heading, words = self.sections[-1]
        (heading if self._in_heading else words).append(data)

    def _part(self, tag: str) -> None:
        if tag not in _INLINE and not self._in_heading:
            self.sections[-1][2].append(" ")
