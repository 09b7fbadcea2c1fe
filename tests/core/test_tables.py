"""Tables as files."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from core.tables import Sheet, as_csv, as_workbook

pytestmark = pytest.mark.pure
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")']


def sheet(*rows):
    return Sheet("表", ["姓名", "Number"], rows)


def read(data: bytes):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_csv_file_holds_the_table():
    data = as_csv(sheet(["林知夏", 3], ["何, 望舒", Decimal("87.5")], [None, date(2026, 1, 2)]))

    assert data.startswith(b"\xef\xbb\xbf")
    assert read(data) == [
        ["姓名", "Number"], ["林知夏", "3"], ["何, 望舒", "87.5"], ["", "2026-01-02"],
    ]  # fmt: skip


def test_a_workbook_holds_the_table_with_its_kinds():
    book = load_workbook(io.BytesIO(as_workbook(sheet(["林知夏", 3], [None, date(2026, 1, 2)]))))

    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert book.active.title == "表"
    assert rows[0] == ["姓名", "Number"]
    assert rows[1] == ["林知夏", 3]
    assert rows[2][1].date() == date(2026, 1, 2)


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_in_a_csv_file_is_never_a_formula(text):
    assert read(as_csv(sheet([text, 1])))[1][0] == f"'{text}"


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_in_a_workbook_is_never_a_formula(text):
    book = load_workbook(io.BytesIO(as_workbook(sheet([text, 1]))))

    assert book.active["A2"].data_type == "s"


def test_a_negative_number_stays_a_number():
    assert read(as_csv(sheet(["x", -1])))[1] == ["x", "-1"]
