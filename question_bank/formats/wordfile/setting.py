"""A paper as a Word file, in the fonts that Chinese papers are set in."""

import io
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from question_bank.formats.papers.lines import BAR
from question_bank.formats.papers.setting import Line, Role
from question_bank.formats.wordfile import tables

_SONG, _HEI = "宋体", "黑体"
_BODY, _SMALL, _LARGE, _TITLE = Pt(10.5), Pt(9), Pt(12), Pt(16)
_INDENT = Cm(0.75)
_WIDEST = Cm(14)
_GREY = RGBColor(0x59, 0x59, 0x59)
_TABLE_STYLE = "Table Grid"
_STYLES = {
    Role.TITLE: "Title", Role.HEADING: "Heading 1", Role.STEM: "Paper question",
    Role.OPTION: "Paper option", Role.ANSWER: "Paper answer", Role.LABEL: "Paper label",
}  # fmt: skip
_PART = re.compile(
    r"!\[(?P<caption>[^\[\]()\\\r\n]{0,200})\]\((?P<name>media/[^)\s]{1,120})\)"
    r"|\*\*(?P<bold>[\u4e00-\u9fff]{1,6})\*\*"
)
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BROKEN = (
    InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError, ValueError,
    ZeroDivisionError, KeyError, struct.error,
)  # fmt: skip
_DATE = (1980, 1, 1, 0, 0, 0)


class Set(NamedTuple):
    """A Word file, and the names of pictures that could not be put into it."""

    data: bytes
    missing: tuple[str, ...]


def word(lines: Sequence[Line], pictures: Mapping[str, bytes], *, is_rich: bool) -> Set:
    """A paragraph a line; tables and bold words as such where the file is rich."""
    document = docx.Document()
    styles = _prepare(document)
    missing: list[str] = []
    for is_row, run in groupby(lines, _is_row):
        those = list(run)
        cells = _cells([line.text for line in those]) if is_row and is_rich else None
        if cells:
            _add_table(document, cells)
        else:
            for line in those:
                missing += _add_line(document, line, styles, pictures, is_rich=is_rich)
    stream = io.BytesIO()
    document.save(stream)
    return Set(_dated(stream.getvalue()), tuple(dict.fromkeys(missing)))


def _prepare(document: Document) -> dict[Role, str]:
    """The page and the styles; the id of each role's style, which is slow to look up."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    normal = document.styles["Normal"]
    _font(normal, _SONG, _BODY)
    normal.paragraph_format.space_after = Pt(2)
    _font(document.styles["Title"], _HEI, _TITLE)
    _font(document.styles["Heading 1"], _HEI, _LARGE)
    document.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for role in (Role.STEM, Role.OPTION, Role.ANSWER, Role.LABEL):
        style = document.styles.add_style(_STYLES[role], 1)
        style.base_style = normal
        _font(style, _SONG, _SMALL if role is Role.LABEL else _BODY)
        if role is not Role.STEM:
            style.paragraph_format.left_indent = _INDENT
        style.paragraph_format.keep_with_next = role in (Role.STEM, Role.OPTION)
        if role is Role.LABEL:
            style.font.color.rgb = _GREY
    document.styles[_STYLES[Role.STEM]].paragraph_format.space_before = Pt(8)
    return {role: document.styles[name].style_id for role, name in _STYLES.items()}


def _font(style: ParagraphStyle, name: str, size: Pt) -> None:
    style.font.name, style.font.size, style.font.bold = "Times New Roman", size, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), name)


def _add_line(
    document: Document,
    line: Line,
    styles: Mapping[Role, str],
    pictures: Mapping[str, bytes],
    *,
    is_rich: bool,
) -> list[str]:
    """The line as a paragraph; the names of pictures that could not be shown are returned."""
    if line.role is Role.BLANK:
        return []
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.element.style = styles[line.role]
    text = _ILLEGAL.sub("\ufffd", line.text)
    missing = []
    at = 0
    for match in _PART.finditer(text):
        _shown(paragraph, text[at : match.start()])
        at = match.end()
        if match["bold"]:
            is_whole = not (text[: match.start()] + text[at:]).strip()
            is_bold = is_rich and not is_whole and not text.startswith(BAR)
            paragraph.add_run(match["bold"] if is_bold else match[0]).bold = is_bold or None
        elif not _add_picture(paragraph, match, pictures):
            missing.append(match["name"])
            paragraph.add_run(match[0])
    _shown(paragraph, text[at:])
    return missing


def _shown(paragraph: Paragraph, text: str) -> None:
    if text:
        paragraph.add_run(text)


def _add_picture(paragraph: Paragraph, match: re.Match[str], pictures: Mapping[str, bytes]) -> bool:
    """The picture with the name that the texts call it; it is read back by it."""
    data = pictures.get(match["name"])
    if data is None:
        return False
    run = paragraph.add_run()
    try:
        shape = run.add_picture(io.BytesIO(data))
    except _BROKEN:
        return False
    if shape.width > _WIDEST:
        shape.height = round(shape.height * _WIDEST / shape.width)
        shape.width = _WIDEST
    properties = shape._inline.docPr  # noqa: SLF001 - python-docx has no other way to name it
    properties.set("name", match["name"])
    properties.set("descr", match["caption"])
    return True


def _is_row(line: Line) -> bool:
    return line.text.removeprefix(f"{BAR} ").startswith("| ") and line.text.endswith(" |")


def _cells(texts: Sequence[str]) -> list[list[str]] | None:
    """The cells of a Markdown table that would be read back as it stands."""
    found = [_split(text.removeprefix(f"{BAR} ")) for text in texts]
    if len(found) < len("甲乙丙") or len({len(cells) for cells in found}) > 1:
        return None
    head, rule, *others = found
    plain = [head, *others]
    if rule != ["---"] * len(rule) or not tables.is_of_text(plain):
        return None
    same = all(
        text.removeprefix(f"{BAR} ") == tables.row(cells)
        for text, cells in zip(texts, found, strict=True)
    )
    is_simple = not any(_PART.search(cell) or "\\" in cell for cells in plain for cell in cells)
    return plain if same and is_simple else None


def _split(text: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", text)[1:-1]]


def _add_table(document: Document, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style=_TABLE_STYLE)
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.paragraphs[0].add_run(_ILLEGAL.sub("\ufffd", text))


def _dated(data: bytes) -> bytes:
    """The same file with no time in it, so that the same questions give the same bytes."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for entry, content in _entries(old):
            new.writestr(ZipInfo(entry, _DATE), content, ZIP_DEFLATED)
    return stream.getvalue()


def _entries(archive: ZipFile) -> Iterator[tuple[str, bytes]]:
    return ((entry, archive.read(entry)) for entry in archive.namelist())
