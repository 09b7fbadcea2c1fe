"""Workbooks and archives for the tests of reading."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook


def workbook(*rows, sheets=("people",), hidden=()) -> bytes:
    """An .xlsx file with these rows on its first visible sheet."""
    book = Workbook()
    book.remove(book.active)
    for title in sheets:
        sheet = book.create_sheet(title)
        if title in hidden:
            sheet.sheet_state = "hidden"
            sheet.append(["login", "name", "unit"])
            sheet.append(["hidden1", "暗", "songyan"])
    visible = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
    for row in rows:
        visible.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_entry(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with one entry more or replaced."""
    file = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return file.getvalue()


def with_sheet(rows_xml: str) -> bytes:
    """A workbook whose sheet is this XML between <sheetData> and its end."""
    sheet = (
        '<?xml version="1.0"?><worksheet '
        'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows_xml}</sheetData></worksheet>"
    )
    return with_entry(workbook(["login"]), "xl/worksheets/sheet1.xml", sheet.encode())


def inline_row(number: int, *cells: str) -> str:
    """A row of inline strings."""
    inner = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for place, cell in enumerate(cells)
    )
    return f'<row r="{number}">{inner}</row>'
