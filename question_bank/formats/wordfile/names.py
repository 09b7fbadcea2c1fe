"""The names of what a Word file is made of."""

from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT_R = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_STRICT_M = "{http://purl.oclc.org/ooxml/officeDocument/math}"


def name(element: Element) -> str:
    """w:p as "p", m:oMath as "m:oMath"; of other names the last part."""
    tag = element.tag
    if tag.startswith((_M, _STRICT_M)):
        return f"m:{tag.rpartition('}')[2]}"
    return tag.rpartition("}")[2]


def child(element: Element | None, wanted: str) -> Element | None:
    """The first child of this name."""
    return next(iter(children(element, wanted)), None)


def children(element: Element | None, wanted: str) -> list[Element]:
    """All children of this name."""
    return [] if element is None else [each for each in element if name(each) == wanted]


def value(element: Element | None, attribute: str = "val") -> str | None:
    """A w: attribute."""
    if element is None:
        return None
    return element.get(f"{_W}{attribute}", element.get(f"{_STRICT_W}{attribute}"))


def relation(element: Element, attribute: str) -> str | None:
    """An r: attribute."""
    return element.get(f"{_R}{attribute}", element.get(f"{_STRICT_R}{attribute}"))


def is_on(element: Element | None) -> bool:
    """Whether a switch such as w:b stands and is not turned off."""
    return element is not None and value(element) not in ("0", "false", "off", "none")
