"""A workbook as sheets of rows: values only, and no more of them than is needed."""

import io
import re
import warnings
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.workbook import Workbook

from question_bank.formats.bounds import WHOLE, opened_zip, parsed_xml
from question_bank.formats.excel_cells import Value, value_of
from question_bank.formats.excel_notes import damaged, said
from question_bank.formats.format import Note

LAST_ROW = 20_000
MOST_COLUMNS = 150
_MOST_MERGED = 2000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BROKEN = (
    BadZipFile,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,  # what both XML parsers raise
    TypeError,
    ValueError,
    zlib.error,
)
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^<>]{0,200}>\s{0,9}<f')
_ROW = re.compile(rb'<row [^<>]{0,400}?\br="([0-9]{1,7})"[^<>]{0,400}>')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_COLUMN = re.compile(rb"<col [^<>]{0,400}>")
_MERGED = re.compile(
    rb'<mergeCell [^<>]{0,100}?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"'
)
_FAR = re.compile(
    rb'<c r="(?:[A-Z]{3}|E[U-Z]|[F-Z][A-Z])[0-9]{1,7}"[^<>]{0,200}>\s{0,9}<(?:f|v|is)'
)
_CONTENT = re.compile(rb"<(?:v|is)>")
_LOOKS = re.compile(rb"<rPr>")


class Merged(NamedTuple):
    """Cells joined to one, from 1, both ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class Facts:
    """What the XML of a sheet says besides its values."""

    formulas: frozenset[str] = frozenset()
    first_formula: str | None = None
    hidden_row: int | None = None
    has_hidden_columns: bool = False
    merged: tuple[Merged, ...] = ()
    has_rows_beyond: bool = False
    has_columns_beyond: bool = False
    has_looks: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: its title (none in CSV), and its rows by number, empty ones left out."""

    title: str | None
    rows: Iterator[tuple[int, list[Value]]]
    is_hidden: bool = False
    facts: Facts = field(default_factory=Facts)


class Book(NamedTuple):
    """All sheets in their order, and what is to be told of the file as a whole."""

    sheets: Sequence[Sheet]
    notes: list[Note]


def is_old(data: bytes) -> bool:
    """Whether it is a compound file, as Excel wrote before 2007 and writes for a password."""
    return data.startswith(_OLE)


def book_of(data: bytes) -> Book:
    """The sheets of a workbook; raises Damaged where it cannot be read."""
    if is_old(data):
        raise damaged("QI141" if _ENCRYPTED in data else "QI140")
    archive = opened_zip(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        facts = _facts_by_title(archive)
        sheets = [
            Sheet(
                sheet.title,
                _rows(book, sheet.title),
                sheet.sheet_state != "visible",
                facts.get(sheet.title, Facts()),
            )
            for sheet in book.worksheets
        ]
    except _BROKEN as broken:
        raise damaged("QI142") from broken
    return Book(sheets, _told(archive, facts.values()))


def cell_name(row: int, column: int) -> str:
    """A cell by its row and column, both from 1."""
    return f"{get_column_letter(column)}{row}"


def _rows(book: Workbook, title: str) -> Iterator[tuple[int, list[Value]]]:
    """Whatever size a sheet states, its rows are counted as they come."""
    try:
        sheet = book[title]
        sheet.reset_dimensions()
        for number, row in enumerate(
            sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS), start=1
        ):
            if any(cell.value is not None for cell in row):
                yield number, [_value(cell) for cell in row]
    except _BROKEN as broken:
        raise damaged("QI142") from broken


def _value(cell: Cell | MergedCell | ReadOnlyCell | EmptyCell) -> Value:
    return value_of(cell.value, is_error=cell.data_type == "e")


def _told(archive: ZipFile, facts: Iterable[Facts]) -> list[Note]:
    names = archive.namelist()
    shared = archive.read("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in names else b""
    holds = {
        "QI250": any(name.endswith("vbaProject.bin") for name in names),
        "QI251": any(name.startswith("xl/externalLinks/") for name in names),
        "QI252": any(re.match(r"xl/(?:comments|threadedComments)", name) for name in names),
        "QI253": any(name.startswith("xl/media/") for name in names),
        "QI254": bool(_LOOKS.search(shared)) or any(each.has_looks for each in facts),
    }
    return [said(code, WHOLE) for code, is_so in holds.items() if is_so]


def _facts_by_title(archive: ZipFile) -> dict[str, Facts]:
    return {
        title: _facts(archive.read(path))
        for title, path in _paths(archive).items()
        if path in archive.namelist()
    }


def _paths(archive: ZipFile) -> Mapping[str, str]:
    """Where the XML of each sheet is."""
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(archive.namelist()):
        return {}
    related = parsed_xml(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id", ""): each.get("Target", "") for each in related}
    return {
        each.get("name", ""): _path(targets.get(value, ""))
        for each in parsed_xml(archive.read("xl/workbook.xml")).iter()
        if each.tag.endswith("}sheet")
        for name, value in each.attrib.items()
        if name.endswith("}id")
    }


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _facts(xml: bytes) -> Facts:
    formulas = [match[1].decode() for match in _FORMULA.finditer(xml)]
    rows = list(_ROW.finditer(xml))
    beyond = next((match for match in rows if int(match[1]) > LAST_ROW), None)
    hidden = (int(match[1]) for match in rows if _HIDDEN.search(match[0]))
    return Facts(
        formulas=frozenset(formulas),
        first_formula=formulas[0] if formulas else None,
        hidden_row=next(hidden, None),
        has_hidden_columns=any(_HIDDEN.search(match[0]) for match in _COLUMN.finditer(xml)),
        merged=tuple(map(_merged, islice(_MERGED.finditer(xml), _MOST_MERGED))),
        has_rows_beyond=bool(beyond and _CONTENT.search(xml, beyond.end())),
        has_columns_beyond=bool(_FAR.search(xml)),
        has_looks=bool(_LOOKS.search(xml)),
    )


def _merged(match: re.Match[bytes]) -> Merged:
    left, right = (column_index_from_string(match[at].decode()) for at in (1, 3))
    return Merged(int(match[2]), int(match[4]), left, min(right, MOST_COLUMNS))
