"""The files of a content package of QTI 3.0: its manifest, its test, and what they name."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from question_bank.formats.qti3_elements import root

_PACKAGING = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_BEFORE_ALL_TIMES = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Resource:
    """A file of the package, the words that describe it, and what it depends on."""

    name: str
    path: str
    data: bytes
    keywords: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    stimulus: str | None = None


@dataclass(frozen=True)
class Group:
    """An item alone, or the items of a case with the text that they share."""

    shared: Resource | None
    items: tuple[Resource, ...]

    @property
    def all(self) -> tuple[Resource, ...]:
        """The shared text and the items."""
        return (self.shared, *self.items) if self.shared else self.items


def package(groups: Sequence[Group], pictures: Mapping[str, bytes]) -> bytes:
    """A zip that is the same whenever it is made."""
    used = [name for group in groups for each in group.all for name in each.pictures]
    shown = {name: pictures[name] for name in sorted(set(used)) if name in pictures}
    files = {
        "imsmanifest.xml": _bytes(_manifest(groups, list(shown))),
        "test.xml": _bytes(_test(groups)),
        **{each.path: each.data for group in groups for each in group.all},
        **shown,
    }
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = ZipInfo(name, _BEFORE_ALL_TIMES)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, data)
    return stream.getvalue()


def _bytes(element: Element) -> bytes:
    indent(element)
    data: bytes = tostring(element, encoding="UTF-8", xml_declaration=True)
    return data + b"\n"


def _manifest(groups: Sequence[Group], pictures: Sequence[str]) -> Element:
    manifest = Element(
        "manifest",
        {
            "xmlns": _PACKAGING,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": f"{_PACKAGING} {_SCHEMA}",
            "identifier": "chizheng-questions",
        },
    )
    metadata = SubElement(manifest, "metadata")
    SubElement(metadata, "schema").text = "QTI Package"
    SubElement(metadata, "schemaversion").text = "3.0.1"
    SubElement(manifest, "organizations")
    resources = SubElement(manifest, "resources")
    names = {name: f"picture-{at}" for at, name in enumerate(pictures, start=1)}
    items = [each.name for group in groups for each in group.items]
    _add(resources, Resource("chizheng-test", "test.xml", b""), "test", {}, items)
    for group in groups:
        for each in group.all:
            kind = "stimulus" if each is group.shared else "item"
            _add(resources, each, kind, names, [each.stimulus] if kind == "item" else [])
    for name, called in names.items():
        given = {"identifier": called, "type": "webcontent", "href": quote(name)}
        SubElement(SubElement(resources, "resource", given), "file", {"href": quote(name)})
    return manifest


def _add(
    resources: Element,
    each: Resource,
    kind: str,
    pictures: Mapping[str, str],
    others: Sequence[str | None],
) -> None:
    given = {
        "identifier": f"{kind}-{each.name}",
        "type": f"imsqti_{kind}_xmlv3p0",
        "href": each.path,
    }
    resource = SubElement(resources, "resource", given)
    if each.keywords:
        metadata = SubElement(resource, "metadata")
        general = SubElement(SubElement(metadata, "lom", {"xmlns": _LOM}), "general")
        for word in each.keywords:
            keyword = SubElement(general, "keyword")
            SubElement(keyword, "string", {"language": "x-none"}).text = word
    SubElement(resource, "file", {"href": each.path})
    wanted = "item" if kind == "test" else "stimulus"
    called = [f"{wanted}-{name}" for name in others if name]
    called += [pictures[name] for name in each.pictures if name in pictures]
    for name in called:
        SubElement(resource, "dependency", {"identifierref": name})


def _test(groups: Sequence[Group]) -> Element:
    """All items in their order; the parts of a case stay together."""
    test = root("qti-assessment-test", "chizheng-test", "chizheng-test")
    part = SubElement(
        test,
        "qti-test-part",
        {
            "identifier": "part-1",
            "navigation-mode": "nonlinear",
            "submission-mode": "simultaneous",
        },
    )
    section = _section(part, "section-1")
    for number, group in enumerate(groups, start=1):
        inside = section
        if group.shared is not None:
            inside = _section(section, f"case-{number}")
            inside.set("keep-together", "true")
        for each in group.items:
            reference = {"identifier": f"ref-{each.name}", "href": each.path}
            SubElement(inside, "qti-assessment-item-ref", reference)
    return test


def _section(parent: Element, name: str) -> Element:
    given = {"identifier": name, "title": name, "visible": "true"}
    return SubElement(parent, "qti-assessment-section", given)
