"""A roster file as lines: CSV or Excel, Chinese or English headers, bounded."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.importing.text import text_rows
from accounts.importing.workbook import workbook_rows
from accounts.rules.names import storable
from accounts.rules.roster import Line
from core.errors import N_, Refused

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 20
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
HEADERS = {
    "login": {"login", "sign-in name", "staff number", "登录名", "工号", "账号", "帐号"},
    "name": {"name", "姓名"},
    "unit": {"unit", "unit code", "单位", "单位代码", "单位编码", "机构代码"},
    "roles": {"role", "roles", "角色"},
}
COLUMNS = {header: column for column, headers in HEADERS.items() for header in headers}
TEMPLATES = {
    "zh": "登录名,姓名,单位代码,角色\r\n",
    "en": "login,name,unit code,roles\r\n",
}


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The lines of a roster, and remarks on what in the file was left out."""

    lines: list[Line]
    remarks: list[str]


def read_roster(data: bytes) -> RosterFile:
    """The lines of a CSV or Excel file; refused with the reason if it is neither or too large."""
    if len(data) > MOST_BYTES:
        raise Refused(N_("The file is larger than 2 MiB. Split it."))
    if data.startswith(OLE):
        raise Refused(N_("This is an old Excel file (.xls). Save it as .xlsx or as CSV UTF-8."))
    if data.startswith(ZIP):
        rows, remarks = workbook_rows(data, most_columns=MOST_COLUMNS)
        return _lines(rows, remarks)
    return _lines(text_rows(data), [])


def _lines(rows: Iterable[Sequence[str]], remarks: list[str]) -> RosterFile:
    numbered = ((n, row) for n, row in enumerate(rows, 1) if any(cell.strip() for cell in row))
    places = None
    lines: list[Line] = []
    for number, row in numbered:
        if any(cell.strip() for cell in row[MOST_COLUMNS:]):
            raise Refused(N_("Row %(row)s has more than 20 columns."), row=number)
        if places is None:
            places = _places(row)
            remarks += _unused(row)
            continue
        if len(lines) == MOST_ROWS:
            raise Refused(N_("The file has more than 20,000 rows. Split it."))
        lines.append(_line(number, row, places))
    if not lines:
        raise Refused(N_("The file has no rows below its headers."))
    return RosterFile(lines, remarks)


def _header(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", cell).replace("\ufeff", "").casefold().split())


def _places(row: Sequence[str]) -> dict[str, int]:
    """Where each column stands, by the header row."""
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        column = COLUMNS.get(_header(cell))
        if column in places:
            raise Refused(N_("The column “%(name)s” stands twice."), name=cell.strip())
        if column:
            places[column] = place
    if not {"login", "name", "unit"} <= places.keys():
        raise Refused(
            N_("The first row must name the columns: login, name, unit code and, if wanted, roles.")
        )
    return places


def _unused(row: Sequence[str]) -> list[str]:
    is_unused = any(cell.strip() and _header(cell) not in COLUMNS for cell in row)
    return [N_("Columns with other headers were not read.")] if is_unused else []


def _line(number: int, row: Sequence[str], places: dict[str, int]) -> Line:
    cells = {column: row[place] if place < len(row) else "" for column, place in places.items()}
    return Line(number=number, **{column: storable(cell) for column, cell in cells.items()})
