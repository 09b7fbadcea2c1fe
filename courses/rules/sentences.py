"""A module's page cut into sentences: what a reader may mark without selecting anything."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from courses.rules import sentence_ends
from courses.rules.noting import Draft

BEGINNING = "s0"
"""The section before the first heading."""
CONTEXT = 60
"""Characters around a passage that tell it from the same words elsewhere, as in the browser."""
_SPACE = re.compile(r"[\s\ufeff]+")
_SECTION = re.compile(r'(?=<h2 id="s\d+">)')
_HEADING = re.compile(r'<h2 id="(s\d+)">(.*?)</h2>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_INLINE = frozenset({"a", "strong", "em", "code", "sub", "sup", "del", "span"})
_BESIDE = frozenset({"td", "th", "br"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its place in the text of the page; one of an answer is not to be seen yet."""

    start: int
    end: int
    text: str
    is_heading: bool = False
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The sentences below a heading, that itself is the first of them."""

    anchor: str
    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the page's HTML: a heading with what stands below it."""

    anchor: str
    heading: str
    html: str


@dataclass(frozen=True, slots=True)
class Text:
    """All words of a page in one line, and its sections by their anchors."""

    words: str
    sections: Mapping[str, Section]

    def marked(self, first: Sentence, last: Sentence, *, words: str, language: str) -> Draft:
        """A highlight from one sentence to another, as a browser would keep it."""
        return Draft(
            language=language,
            words=words,
            quote=self.words[first.start : last.end],
            before=_bare(self.words[: first.start])[-CONTEXT:],
            after=_bare(self.words[last.end :])[:CONTEXT],
        )


def parted(markup: str) -> list[Part]:
    """The HTML of a page before each heading with a place; together it is the whole again."""
    pieces = [each for each in _SECTION.split(markup) if each.strip()]
    return [_part(each) for each in pieces]


def text_of(markup: str) -> Text:
    """The words of a page and their sentences."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    reader.end_block()
    sections = {
        anchor: Section(anchor, _heading(sentences), tuple(sentences))
        for anchor, sentences in _by_section(reader.blocks).items()
    }
    return Text(" ".join(each.text for each in reader.blocks), sections)


def _part(html: str) -> Part:
    heading = _HEADING.match(html)
    if heading is None:
        return Part(BEGINNING, "", html)
    return Part(heading[1], unescape(_TAG.sub("", heading[2])), html)


def _heading(sentences: Sequence[Sentence]) -> str:
    return next((each.text for each in sentences if each.is_heading), "")


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, an item, a row of a table: what never shares a sentence with its neighbour."""

    anchor: str
    text: str
    is_heading: bool
    is_answer: bool
    is_offered: bool


def _by_section(blocks: Sequence[_Block]) -> dict[str, list[Sentence]]:
    sections: dict[str, list[Sentence]] = {}
    at = 0
    for block in blocks:
        if block.is_offered:
            sections.setdefault(block.anchor, []).extend(_sentences(block, at))
        at += len(block.text) + 1
    return sections


def _sentences(block: _Block, at: int) -> Iterator[Sentence]:
    for start, end in _bounds(block):
        text = block.text[start:end]
        if re.search(r"\w", text):
            yield Sentence(at + start, at + end, text, block.is_heading, block.is_answer)


def _bounds(block: _Block) -> Iterator[tuple[int, int]]:
    ends = [] if block.is_heading else sentence_ends.ends(block.text)
    start = 0
    for end in [*ends, len(block.text)]:
        while start < end and block.text[start] == " ":
            start += 1
        if start < end:
            yield start, end
        start = end


def _bare(text: str) -> str:
    return _SPACE.sub("", text)


@dataclass
class _State:
    """Where in the page the reader is."""

    anchor: str = BEGINNING
    pieces: list[str] = field(default_factory=list)
    answers: int = 0
    is_heading: bool = False
    is_offered: bool = True


class _Reader(HTMLParser):
    """Collects blocks; the two of a speaker and their words, and the cells of a row, are one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[_Block] = []
        self._now = _State()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._pass(tag, beside=tag == "dd")
        said = dict(attrs)
        self._now.answers += tag == "details"
        if tag == "h2" and said.get("id"):
            self._now.anchor, self._now.is_heading = str(said["id"]), True
        if tag == "summary" or said.get("class") == "eyebrow":
            self._now.is_offered = False

    def handle_endtag(self, tag: str) -> None:
        self._pass(tag, beside=tag == "dt")
        self._now.answers -= tag == "details"

    def handle_data(self, data: str) -> None:
        self._now.pieces.append(data)

    def _pass(self, tag: str, *, beside: bool) -> None:
        if beside or tag in _BESIDE:
            self._now.pieces.append(" ")
        elif tag not in _INLINE:
            self.end_block()

    def end_block(self) -> None:
        """What was collected is a block of its own."""
        now = self._now
        text = _SPACE.sub(" ", "".join(now.pieces)).strip()
        if text:
            answer = now.answers > 0
            self.blocks.append(_Block(now.anchor, text, now.is_heading, answer, now.is_offered))
        self._now = _State(now.anchor, answers=now.answers)
