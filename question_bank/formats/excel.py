"""Excel workbooks, and CSV files of one mixed sheet."""

import io
from collections.abc import Mapping, Sequence
from zipfile import BadZipFile, ZipFile

from core.errors import N_
from core.tables import XLSX
from question_bank.formats import excel_writing
from question_bank.formats.excel_reading import read_table
from question_bank.formats.excel_sheets import is_old
from question_bank.formats.excel_writing import write_workbook
from question_bank.formats.format import Brought, Sent
from question_bank.rules.document import Draft
from question_bank.rules.topics import Topics

_NAMES = (".xlsx", ".xlsm", ".csv")
_OLD_NAMES = (".xls", ".xlt", ".et")
_BOOK = "xl/workbook.xml"


class Excel:
    """One sheet a kind, or one sheet with a column for the kind."""

    name = "excel"
    label = N_("Excel workbook")
    suffix = ".xlsx"
    mimetype = XLSX
    reads = True
    writes = True

    def recognises(self, name: str, data: bytes) -> bool:
        """By its name, or as an archive that holds a workbook."""
        if name.lower().endswith(_NAMES):
            return True
        if is_old(data):
            return name.lower().endswith(_OLD_NAMES)
        try:
            with ZipFile(io.BytesIO(data)) as archive:
                return _BOOK in archive.namelist()
        except (BadZipFile, OSError, ValueError, NotImplementedError):
            return False

    def bring(self, data: bytes) -> Brought:
        """The questions of all sheets that have headings."""
        return read_table(data)

    def send(self, drafts: Sequence[Draft], pictures: Mapping[str, bytes]) -> Sent:
        """The questions of every kind, with all that is set for them."""
        return write_workbook(drafts, pictures)

    def template(self, language: str, topics: Topics = Topics()) -> bytes:  # noqa: B008
        """An empty workbook to fill in; with topics, they can be chosen from a list."""
        return excel_writing.template(language, topics)
