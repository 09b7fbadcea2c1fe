"""A Word file opened: its parts, each measured and parsed with care."""

from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from question_bank.formats.bounds import opened_zip, parsed_xml
from question_bank.formats.wordfile.names import name
from question_bank.formats.wordfile.notes import refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_TYPES = "[Content_Types].xml"
_MACROS = ("vbaproject.bin", "vbadata.xml")
_DOCUMENT = "/officeDocument"


@dataclass(frozen=True)
class Opened:
    """The parts of a Word file, and where its document's relations lead."""

    archive: ZipFile
    document: Element
    part: str
    targets: dict[str, tuple[str, str]] = field(default_factory=dict)

    def xml(self, kind: str) -> Element | None:
        """The part that a kind of relation leads to: numbering, styles, comments."""
        for target, relation in self.targets.values():
            if relation.endswith(f"/{kind}") and target in self.archive.namelist():
                return parsed_xml(self.archive.read(target))
        return None

    def all_xml(self, kind: str) -> list[Element]:
        """All parts of a kind, such as header."""
        names = self.archive.namelist()
        found = [
            target
            for target, relation in self.targets.values()
            if relation.endswith(f"/{kind}") and target in names
        ]
        return [parsed_xml(self.archive.read(target)) for target in found]

    def media(self, relation: str) -> bytes | None:
        """The bytes that an embedded picture's relation leads to."""
        target = self.targets.get(relation, ("", ""))[0]
        return self.archive.read(target) if target in self.archive.namelist() else None


def opened(data: bytes) -> Opened:
    """The file, if it is a .docx; raises Damaged with what to do about it."""
    if data.startswith(_OLE):
        raise refused("QI180")
    if not data.startswith(_ZIP):
        raise refused("QI182")
    archive = opened_zip(data)
    names = archive.namelist()
    if any(each.lower().endswith(_MACROS) for each in names) or _is_macro_enabled(archive, names):
        raise refused("QI181")
    part = _document(archive, names)
    return Opened(archive, parsed_xml(archive.read(part)), part, _relations(archive, part))


def is_word(data: bytes) -> bool:
    """Whether a file is an old Word file, or an archive with a Word document."""
    return data.startswith(_OLE) or (data.startswith(_ZIP) and b"word/" in data)


def _is_macro_enabled(archive: ZipFile, names: list[str]) -> bool:
    return _TYPES in names and b"macroEnabled" in archive.read(_TYPES)


def _document(archive: ZipFile, names: list[str]) -> str:
    for target, relation in _relations(archive, "").values():
        if relation.endswith(_DOCUMENT) and target in names:
            return target
    if "word/document.xml" in names:
        return "word/document.xml"
    raise refused("QI182")


def _relations(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """What each id of a part's relations leads to; links out of the file lead nowhere."""
    folder = dirname(part)
    path = join(folder, "_rels", f"{part.rpartition('/')[2]}.rels")
    if path not in archive.namelist():
        return {}
    found = {}
    for each in parsed_xml(archive.read(path)):
        target = each.get("Target", "")
        if name(each) != "Relationship" or each.get("TargetMode") == "External":
            continue
        whole = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        found[each.get("Id", "")] = (whole, each.get("Type", ""))
    return found
