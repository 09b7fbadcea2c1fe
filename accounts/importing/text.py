"""Bytes of a CSV file as rows: the encoding is known for sure, or the file is refused."""

import csv
import io
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from core.errors import N_, Refused

DELIMITERS = ",\t;"
# GB 2312's signs and its first level, the everyday characters. Names hold rarer ones too, but bytes
# of another encoding rarely fall among the everyday ones so often.
COMMON_SHARE = 0.6
COMMON_FIRST, COMMON_SECOND = range(0xA1, 0xD8), range(0xA1, 0xFF)


def decoded(data: bytes) -> str:
    """The text of UTF-8, UTF-16 or GB18030; anything else is refused, never guessed."""
    for mark, encoding in (
        (BOM_UTF8, "utf-8-sig"),
        (BOM_UTF16_LE, "utf-16"),
        (BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _sound(data, encoding)
    if b"\0" in data:
        return _sound(
            data, "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _chinese(data)


def _sound(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as broken:
        raise _unknown_encoding() from broken
    if any(unicodedata.category(letter) in {"Co", "Cn", "Cs"} for letter in set(text)):
        raise _unknown_encoding()
    return text


def _chinese(data: bytes) -> str:
    """GB18030, if what is not ASCII reads as everyday Chinese, not as another encoding's bytes."""
    text = _sound(data, "gb18030")
    foreign = [letter for letter in text if not letter.isascii()]
    common = sum(1 for letter in foreign if _is_common(letter.encode("gb18030")))
    if common < COMMON_SHARE * len(foreign):
        raise _unknown_encoding()
    return text


def _is_common(code: bytes) -> bool:
    return len(code) == 2 and code[0] in COMMON_FIRST and code[1] in COMMON_SECOND


def _unknown_encoding() -> Refused:
    return Refused(
        N_(
            "We cannot tell in which encoding this file was written. Save it as “CSV UTF-8” or as "
            "an Excel workbook (.xlsx) and send it again."
        )
    )


def text_rows(data: bytes) -> list[list[str]]:
    """The rows of a CSV file, separated by comma, tab or semicolon as its first line shows."""
    text = decoded(data)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(reader)
    except csv.Error as broken:
        raise Refused(
            N_("Row %(row)s of the file is not complete: a quotation mark is missing."),
            row=reader.line_num,
        ) from broken
