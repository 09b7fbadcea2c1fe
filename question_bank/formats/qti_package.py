"""A content package of QTI, or a single item: which items it holds, and in which order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from core.errors import N_
from question_bank.formats.bounds import WHOLE, opened_zip, parsed_xml
from question_bank.formats.format import Damaged, Note, Place
from question_bank.formats.qti_names import in_plain_words
from question_bank.formats.telling import note

_MANIFEST = "imsmanifest.xml"
_ITEM = "assessmentItem"
_TEST = "assessmentTest"
_OLD = frozenset({"questestinterop", "item", "assessment"})
_OF_A_TEST = (
    "selection", "ordering", "preCondition", "branchRule", "timeLimits", "weight", "rubricBlock",
    "testFeedback", "templateDefault", "assessmentSectionRef",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One item: where it is, and the words that describe it."""

    path: str
    data: bytes
    words: tuple[str, ...] = ()
    difficulty: str = ""


@dataclass
class Package:
    """The items in order, the files beside them, and what is told of the whole."""

    entries: list[Entry] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    archive: ZipFile | None = None
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def opened(self, path: str) -> bytes | None:
        """What a file of the package holds; nothing where there is none."""
        if self.archive is None or path not in self.archive.namelist():
            return None
        return self.archive.read(path)


def unpacked(data: bytes) -> Package:
    """The package, or a package of the one item that the file is."""
    if not data.startswith(b"PK"):
        root = in_plain_words(parsed_xml(data))
        _refuse(root)
        return Package([Entry("", data)])
    archive = opened_zip(data)
    package = Package(archive=archive)
    manifests = sorted(
        (name for name in archive.namelist() if name.rpartition("/")[2] == _MANIFEST), key=len
    )
    if manifests:
        _from_manifest(package, manifests[0])
    else:
        package.notes.append(
            note("QI2187", WHOLE, N_("there is no imsmanifest.xml in the package"))
        )
        names = [name for name in archive.namelist() if name.lower().endswith(".xml")]
        package.entries += [
            Entry(name, archive.read(name)) for name in names if _is_item(package, name)
        ]
    return package


def _refuse(root: Element) -> None:
    """A file that is no item is told what it is."""
    if root.tag == _ITEM:
        return
    if root.tag in _OLD:
        message = N_("this is QTI 1.2, which is not read")
        raise Damaged(note("QI1177", WHOLE, message, N_("export it as QTI 2.1 or later")))
    if root.tag == _TEST:
        message = N_("this is a test without its items")
        raise Damaged(note("QI1178", WHOLE, message, N_("send the whole package")))
    raise Damaged(note("QI1179", WHOLE, N_("this is no item of QTI")))


def _from_manifest(package: Package, manifest: str) -> None:
    folder = dirname(manifest)
    root = in_plain_words(parsed_xml(package.opened(manifest) or b""))
    resources = {
        _path(folder, each.get("href")): each for each in root.iter("resource") if each.get("href")
    }
    package.words = {path: tuple(_words(each)) for path, each in resources.items()}
    kinds = {path: each.get("type") or "" for path, each in resources.items()}
    items = [path for path, kind in kinds.items() if "item_xml" in kind]
    tests = [path for path, kind in kinds.items() if "test_xml" in kind or "test" in kind.lower()]
    ordered = [path for test in tests for path in _in_test(package, test)]
    for path in dict.fromkeys([*ordered, *items]):
        _add(package, path, resources.get(path))


def _add(package: Package, path: str, resource: Element | None) -> None:
    data = package.opened(path)
    if data is None:
        message = N_("the item is named and not in the package")
        package.notes.append(note("QI1181", place_of(path), message))
        return
    difficulty = resource.findtext(".//difficulty/value") if resource is not None else None
    words = package.words.get(path, ())
    package.entries.append(Entry(path, data, words, (difficulty or "").strip()))


def place_of(path: str) -> Place:
    """The file of an item in its package."""
    return Place(N_("file '%(name)s'"), {"name": path}) if path else WHOLE


def _in_test(package: Package, path: str) -> Iterator[str]:
    """The items of a test in their order; all else that it says is told."""
    data = package.opened(path)
    if data is None:
        return
    root = in_plain_words(parsed_xml(data))
    if root.tag != _TEST:
        return
    names = [name for name in _OF_A_TEST if root.find(f".//{name}") is not None]
    if names:
        message = N_("the order of the test is kept, and this is not: %(names)s")
        package.notes.append(note("QI2188", place_of(path), message, names=", ".join(names)))
    for each in root.iter("assessmentItemRef"):
        yield _path(dirname(path), each.get("href"))


def _path(folder: str, address: str | None) -> str:
    return normpath(join(folder, unquote((address or "").partition("#")[0])))


def _words(resource: Element) -> Iterator[str]:
    for keyword in resource.iter("keyword"):
        text = " ".join("".join(keyword.itertext()).split())
        if text:
            yield text


def _is_item(package: Package, name: str) -> bool:
    if not name.lower().endswith(".xml"):
        return False
    try:
        return in_plain_words(parsed_xml(package.opened(name) or b"")).tag == _ITEM
    except Damaged:
        return False


def stimuli(root: Element) -> Mapping[str, str]:
    """The shared texts that an item names, by their address."""
    found = root.findall("assessmentStimulusRef")
    return {each.get("href") or "": each.get("identifier") or "" for each in found}
