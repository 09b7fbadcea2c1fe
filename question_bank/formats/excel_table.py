"""The headings of a sheet: which column holds what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from question_bank.formats.columns import Column, column_of
from question_bank.formats.excel_cells import Value
from question_bank.formats.excel_notes import in_cell, said
from question_bank.formats.excel_row import STEM
from question_bank.formats.excel_sheets import Sheet, cell_name
from question_bank.formats.format import Note

_FEWEST_KNOWN = 2
Numbered = tuple[int, list[Value]]


class Table(NamedTuple):
    """A sheet with its headings; columns are counted from 1."""

    sheet: Sheet
    headings: Numbered
    columns: Mapping[Column, int]
    known: Mapping[int, Column]
    notes: Sequence[Note]


def is_heading(values: Sequence[Value]) -> bool:
    """Whether a row has the heading of the question's text and at least one more."""
    known = {column_of(value.text) for value in values if value.text} - {None}
    return STEM in known and len(known) >= _FEWEST_KNOWN


def table_of(sheet: Sheet, headings: Numbered) -> Table:
    """Which column holds what; of two of the same name, the first."""
    number, values = headings
    columns: dict[Column, int] = {}
    notes = []
    for at, value in enumerate(values, start=1):
        column = column_of(value.text) if value.text else None
        if column in columns:
            place = in_cell(sheet.title, cell_name(number, at))
            notes.append(said("QI264", place, heading=value.text[:60]))
        elif column:
            columns[column] = at
    return Table(sheet, headings, columns, {at: each for each, at in columns.items()}, notes)


def unknown(table: Table, filled: Iterable[int]) -> Iterator[Note]:
    """Columns that hold something and whose heading says nothing to us."""
    number, headings = table.headings
    for at in sorted(set(filled) - set(table.known)):
        heading = headings[at - 1].text if at <= len(headings) else ""
        if not heading or column_of(heading) is None:
            name = cell_name(number, at)
            yield said("QI263", in_cell(table.sheet.title, name), heading=heading[:60] or name)
