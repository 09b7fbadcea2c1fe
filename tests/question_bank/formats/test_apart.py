"""A hostile file is read in a child that can neither hang nor eat the server."""

import io
import pickle
import sys
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from openpyxl import Workbook

from question_bank.formats import FORMATS, __main__, apart, bounds
from question_bank.formats.format import Brought, Came, Damaged, Place

pytestmark = pytest.mark.pure

PLACE = Place("line %(line)s", {"line": 1})
QUESTION = Came("true_false", "题", PLACE, answer="true")


class Lines:
    """A format of a question a line, or of whatever trouble its first line names."""

    name, label, suffix, mimetype, reads, writes = (
        "lines",
        "Lines",
        ".lines",
        "text/plain",
        True,
        False,
    )

    def recognises(self, name, data):
        return name.endswith(self.suffix)

    def bring(self, data):
        if data == b"eat":
            raise MemoryError
        if data == b"damaged":
            raise Damaged(bounds.too_large())
        return Brought((QUESTION,) * data.count(b"\n"))


@pytest.fixture
def lines(monkeypatch):
    monkeypatch.setitem(FORMATS, "lines", Lines())


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


LIMITED = "from question_bank.formats.__main__ import limited; limited();"


def test_the_format_is_the_one_that_was_chosen_or_that_recognises_the_file(lines):
    read = apart.Read("lines", Brought((QUESTION,)))
    assert __main__.outcome("lines", "a.txt", b"1\n") == read
    assert __main__.outcome("", "a.lines", b"1\n") == read
    assert __main__.outcome("", "a.unknown", b"\x00\x01").code == "QI109"
    assert __main__.outcome("none", "a.lines", b"1\n").code == "QI109"


def test_what_cannot_be_read_is_a_note(lines):
    answers = {each: __main__.outcome("lines", "a", each).code for each in (b"eat", b"damaged")}
    assert answers == {b"eat": "QI103", b"damaged": "QI100"}
    assert __main__.outcome("lines", "a", b"\n" * 2001).code == "QI108"


def test_an_answer_comes_through_the_pipe():
    answer = pickle.dumps(apart.Read("lines", Brought((QUESTION,))))
    child = python(f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({answer!r})")
    assert apart.answer_of(child, b"data") == apart.Read("lines", Brought((QUESTION,)))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (LIMITED + "bytearray(2 << 30)", "QI110"),
        ("import os; os.abort()", "QI103"),
        ("raise SystemExit(1)", "QI110"),
        ("import sys, pickle; sys.stdout.buffer.write(pickle.dumps(1))", "QI110"),
    ],
)
def test_a_child_that_eats_or_breaks_is_a_note(code, told):
    assert apart.answer_of(python(code), b"").code == told


def test_a_child_that_hangs_is_ended():
    assert apart.answer_of(python("while True: pass"), b"", wait_s=0.5).code == "QI103"


def test_the_child_writes_no_file_and_knows_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "known")
    written = tmp_path / "written"
    code = f"""
import os
assert "SECRET_KEY" not in os.environ
{LIMITED}
with open({str(written)!r}, "wb", buffering=0) as file:
    file.write(b"eaten")
"""
    assert apart.answer_of(python(code), b"").code == "QI110"
    assert written.read_bytes() == b""


def test_the_real_child_says_what_it_cannot_read():
    with pytest.raises(Damaged) as unknown:
        apart.read_apart(b"\x00\x01\x02", name="a.bin")
    assert unknown.value.note.code == "QI109"
    with pytest.raises(Damaged) as large:
        apart.read_apart(bytes(bounds.LARGEST_UPLOAD + 1), name="a.bin")
    assert large.value.note.code == "QI100"


LAUGHS = b"<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><l>&b;</l>"


@pytest.mark.parametrize(
    ("name", "entry", "content", "told"),
    [
        ("a.docx", "word/document.xml", LAUGHS, "QI107"),
        ("a.docx", "word/document.xml", b"<a>" * 200_000, "QI103"),
        ("a.xlsx", "xl/worksheets/sheet1.xml", b" " * 40_000_000, "QI103"),
        ("a.xml", "", b"<?xml version='1.0'?><!DOCTYPE quiz []><quiz/>", "QI107"),
    ],
)
def test_the_real_child_refuses_bombs_of_every_sort(name, entry, content, told):
    data = content
    if entry:
        whole = io.BytesIO()
        (docx.Document() if name.endswith("docx") else Workbook()).save(whole)
        data = stuffed(whole.getvalue(), entry, content)
    chosen = {"a.docx": "word", "a.xlsx": "excel", "a.xml": "moodle"}[name]
    with pytest.raises(Damaged) as refused:
        apart.read_apart(data, name=name, format_name=chosen)
    assert refused.value.note.code == told


def stuffed(whole: bytes, entry: str, content: bytes) -> bytes:
    """An archive with something else in one of its entries."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(whole)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, content if each == entry else old.read(each))
    return out.getvalue()
