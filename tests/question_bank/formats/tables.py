"""Workbooks for the tests of the Excel format."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook


def workbook(*rows, title="Sheet1", more=None) -> bytes:
    """A workbook of one sheet with these rows; `more` changes it before it is saved."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if more:
        more(book)
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


def edited(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The archive with a piece of one entry replaced; it must be there."""
    with ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(name)
    assert old in content
    return with_entry(data, name, content.replace(old, new))
