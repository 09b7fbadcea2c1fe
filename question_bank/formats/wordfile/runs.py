"""A paragraph of a Word file as text: what is seen when all changes are accepted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from question_bank.formats.format import Place
from question_bank.formats.papers.lines import MARK_OFF, MARK_ON, cleaned
from question_bank.formats.wordfile.names import child, is_on, name, value
from question_bank.formats.wordfile.notes import Noticed, shortened
from question_bank.formats.wordfile.pictures import Pictures

_INSIDE = frozenset(
    {"hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo", "ruby",
     "rubyBase"}
)  # fmt: skip
_ADDED = frozenset({"ins", "moveTo"})
_REMOVED = frozenset({"del", "moveFrom"})
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SYMBOLS = {
    "F0FC": "√", "F0FE": "√", "F052": "√", "F050": "√", "F0FB": "×", "F0FD": "×", "F054": "×",
    "F04F": "×", "2713": "√", "2717": "×",
}  # fmt: skip
_PLAIN_COLOURS = frozenset({"auto", "000000", "FFFFFF", None})
_LEAD = re.compile(
    r"[ \t\u3000]*(?:[（(\[][ \t]*[A-JＡ-Ｊ][ \t]*[）)\]]|[A-JＡ-Ｊ][．.、:：)）]?(?=[^A-Za-z]|$)"
    r"|\d{1,3}[．.、)）]|[（(]\d{1,3}[）)]|第\d{1,3}题|[一二三四五六七八九十]{1,3}、|[【\[]?[\u4e00-\u9fff]{1,6}[】\]]?[:：]"
    r"|【[\u4e00-\u9fff]{1,6}】)[ \t\u3000]*"
)
_OPTION = re.compile(r"(?<=[ \t\u3000])(?=[A-JＡ-Ｊ][．.、:：)）])")
_EDGE = " \t\n\u3000"


@dataclass(frozen=True)
class _Piece:
    """Text of a run, and whether it is set off from the others."""

    text: str
    is_set_off: bool = False


class Reader:
    """Reads paragraphs; what cannot be text is noticed."""

    def __init__(self, pictures: Pictures, noticed: Noticed) -> None:
        """Take where pictures and notes go."""
        self._pictures = pictures
        self._noticed = noticed

    def rows(self, paragraph: Element, place: Place) -> list[str]:
        """The lines of a paragraph; what is set off stands between marks."""
        pieces = _joined(self._pieces(paragraph, place))
        written = [piece for piece in pieces if piece.text.strip(_EDGE)]
        if written and all(piece.is_set_off for piece in written):
            text = "".join(piece.text for piece in pieces)
            return [_set_off(row) if _begins_option(row) else row for row in text.split("\n")]
        marked = "".join(
            _marked(piece.text) if piece.is_set_off else piece.text for piece in pieces
        )
        return marked.split("\n")

    def _pieces(self, element: Element, place: Place) -> Iterable[_Piece]:
        for each in element:
            kind = name(each)
            if kind == "r":
                yield from self._run(each, place)
            elif kind in _INSIDE:
                yield from self._pieces(each, place)
            elif kind in _ADDED:
                self._noticed.once("QI290", place)
                yield from self._pieces(each, place)
            elif kind in _REMOVED:
                self._noticed.once("QI290", place)
            elif kind.startswith("m:"):
                yield from self._equation(each, place)

    def _equation(self, element: Element, place: Place) -> Iterable[_Piece]:
        text = "".join(each.text or "" for each in element.iter() if name(each) == "m:t")
        if text:
            self._noticed.add("QI294", place, text=shortened([text]))
            yield _Piece(cleaned(text))

    def _run(self, run: Element, place: Place) -> Iterable[_Piece]:
        properties = child(run, "rPr")
        text = "".join(self._part(each, place) for each in run)
        if is_on(child(properties, "vanish")):
            if text.strip():
                self._noticed.add("QI295", place, text=shortened([text]))
            return
        if _is_underlined(properties) and not text.strip(_EDGE) and "\n" not in text and text:
            yield _Piece("____")
            return
        yield _Piece(text, _is_set_off(properties))

    def _part(self, part: Element, place: Place) -> str:
        kind = name(part)
        if kind == "t":
            return cleaned(part.text or "")
        if kind in _BREAKS:
            return _BREAKS[kind]
        if kind == "sym":
            return _SYMBOLS.get((value(part, "char") or "").upper(), "")
        if kind in ("drawing", "pict", "object", "AlternateContent"):
            return self._drawing(part, place)
        if kind in ("footnoteReference", "endnoteReference"):
            self._noticed.add("QI296", place)
        return ""

    def _drawing(self, element: Element, place: Place) -> str:
        """A picture as Markdown; the text of a box is noticed; an alternative counts once."""
        if name(element) == "AlternateContent":
            choice = child(element, "Choice")
            first = choice if choice is not None else child(element, "Fallback")
            return "" if first is None else "".join(self._part(each, place) for each in first)
        boxes = [each for each in element.iter() if name(each) == "txbxContent"]
        if boxes:
            words = (each.text or "" for box in boxes for each in box.iter() if name(each) == "t")
            self._noticed.add("QI291", place, text=shortened(["".join(words)]))
            return ""
        text = self._pictures.text(element, place)
        has_picture = any(name(each) in ("blip", "imagedata") for each in element.iter())
        if not has_picture:
            self._noticed.add("QI299", place)
        return text


def _is_underlined(properties: Element | None) -> bool:
    return is_on(child(properties, "u"))


def _is_set_off(properties: Element | None) -> bool:
    """Bold, underlined, coloured or highlighted."""
    colour = value(child(properties, "color"))
    shading = value(child(properties, "shd"), "fill")
    return (
        is_on(child(properties, "b"))
        or _is_underlined(properties)
        or is_on(child(properties, "highlight"))
        or (colour.upper() if colour and colour != "auto" else colour) not in _PLAIN_COLOURS
        or shading not in _PLAIN_COLOURS
    )


def _joined(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Runs that look alike are one; Word cuts them where it likes."""
    found: list[_Piece] = []
    for piece in pieces:
        if found and found[-1].is_set_off == piece.is_set_off:
            found[-1] = _Piece(found[-1].text + piece.text, piece.is_set_off)
        elif piece.text:
            found.append(piece)
    return found


def _marked(text: str) -> str:
    """Marks around what is set off, never around a number, a letter or a label."""
    return "\n".join(
        "".join(_set_off(part) for part in _OPTION.split(row)) for row in text.split("\n")
    )


def _set_off(text: str) -> str:
    lead = _LEAD.match(text)
    start = lead.end() if lead else len(text) - len(text.lstrip(_EDGE))
    inside = text[start:].rstrip(_EDGE)
    if not inside:
        return text
    rest = text[start + len(inside) :]
    return f"{text[:start]}{MARK_ON}{inside}{MARK_OFF}{rest}"


def _begins_option(row: str) -> bool:
    return bool(re.match(r"[ \t\u3000]*[（(]?[A-JＡ-Ｊ][．.、:：)）]", row))
