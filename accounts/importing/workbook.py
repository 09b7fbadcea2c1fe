"""An Excel workbook as rows of text: values only, and nothing is unpacked before it is measured."""

import io
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.workbook import Workbook

from core.archives import unpacked
from core.errors import N_, Refused

MOST_ENTRIES = 500
MOST_UNPACKED = 32 * 1024 * 1024
LAST_ROW = 1_048_576
EXACT = 10**15
# What openpyxl and zipfile raise for a file that is broken or made to break.
BROKEN = (
    BadZipFile,
    SyntaxError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)


def workbook_rows(data: bytes, *, most_columns: int) -> tuple[Iterator[list[str]], list[str]]:
    """Rows of the first visible sheet, and remarks on what was left out; no bomb is unpacked."""
    try:
        remarks = _measured(data)
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False, keep_vba=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except BROKEN as broken:
        raise _unreadable() from broken
    if not sheets:
        raise Refused(N_("The workbook has no visible sheet."))
    if len(book.sheetnames) > 1:
        remarks.append(N_("Only the first visible sheet was read."))
    return _rows(book, sheets[0].title, most_columns), remarks


def _measured(data: bytes) -> list[str]:
    """Refuse what would unpack to too much, and what is longer than it says."""
    with ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        size = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_ENTRIES or size > MOST_UNPACKED:
            message = N_("The workbook unpacks to more than we accept. Save the one sheet as CSV.")
            raise Refused(message)
        for _piece in unpacked(archive, entries):
            pass
    names = {entry.filename for entry in entries}
    remarks = []
    if "xl/vbaProject.bin" in names:
        remarks.append(N_("Macros in the workbook were not read."))
    if any(name.startswith("xl/externalLinks/") for name in names):
        remarks.append(N_("Links to other workbooks were not followed."))
    return remarks


def _rows(book: Workbook, title: str, most_columns: int) -> Iterator[list[str]]:
    sheet = book[title]
    sheet.reset_dimensions()
    try:
        for row in sheet.iter_rows(max_col=most_columns + 1, max_row=LAST_ROW):
            yield [_text(cell) for cell in row]
    except BROKEN as broken:
        raise _unreadable() from broken
    finally:
        book.close()


def _text(cell: Cell | MergedCell | ReadOnlyCell | EmptyCell) -> str:
    """A cell's value as text; a formula or failed calculation as text that begins with "="."""
    value = cell.value
    if cell.data_type in ("f", "e"):
        return f"={str(value).removeprefix('=')}"
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return str(value)


def _number(value: float) -> str:
    """Whole numbers without a point; past fifteen digits Excel has lost some, and it shows."""
    if abs(value) < EXACT and value == int(value):
        return str(int(value))
    return f"{value:e}" if abs(value) >= EXACT else str(value)


def _unreadable() -> Refused:
    return Refused(N_("This workbook cannot be read. Save it again as .xlsx or as CSV UTF-8."))
