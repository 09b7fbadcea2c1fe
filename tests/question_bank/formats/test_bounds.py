"""No file of another system is unpacked or built before it is measured."""

import tracemalloc
import zipfile

import pytest

from question_bank.formats import bounds
from question_bank.formats.format import Damaged
from tests.archives import restated, zipped

pytestmark = pytest.mark.pure

MIB = 1024 * 1024


def flagged(data: bytes) -> bytes:
    """The archive with the mark of encryption."""
    marked = bytearray(data)
    marked[6] |= 1
    marked[marked.index(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)


def code_of(read, data: bytes) -> str:
    """The code it is refused with; whatever it is, little memory is taken."""
    tracemalloc.start()
    try:
        with pytest.raises(Damaged) as refused:
            read(data)
        assert tracemalloc.get_traced_memory()[1] < 64 * MIB
    finally:
        tracemalloc.stop()
    return refused.value.note.code


BOMBS = {
    "ratio": (lambda: zipped(("xl/a.xml", b"0" * (30 * MIB))), "QI103"),
    "many": (lambda: zipped(*((f"{n}.bin", b"") for n in range(bounds.MOST_ENTRIES + 1))), "QI103"),
    "large": (lambda: zipped(*((f"{n}.bin", b"0" * MIB) for n in range(33))), "QI103"),
    "tags": (
        lambda: zipped(("xl/a.xml", b"".join(b"<a%x/>" % n for n in range(10**6 + 1)))),
        "QI103",
    ),
    "upload": (lambda: b"PK\x03\x04" + b"0" * (10 * MIB), "QI100"),
    "liar": (lambda: restated(zipped(("a.xml", b"0" * (50 * MIB))), 100, b"0" * 100), "QI102"),
    "short": (lambda: restated(zipped(("a.xml", b"0" * 100)), 200, b"0" * 100), "QI102"),
    "twice": (lambda: zipped(("a.xml", b"1"), ("a.xml", b"2")), "QI102"),
    "up": (lambda: zipped(("../a.xml", b"1")), "QI102"),
    "root": (lambda: zipped(("/etc/a", b"1")), "QI102"),
    "drive": (lambda: zipped(("C:a", b"1")), "QI102"),
    "nested": (lambda: zipped(("inner.zip", b"1")), "QI105"),
    "rare": (lambda: zipped(("a.xml", b"1"), compression=zipfile.ZIP_LZMA), "QI102"),
    "secret": (lambda: flagged(zipped(("a.xml", b"1"))), "QI104"),
    "cut": (lambda: zipped(("a.xml", b"1" * 100))[:-30], "QI102"),
    "no archive": (lambda: b"PK\x03\x04", "QI102"),
    "empty": (lambda: b"", "QI102"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("bomb", BOMBS)
def test_an_archive_that_is_not_what_it_should_be_is_refused(bomb):
    build, code = BOMBS[bomb]
    assert code_of(bounds.opened_zip, build()) == code


def test_an_archive_within_the_bounds_is_opened():
    data = zipped(("xl/a.xml", b"<a/>"), ("word/embeddings/sheet.xlsx", b"PK"), ("题.txt", b""))
    with bounds.opened_zip(data) as archive:
        assert archive.namelist() == ["xl/a.xml", "word/embeddings/sheet.xlsx", "题.txt"]
        assert archive.read("xl/a.xml") == b"<a/>"


LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (at, b"&l%d;" % (at - 1) * 10 if at else b"ha") for at in range(10)
)
XML = {
    "laughs": (b"<!DOCTYPE l [" + LAUGHS + b"]><l>&l9;</l>", "QI107"),
    "external": (b'<!DOCTYPE l SYSTEM "file:///etc/passwd"><l/>', "QI107"),
    "deep": (b"<a>" * 101 + b"</a>" * 101, "QI103"),
    "wide": (b"<a>" + b"<b/>" * 500_000 + b"</a>", "QI103"),
    "attributes": (b"<a>" + b'<b c="" d=""/>' * 170_000 + b"</a>", "QI103"),
    "long": (b"<a>" + b"b" * (16 * MIB) + b"</a>", "QI103"),
    "unclosed": (b"<a><b></a>", "QI106"),
    "none": (b"", "QI106"),
    "unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><a/>', "QI106"),
    "broken Chinese": (b'<?xml version="1.0" encoding="GBK"?><a>\xff</a>', "QI106"),
    "unknown entity": (b"<a>&nbsp;</a>", "QI106"),
}


@pytest.mark.parametrize("bomb", XML)
def test_xml_that_is_not_what_it_should_be_is_refused(bomb):
    data, code = XML[bomb]
    assert code_of(bounds.parsed_xml, data) == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb2312", "GBK", "gb18030"])
def test_xml_is_read_in_the_encodings_of_chinese_systems(encoding):
    name = encoding.removesuffix("-sig")
    data = f'<?xml version="1.0" encoding="{name}"?>\n<a b="一">题</a>'.encode(encoding)
    root = bounds.parsed_xml(data)
    assert (root.tag, root.attrib, root.text) == ("a", {"b": "一"}, "题")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_text_is_read_in_the_encodings_of_chinese_systems(encoding):
    assert bounds.decoded("1．题目 A．一".encode(encoding)) == "1．题目 A．一"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\xff\xfe", "é".encode("latin-1"), b"\xff\xfe\x00"]
)
def test_text_in_no_known_encoding_is_never_guessed(data):
    assert code_of(bounds.decoded, data) == "QI101"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_text_of_very_many_lines_is_refused(end):
    assert bounds.decoded(b"1" + end * 99_999) != ""
    assert code_of(bounds.decoded, b"1" + end * 100_001) == "QI103"
