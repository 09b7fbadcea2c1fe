"""Files of people in every encoding and form: the right text, or a clear refusal."""

import csv
import io
from zipfile import ZipFile

import openpyxl
import pytest

from accounts.importing import workbook as workbook_module
from accounts.importing.roster import TEMPLATES, RosterFile, read_roster
from accounts.importing.text import decoded
from accounts.rules.roster import Line
from core.errors import Refused
from tests.accounts.workbooks import inline_row, with_entry, with_sheet, workbook
from tests.archives import restated, zipped

pytestmark = pytest.mark.pure

ROWS = (
    ("登录名", "姓名", "单位代码", "角色"),
    ("lin2", "林知夏", "songyan", "学员"),
    ("zhe1", "马喆", "songyan", ""),
)
LINES = [
    Line(2, "lin2", "林知夏", "songyan", "学员"),
    Line(3, "zhe1", "马喆", "songyan", ""),
]


def text(rows=ROWS, *, delimiter=",", newline="\r\n") -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return file.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_chinese_is_read_right_in_every_usual_encoding(encoding):
    assert read_roster(text().encode(encoding)) == RosterFile(LINES, [])


def test_big_endian_utf_16_with_its_mark_is_read():
    assert read_roster(b"\xfe\xff" + text().encode("utf-16-be")).lines == LINES


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_every_newline_and_separator_is_read(newline, delimiter):
    data = text(delimiter=delimiter, newline=newline).encode()

    assert read_roster(data).lines == LINES


def test_mixed_newlines_and_blank_rows_keep_the_numbers_of_the_rows():
    data = "login,name,unit\r\na1,甲,x\n\n,,\rb1,乙,y\n".encode()

    assert [line.number for line in read_roster(data).lines] == [2, 5]


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("login,name,unit\nmueller,Müller,x\n", "latin-1"),
        ("login,name,unit\njose,José Núñez,x\n", "latin-1"),
        ("login,name,unit\nrene,René,x\n", "cp1252"),
        ("login,name,unit\nchen,陳大文,x\nlin,林國華,x\n", "big5"),
        ("login,name,unit\ntaro,山田太郎さん,x\n", "shift_jis"),
        ("login,name,unit\nivan,Иван Петров,x\n", "cp1251"),
    ],
)
def test_another_encoding_is_refused_and_never_guessed(words, encoding):
    data = words.encode(encoding)

    with pytest.raises(Refused, match="encoding"):
        read_roster(data)


@pytest.mark.parametrize("at", [40, 41, 42])
def test_a_damaged_utf_8_file_is_refused_and_not_read_as_something_else(at):
    data = bytearray(text().encode())
    data[at] = 0xFF if at % 2 else 0xC0

    with pytest.raises(Refused, match="encoding"):
        read_roster(bytes(data))


def test_a_rare_character_among_common_ones_is_still_chinese():
    assert "喆" in decoded(text().encode("gb18030"))


@pytest.mark.parametrize(
    "header",
    [
        "login,name,unit,roles",
        "Staff Number, NAME ,Unit Code,Role",
        "工号,姓名,单位,角色",
        "账号,姓名,单位编码,角色",
        "\ufeff登录名,姓名,单位代码,角色",
    ],
)
def test_headers_are_chinese_or_english(header):
    assert read_roster(f"{header}\na1,甲,x,officer\n".encode()).lines == [
        Line(2, "a1", "甲", "x", "officer")
    ]


def test_columns_stand_in_any_order_and_others_are_left_out_with_a_remark():
    data = "备注,单位,姓名,登录名\n好,x,甲,a1\n".encode()

    found = read_roster(data)

    assert found.lines == [Line(2, "a1", "甲", "x", "")]
    assert found.remarks == ["Columns with other headers were not read."]


