"""One question element of Moodle XML while it is read."""

from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from question_bank.formats.carried import Carried
from question_bank.formats.format import Came, Place
from question_bank.formats.moodle_texts import Incoming


@dataclass
class Read:
    """The element, its texts, their usual format, and what its tags carried of ours."""

    element: Element
    texts: Incoming
    usual: str
    carried: Carried

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.texts.place

    def markdown(self, element: Element | None) -> str:
        """The text of an element, in the format of the question unless it says another."""
        return self.texts.markdown(element, self.usual)

    def stem(self) -> str:
        """What is asked, and the picture that very old files have beside it."""
        asked = self.markdown(self.element.find("questiontext"))
        picture = words_in(self.element, "image")
        shown = self.texts.picture(picture, words_in(self.element, "image_base64"))
        return "\n\n".join(each for each in (asked, shown) if each)

    def came(self, kind: str, **values: object) -> Came:
        """The question as one of ours."""
        return replace(Came(kind, "", self.place), **values)  # type: ignore[arg-type]


def words_in(element: Element, name: str) -> str:
    """The plain text of a child."""
    return (element.findtext(name) or "").strip()
