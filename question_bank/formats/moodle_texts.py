"""Texts with their pictures as Moodle XML has them, in both directions."""

import re
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element, SubElement

from core.errors import N_
from core.markdown import rendered
from question_bank.formats.album import Album, from_base64
from question_bank.formats.format import Note, Place
from question_bank.formats.html import Fragment, markdown_of, plain_as_markdown
from question_bank.formats.telling import lost, note, short

_AT = "@@PLUGINFILE@@/"
_SHOWN = re.compile(r'src="media/([^"]+)"')


class Outgoing:
    """Writes the texts of one question, with its pictures beside them."""

    def __init__(self, place: Place, pictures: Mapping[str, bytes]) -> None:
        """Begin without notes."""
        self.place = place
        self.notes: list[Note] = []
        self._pictures = pictures

    def add(self, parent: Element, tag: str, text: str | None, **attributes: str) -> Element:
        """An element that holds our Markdown as HTML."""
        return self.add_html(parent, tag, rendered(text) if text else "", **attributes)

    def add_html(self, parent: Element, tag: str, markup: str, **attributes: str) -> Element:
        """An element that holds rendered HTML, and the pictures that it shows."""
        element = SubElement(parent, tag, {**attributes, "format": "html"})
        SubElement(element, "text").text = _SHOWN.sub(
            lambda shown: f'src="{_AT}{quote(shown[1])}"', markup
        )
        for name in dict.fromkeys(_SHOWN.findall(markup)):
            self._add_picture(element, name)
        return element

    def _add_picture(self, element: Element, name: str) -> None:
        data = self._pictures.get(f"media/{name}")
        if data is None:
            self.notes.append(
                note("QI2162", self.place, N_("the picture '%(name)s' is missing"), name=name)
            )
            return
        folder, _, last = name.rpartition("/")
        path = f"/{folder}/" if folder else "/"
        file = SubElement(element, "file", {"name": last, "path": path, "encoding": "base64"})
        file.text = b64encode(data).decode()


class Incoming:
    """Reads the texts of one question, and gathers its pictures."""

    def __init__(self, place: Place, album: Album) -> None:
        """Begin without notes."""
        self.place = place
        self.notes: list[Note] = []
        self._album = album

    def told(self, code: str, message: str, /, mend: str | None = None, **values: object) -> None:
        """Take a note of this question."""
        self.notes.append(note(code, self.place, message, mend, **values))

    def picture(self, name: str, data: str) -> str:
        """A picture that stands beside all texts; its name says nothing of what it shows."""
        if not name:
            return ""
        kept = self._album.kept(name.replace("/", "_"), from_base64(data) or b"")
        if kept is None:
            self.told("QI2163", N_("the file '%(name)s' is left out"), name=short(name))
        return f"![]({kept})" if kept else ""

    def plain(self, text: str) -> str:
        """Plain text as Markdown."""
        return plain_as_markdown(text)

    def markdown(self, element: Element | None, usual: str = "html") -> str:
        """The text of an element as Markdown, whichever format it is in."""
        text = words(element)
        if element is None or not text:
            return ""
        return self.converted(element, text, element.get("format") or usual)

    def converted(self, element: Element, text: str, written_in: str) -> str:
        """A text that stands in an element, with the pictures that lie beside it."""
        files = _files(element)
        used: set[str] = set()
        fragment = self._fragment(text, written_in.strip(), files, used)
        self.notes += lost(fragment.losses, self.place)
        for name in files:
            if name not in used:
                self.told("QI2163", N_("the file '%(name)s' is left out"), name=short(name))
        return fragment.text

    def _fragment(
        self, text: str, written_in: str, files: Mapping[str, bytes | None], used: set[str]
    ) -> Fragment:
        def locate(source: str) -> str | None:
            name = unquote(source.removeprefix(_AT).partition("?")[0])
            data = files.get(name) if source.startswith(_AT) else None
            kept = self._album.kept(name, data) if data else self._album.kept_inline(source)
            used.update([name] if kept else [])
            return kept

        if written_in == "plain_text":
            return Fragment(plain_as_markdown(text))
        if written_in == "markdown":
            return markdown_of(rendered(text), locate)
        if written_in == "moodle_auto_format":
            return markdown_of(text.replace("\n", "<br>\n"), locate)
        return markdown_of(text, locate)


def words(element: Element | None) -> str:
    """The raw text of an element, which stands in `text` inside it or, in old files, itself."""
    if element is None:
        return ""
    inner = element.find("text")
    return ("".join(inner.itertext()) if inner is not None else element.text or "").strip()


def _files(element: Element) -> dict[str, bytes | None]:
    found: dict[str, bytes | None] = {}
    for file in element.findall("file"):
        name = f"{file.get('path') or '/'}/{file.get('name') or ''}".replace("//", "/").lstrip("/")
        found[name] = from_base64(file.text or "")
    return found
