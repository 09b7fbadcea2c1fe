"""A workbook or a CSV file in: every sheet with headings, row by row."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from zipfile import is_zipfile

from question_bank.formats.bounds import LARGEST_UPLOAD, MOST_QUESTIONS, decoded
from question_bank.formats.columns import GUIDE, LISTS
from question_bank.formats.excel_cells import Value, as_typed
from question_bank.formats.excel_merged import Held
from question_bank.formats.excel_notes import damaged, in_cell, in_sheet, said
from question_bank.formats.excel_placing import File, place_row
from question_bank.formats.excel_row import Row
from question_bank.formats.excel_sheets import (
    LAST_ROW,
    MOST_COLUMNS,
    Book,
    Sheet,
    book_of,
    cell_name,
    is_old,
)
from question_bank.formats.excel_table import Numbered, Table, is_heading, table_of, unknown
from question_bank.formats.format import Brought, Note

_SEARCHED = 20
_OWN = frozenset({GUIDE.zh, GUIDE.en, LISTS})
_DELIMITERS = ",\t;"


def read_table(data: bytes) -> Brought:
    """Everything a file holds; raises Damaged where nothing of it can be read."""
    if len(data) > LARGEST_UPLOAD:
        raise damaged("QI162")
    is_book = is_old(data) or is_zipfile(io.BytesIO(data))
    book = book_of(data) if is_book else Book([_csv(data)], [])
    file = File(notes=list(book.notes))
    for sheet in book.sheets:
        _sheet(sheet, file)
    if not file.tables:
        raise damaged("QI143")
    if not file.questions and not any(note.code.startswith("QI1") for note in file.notes):
        raise damaged("QI144")
    return Brought(tuple(file.questions), tuple(file.notes))


def _csv(data: bytes) -> Sheet:
    text = decoded(data)
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        lines = list(
            islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), LAST_ROW)
        )
    except csv.Error as broken:
        raise damaged("QI160") from broken
    rows = (
        (number, [Value(as_typed(cell)) for cell in line[:MOST_COLUMNS]])
        for number, line in enumerate(lines, start=1)
        if any(cell.strip() for cell in line)
    )
    return Sheet(None, rows)


def _sheet(sheet: Sheet, file: File) -> None:
    """A sheet with headings; any other is told."""
    title = sheet.title or ""
    if title in _OWN:
        return
    if sheet.is_hidden:
        file.notes.append(said("QI255", in_sheet(title)))
        return
    head = list(islice(sheet.rows, _SEARCHED))
    start = next((at for at, (_, values) in enumerate(head) if is_heading(values)), None)
    if start is None:
        if head:
            file.notes.append(said("QI258", in_sheet(title)))
        return
    file.tables += 1
    file.notes += _told_of_sheet(sheet)
    file.notes += _above(sheet, head[:start])
    table = table_of(sheet, head[start])
    file.notes += table.notes
    _rows(table, chain(head[start + 1 :], sheet.rows), file)


def _rows(table: Table, rows: Iterator[Numbered], file: File) -> None:
    sheet, held = table.sheet, Held(table.sheet.facts.merged)
    filled: set[int] = set()
    for number, values in rows:
        held.fill(number, values, table.known)
        filled |= {at for at, value in enumerate(values, start=1) if value.text}
        row = Row(sheet.title, number, table.columns, values, file.notes)
        place_row(table, row, file)
        if len(file.questions) > MOST_QUESTIONS or file.count > 5 * MOST_QUESTIONS:
            raise damaged("QI145")
    if held.was_used:
        file.notes.append(said("QI267", in_sheet(sheet.title or "")))
    file.notes += unknown(table, filled)


def _told_of_sheet(sheet: Sheet) -> Iterator[Note]:
    place, facts = in_sheet(sheet.title or ""), sheet.facts
    if facts.first_formula:
        yield said("QI260", place, count=len(facts.formulas), first=facts.first_formula)
    if facts.hidden_row:
        yield said("QI256", place, row=facts.hidden_row)
    if facts.has_hidden_columns:
        yield said("QI257", place)
    if facts.has_rows_beyond:
        yield said("QI261", place, last=LAST_ROW)
    if facts.has_columns_beyond:
        yield said("QI262", place, last=MOST_COLUMNS)


def _above(sheet: Sheet, rows: Sequence[Numbered]) -> Iterator[Note]:
    texts = [value.text for _, values in rows for value in values if value.text]
    if texts:
        place = in_cell(sheet.title, cell_name(rows[0][0], 1))
        yield said("QI259", place, text=" ".join(texts)[:60])
