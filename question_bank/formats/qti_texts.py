"""Texts of QTI items as Markdown, and the pictures that they name."""

from collections.abc import Callable, Iterable
from html import escape
from posixpath import dirname, join, normpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element, tostring

from question_bank.formats.album import Album
from question_bank.formats.format import Note, Place
from question_bank.formats.html import markdown_of
from question_bank.formats.telling import lost, note

Opened = Callable[[str], bytes | None]
"""What a file of the package holds, by its path; nothing where there is none."""

_ALONE = frozenset(
    {"itemBody", "prompt", "simpleChoice", "simpleAssociableChoice", "contentBody", "feedbackBlock"}
    | {"modalFeedback", "rubricBlock", "stimulusBody", "choiceInteraction", "orderInteraction"}
    | {"matchInteraction", "associateInteraction", "extendedTextInteraction", "templateBlock"}
    | {"templateBlockFeedback"}
)
_INLINE = frozenset({"feedbackInline", "templateInline", "hottext"})


class Texts:
    """Reads the texts of one item or stimulus."""

    def __init__(self, place: Place, path: str, album: Album, opened: Opened) -> None:
        """Begin without notes."""
        self.place = place
        self.path = path
        self.notes: list[Note] = []
        self._album = album
        self._opened = opened

    def at(self, path: str) -> "Texts":
        """For another file that belongs to the same item; its notes are this item's."""
        other = Texts(self.place, path, self._album, self._opened)
        other.notes = self.notes
        return other

    def told(self, code: str, message: str, /, mend: str | None = None, **values: object) -> None:
        """Take a note of this item."""
        self.notes.append(note(code, self.place, message, mend, **values))

    def markdown(self, element: Element | None) -> str:
        """The text inside an element."""
        if element is None:
            return ""
        for each in element.iter():
            _as_html(each)
        if [each.tag for each in element] == ["div"] and not _words_beside(element[0], element):
            element = element[0]
        inside = [tostring(each, encoding="unicode", method="html") for each in element]
        markup = "".join([escape(element.text or "", quote=False), *inside])
        fragment = markdown_of(markup, self._located)
        self.notes += lost(fragment.losses, self.place)
        return fragment.text

    def joined(self, elements: Iterable[Element]) -> str:
        """The texts of several elements, one after another."""
        return "\n\n".join(text for text in map(self.markdown, elements) if text)

    def beside(self, address: str) -> str:
        """The path in the package of what stands beside this file."""
        return normpath(join(dirname(self.path), unquote(address.partition("#")[0])))

    def _located(self, source: str) -> str | None:
        if source.startswith("data:"):
            return self._album.kept_inline(source)
        path = self.beside(source)
        data = self._opened(path)
        return self._album.kept(path, data) if data else None


def _words_beside(inner: Element, outer: Element) -> str:
    return f"{outer.text or ''}{inner.tail or ''}".strip()


def _as_html(element: Element) -> None:
    """Elements of QTI that hold text, in words of HTML; a picture as `object` is one as `img`."""
    if element.tag in _ALONE:
        element.tag = "div"
        element.attrib.clear()
    elif element.tag in _INLINE:
        element.tag = "span"
        element.attrib.clear()
    elif element.tag == "object" and (element.get("type") or "").startswith("image/"):
        caption = "".join(element.itertext()).strip()
        source = element.get("data") or ""
        tail = element.tail
        element.clear()
        element.tail = tail
        element.tag = "img"
        element.attrib |= {"src": source, "alt": caption}