def test_a_row_that_is_too_short_has_empty_cells():
    assert read_roster(b"login,name,unit\na1\n").lines == [Line(2, "a1", "", "", "")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "first row|no rows"),
        (b"login,name,unit\n", "no rows"),
        (b"a1,name,x\n", "first row must name"),
        (b"login,name,unit,login\n", "twice"),
        (b'login,name,unit\n"a1,b,c\n', "quotation mark"),
        (b"\xd0\xcf\x11\xe0rest", r"old Excel"),
        (b"PK\x03\x04 no archive", "cannot be read"),
        (b"login,name,unit\n" + b"x" * (2 * 1024 * 1024), "2 MiB"),
        (b"login,name,unit" + b"," * 18 + b"x\na,b,c\n", "20 columns"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_with_the_reason(data, reason):
    with pytest.raises(Refused, match=reason):
        read_roster(data)


def test_twenty_thousand_rows_are_read_and_one_more_is_not():
    rows = [f"p{number},n,x" for number in range(20_000)]
    whole = "\n".join(["login,name,unit", *rows])

    assert len(read_roster(whole.encode()).lines) == 20_000
    with pytest.raises(Refused, match="20,000 rows"):
        read_roster(f"{whole}\none,more,x".encode())


def test_a_workbook_is_read_with_numbers_as_text():
    data = workbook(["工号", "姓名", "单位代码"], [330012, "林知夏", 3301.0])

    assert read_roster(data) == RosterFile([Line(2, "330012", "林知夏", "3301", "")], [])


def test_a_number_that_excel_has_rounded_is_not_taken_for_an_identity():
    data = workbook(["login", "name", "unit"], [110101199003070000, "甲", "x"])

    assert read_roster(data).lines[0].login == "1.101012e+17"


def test_formulas_and_failed_calculations_are_marked_and_never_evaluated():
    data = workbook(["login", "name", "unit"], ["a1", '=CONCATENATE("a","b")', "x"])
    failed = with_sheet(
        inline_row(1, "login", "name", "unit")
        + '<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2" t="str"><v>b</v></c></row>'
    )

    assert read_roster(data).lines[0].name == '=CONCATENATE("a","b")'
    assert read_roster(failed).lines[0].login == "=#N/A"


def test_hidden_sheets_are_not_read_and_more_than_one_sheet_is_remarked():
    data = workbook(
        ["login", "name", "unit"],
        ["a1", "甲", "x"],
        sheets=("secret", "people"),
        hidden=("secret",),
    )

    found = read_roster(data)

    assert [line.login for line in found.lines] == ["a1"]
    assert found.remarks == ["Only the first visible sheet was read."]


def test_macros_and_links_are_left_out_with_a_remark():
    plain = workbook(["login", "name", "unit"], ["a1", "甲", "x"])
    data = with_entry(plain, "xl/vbaProject.bin", b"macro")
    data = with_entry(data, "xl/externalLinks/externalLink1.xml", b"<x/>")

    assert read_roster(data).remarks == [
        "Macros in the workbook were not read.",
        "Links to other workbooks were not followed.",
    ]


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = with_entry(workbook(["login"]), "xl/bomb.xml", b"0" * (33 * 1024 * 1024))
    monkeypatch.setattr(workbook_module, "load_workbook", lambda *_a, **_k: pytest.fail("unpacked"))

    assert len(bomb) < 100_000
    with pytest.raises(Refused, match="unpacks to more"):
        read_roster(bomb)


def test_a_workbook_longer_than_it_says_is_refused_before_it_is_read(monkeypatch):
    liar = restated(zipped(("xl/workbook.xml", b"0" * (40 * 1024 * 1024))), 100, b"0" * 100)
    monkeypatch.setattr(workbook_module, "load_workbook", lambda *_a, **_k: pytest.fail("read"))

    assert len(liar) < 100_000
    with pytest.raises(Refused, match="cannot be read"):
        read_roster(liar)


def test_a_workbook_whose_xml_is_broken_is_refused():
    data = with_entry(workbook(["login"]), "xl/workbook.xml", b"<workbook")

    with pytest.raises(Refused, match="cannot be read"):
        read_roster(data)


def test_an_archive_of_very_many_entries_is_refused():
    file = io.BytesIO(workbook(["login"]))
    with ZipFile(file, "a") as archive:
        for number in range(500):
            archive.writestr(f"xl/more{number}.xml", b"")

    with pytest.raises(Refused, match="unpacks to more"):
        read_roster(file.getvalue())


def test_entities_are_refused():
    sheet = (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>'
    )
    data = with_entry(workbook(["login"]), "xl/worksheets/sheet1.xml", sheet)

    assert openpyxl.DEFUSEDXML
    with pytest.raises(Refused, match="cannot be read"):
        read_roster(data)


def test_a_row_with_a_number_beyond_any_sheet_does_not_keep_us_busy():
    rows = inline_row(1, "login", "name", "unit") + inline_row(2, "a1", "甲", "x")
    far = '<row r="99999999999"><c r="A99999999999" t="str"><v>far</v></c></row>'

    assert [line.login for line in read_roster(with_sheet(rows + far)).lines] == ["a1"]


def test_a_full_sheet_of_rows_is_refused():
    rows = "".join(
        inline_row(n, "login" if n == 1 else f"p{n}", "name", "unit") for n in range(1, 20_003)
    )

    with pytest.raises(Refused, match="20,000 rows"):
        read_roster(with_sheet(rows))


def test_a_cell_beyond_the_twentieth_column_is_refused():
    data = workbook(["login", "name", "unit"], ["a1", "甲", "x", *[None] * 17, "beyond"])

    with pytest.raises(Refused, match="20 columns"):
        read_roster(data)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_is_read_back(language):
    data = (TEMPLATES[language] + "a1,甲,x,officer\r\n").encode("utf-8-sig")

    assert read_roster(data).lines == [Line(2, "a1", "甲", "x", "officer")]
