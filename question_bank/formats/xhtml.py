"""Clean HTML as a tree of XHTML elements, and such a tree as text."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement, tostring

_VOID = frozenset({"br", "hr", "img"})


def elements(markup: str) -> list[Element]:
    """What cleaned HTML holds; text that stands alone is a paragraph."""
    builder = _Builder()
    builder.feed(markup)
    builder.close()
    root = builder.root
    if root.text and root.text.strip():
        alone = Element("p")
        alone.text = root.text
        return [alone, *root]
    return list(root)


def fragment(tree: list[Element]) -> str:
    """Elements as XHTML text."""
    return "".join(tostring(each, encoding="unicode", short_empty_elements=True) for each in tree)


class _Builder(HTMLParser):
    """HTML that nh3 has cleaned: every element is closed, but for the void ones."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        each = SubElement(self._open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in _VOID:
            self._open.append(each)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        last = self._open[-1]
        if len(last):
            last[-1].tail = (last[-1].tail or "") + data
        else:
            last.text = (last.text or "") + data
