"""The pictures of a Word file, by the names that the texts call them."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from question_bank.formats.album import Album
from question_bank.formats.format import Place
from question_bank.formats.wordfile.names import name, relation
from question_bank.formats.wordfile.notes import Noticed
from question_bank.formats.wordfile.opening import Opened
from question_bank.rules.pictures import is_kept_name

_CAPTION = re.compile(r"[\[\]()\r\n\\]+")


@dataclass
class Pictures:
    """Takes pictures out, each under a name of its own."""

    opened: Opened
    stem: str
    noticed: Noticed
    album: Album = field(default_factory=Album)

    def text(self, element: Element, place: Place) -> str:
        """A drawing as Markdown; nothing where it holds no picture that we take."""
        texts = []
        properties = [each for each in element.iter() if name(each) == "docPr"]
        for each in element.iter():
            if name(each) not in ("blip", "imagedata"):
                continue
            target = relation(each, "embed") or relation(each, "id")
            data = self.opened.media(target) if target else None
            own = properties[0].get("name", "") if properties else ""
            called = self._kept(data, own) if data else None
            if called is None:
                self.noticed.add("QI293", place)
                continue
            caption = (properties[0].get("descr") or "") if is_kept_name(own) else ""
            texts.append(f"![{_CAPTION.sub(' ', caption)}]({called})")
        return "".join(texts)

    def _kept(self, data: bytes, own: str) -> str | None:
        """The name that our own file gave it, or one of its own."""
        pictures = self.album.pictures
        same = [called for called, each in pictures.items() if each == data]
        if is_kept_name(own):
            return self.album.kept(own, data)
        return same[0] if same else self.album.kept(f"{self.stem}-{len(pictures) + 1}", data)
