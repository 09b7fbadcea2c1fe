"""What a file of another system may be: nothing is unpacked or built before it is measured."""

import io
import re
import zlib
from pathlib import PurePosixPath
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from accounts.importing import text as encodings
from core.archives import unpacked
from core.errors import N_, Refused
from question_bank.formats.format import Damaged, Note, Place
from question_bank.rules.diagnostics import Severity

LARGEST_UPLOAD = 10 * 1024 * 1024
MOST_QUESTIONS = 2000
MOST_LINES = 100_000
MOST_ENTRIES = 5_000
MOST_UNPACKED = 32 * 1024 * 1024
HIGHEST_RATIO = 200
RATIO_COUNTS_FROM = 1024 * 1024
LONGEST_NAME = 255
LARGEST_XML = 16 * 1024 * 1024
DEEPEST = 100
MOST_NODES = 500_000
MOST_TAGS = 1_000_000
MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 5
LARGEST_OUTCOME = 64 * 1024 * 1024
WHOLE = Place(N_("the file"))

_ENCRYPTED = 0x1
_ARCHIVES = frozenset(
    {".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".jar", ".docx", ".xlsx", ".pptx"}
)
_EMBEDDED = ("word/embeddings/", "xl/embeddings/")
_CHINESE_XML = re.compile(
    rb"\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"'](?:gb2312|gbk|gb18030)[\"'][^>]{0,100}?\?>",
    re.IGNORECASE,
)
_BROKEN = (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error)


def decoded(data: bytes) -> str:
    """The text of UTF-8 with or without its mark, UTF-16 or GB18030; anything else is damaged.

    So is a text of more lines than 2,000 questions can have.
    """
    try:
        text = encodings.decoded(data)
    except Refused as refusal:
        raise _damaged(
            "QI101",
            N_("it cannot be told in which encoding the file was written"),
            N_("save it as UTF-8"),
        ) from refusal
    if len(text.splitlines()) > MOST_LINES:
        raise Damaged(too_much())
    return text


def opened_zip(data: bytes) -> ZipFile:
    """An archive whose every entry is small, plain and as long as its directory says."""
    _measured(data)
    try:
        archive = ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except _BROKEN as broken:
        raise _broken_archive() from broken
    _refuse_large(entries)
    for entry in entries:
        _refuse_strange(entry)
    if len({entry.filename for entry in entries}) < len(entries):
        raise _broken_archive()
    try:
        _unpack_once(archive, entries)
    except _BROKEN as broken:
        raise _broken_archive() from broken
    return archive


def parsed_xml(data: bytes) -> Element:
    """The root of an XML document without a document type, neither deep nor with many nodes."""
    if len(data) > LARGEST_XML:
        raise Damaged(too_much())
    plain = _in_unicode(data)
    _walk(plain)
    try:
        return fromstring(plain)  # noqa: S314 - walked before: no document type, so no entities
    except (ParseError, ValueError) as broken:
        raise _damaged("QI106", N_("the XML of the file is broken"), _AGAIN) from broken


def too_large() -> Note:
    """More bytes than an upload may have."""
    return _note("QI100", N_("the file is larger than 10 MiB"), N_("divide it"))


def too_much() -> Note:
    """More inside, or more work to read, than is accepted."""
    return _note("QI103", N_("the file holds or unpacks to more than is accepted"), N_("divide it"))


def too_many_questions() -> Note:
    """More questions than a file may have."""
    return _note("QI108", N_("the file has more than 2,000 questions"), N_("divide it"))


def unrecognised() -> Note:
    """Of none of the formats that are read."""
    return _note(
        "QI109",
        N_("it cannot be told of which format the file is"),
        N_("choose its format"),
    )


def unreadable() -> Note:
    """A fault of ours while reading."""
    return _note(
        "QI110",
        N_("the file could not be read; the fault is ours"),
        N_("choose another format, or tell the administrator"),
    )


def _measured(data: bytes) -> None:
    if len(data) > LARGEST_UPLOAD:
        raise Damaged(too_large())


def _refuse_large(entries: list[ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Damaged(too_much())
    for entry in entries:
        limit = max(RATIO_COUNTS_FROM, HIGHEST_RATIO * entry.compress_size)
        if entry.file_size > limit:
            raise Damaged(too_much())


def _refuse_strange(entry: ZipInfo) -> None:
    """No encryption, no rare compression, no name that leaves its folder, no archive inside."""
    name = entry.filename
    if entry.flag_bits & _ENCRYPTED:
        raise _damaged(
            "QI104", N_("the file is protected by a password"), N_("save it without one")
        )
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise _broken_archive()
    path = PurePosixPath(name)
    leaves = path.is_absolute() or ".." in path.parts or re.search(r"[\\:\x00-\x1f]", name)
    if leaves or len(name) > LONGEST_NAME:
        raise _broken_archive()
    if path.suffix.lower() in _ARCHIVES and not name.startswith(_EMBEDDED):
        raise _damaged(
            "QI105", N_("there is an archive inside the archive"), N_("send the inner file alone")
        )


def _unpack_once(archive: ZipFile, entries: list[ZipInfo]) -> None:
    """Unpack piece by piece, keeping nothing: lengths and check sums are true, tags are few."""
    tags = 0
    for entry, piece in unpacked(archive, entries):
        if entry.filename.endswith((".xml", ".rels")):
            tags += piece.count(b"<")
        if tags > MOST_TAGS:
            raise Damaged(too_much())


def _in_unicode(data: bytes) -> bytes:
    """Chinese XML as UTF-8: expat reads no encoding of several bytes but those of Unicode."""
    declared = _CHINESE_XML.match(data)
    if declared is None:
        return data
    try:
        return data[declared.end() :].decode("gb18030").encode()
    except UnicodeDecodeError as broken:
        raise _damaged("QI106", N_("the XML of the file is broken"), _AGAIN) from broken


def _walk(data: bytes) -> None:
    """Go through the document once without keeping anything of it."""
    depth = nodes = 0

    def begin(_name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, nodes
        depth += 1
        nodes += 1 + len(attributes)
        if depth > DEEPEST or nodes > MOST_NODES:
            raise Damaged(too_much())

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_declaration: object) -> NoReturn:
        raise _damaged(
            "QI107",
            N_("the XML of the file declares a document type, which is not accepted"),
            N_("remove the line that begins with '<!DOCTYPE'"),
        )

    parser = ParserCreate()
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it so
    except (ExpatError, ValueError, LookupError) as broken:
        raise _damaged("QI106", N_("the XML of the file is broken"), _AGAIN) from broken


_AGAIN = N_("export or save it again")


def _broken_archive() -> Damaged:
    return _damaged("QI102", N_("the file is broken, or is not what its name says"), _AGAIN)


def _damaged(code: str, message: str, mend: str) -> Damaged:
    return Damaged(_note(code, message, mend))


def _note(code: str, message: str, mend: str) -> Note:
    return Note(Severity.ERROR, code, WHOLE, message, mend=mend)
