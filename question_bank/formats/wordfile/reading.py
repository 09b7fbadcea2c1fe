"""From a Word file to the lines of a paper."""

from dataclasses import dataclass
from hashlib import sha256
from xml.etree.ElementTree import Element

from core.errors import N_
from question_bank.formats.bounds import WHOLE
from question_bank.formats.format import Brought, Note, Place
from question_bank.formats.papers.lines import lines, unmarked
from question_bank.formats.papers.reading import brought
from question_bank.formats.wordfile import tables
from question_bank.formats.wordfile.names import child, name
from question_bank.formats.wordfile.notes import Noticed, noted, shortened
from question_bank.formats.wordfile.numbering import Numbers
from question_bank.formats.wordfile.opening import Opened, opened
from question_bank.formats.wordfile.pictures import Pictures
from question_bank.formats.wordfile.runs import Reader

_HELD = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"})
_STEM = 8


@dataclass
class _Body:
    """Goes down the body, counting paragraphs as it reads them."""

    reader: Reader
    numbers: Numbers
    count: int = 0

    def rows(self, element: Element) -> list[tables.Row]:
        """The lines of everything inside an element, in their order."""
        found: list[tables.Row] = []
        for each in element:
            kind = name(each)
            if kind == "p":
                found += self._paragraph(each)
            elif kind == "tbl":
                before = self._place(self.count + 1)
                table = tables.read(each, self.rows)
                found += tables.rows(table, before) if table else []
            elif kind in _HELD:
                found += self.rows(each)
        return found

    def _paragraph(self, paragraph: Element) -> list[tables.Row]:
        self.count += 1
        place = self._place(self.count)
        texts = self.reader.rows(paragraph, place)
        number = self.numbers.of(paragraph)
        if number and unmarked("".join(texts)).strip():
            texts[0] = f"{number}{texts[0].lstrip()}"
        return [(text, place) for text in texts]

    def _place(self, number: int) -> Place:
        return Place(N_("paragraph %(number)s"), {"number": number})


def read(data: bytes) -> Brought:
    """The questions, notes and pictures of a Word file."""
    file = opened(data)
    noticed = Noticed()
    stem = f"word-{sha256(data).hexdigest()[:_STEM]}"
    pictures = Pictures(file, stem, noticed)
    body = child(file.document, "body")
    numbers = Numbers(file.xml("numbering"), file.xml("styles"))
    reading = _Body(Reader(pictures, noticed), numbers)
    rows = reading.rows(body) if body is not None else []
    paper = brought(lines(rows))
    notes = (*paper.notes, *noticed.notes, *_around(file))
    return Brought(paper.questions, notes, dict(pictures.album.pictures))


def _around(file: Opened) -> list[Note]:
    """What a Word file holds besides its text."""
    found = []
    comments = file.xml("comments")
    count = sum(1 for each in comments if name(each) == "comment") if comments is not None else 0
    if count:
        found.append(noted("QI292", WHOLE, count=count))
    pages = [
        text
        for kind in ("header", "footer")
        for part in file.all_xml(kind)
        if (text := "".join(each.text or "" for each in part.iter() if name(each) == "t").strip())
    ]
    if pages:
        found.append(noted("QI297", WHOLE, text=shortened(dict.fromkeys(pages))))
    return found
