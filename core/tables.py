"""A table as a file: CSV for any program, a workbook for Excel. No cell can become a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from openpyxl import Workbook

Value: TypeAlias = str | int | Decimal | date | None

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its title: the names of its columns, and its rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]


def as_csv(sheet: Sheet) -> bytes:
    """The table as CSV in UTF-8 with a mark at its start, as spreadsheet programs need it."""
    text = io.StringIO()
    csv.writer(text).writerows([_plain(row) for row in (sheet.columns, *sheet.rows)])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(sheet: Sheet) -> bytes:
    """The table as an Excel workbook; text is kept as text, numbers and dates as what they are."""
    book = Workbook()
    book.remove(book.worksheets[0])
    page = book.create_sheet(sheet.title[:31])
    for number, row in enumerate((sheet.columns, *sheet.rows), start=1):
        for place, value in enumerate(row, start=1):
            cell = page.cell(number, place, value)
            if isinstance(value, str):
                cell.data_type = "s"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _plain(row: Iterable[Value]) -> list[object]:
    return [_harmless(value) if isinstance(value, str) else value for value in row]


def _harmless(text: str) -> str:
    """Text that a spreadsheet program would calculate is led by an apostrophe."""
    return f"'{text}" if text.startswith(STARTS_OF_FORMULAS) else text
