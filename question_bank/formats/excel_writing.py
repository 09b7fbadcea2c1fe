"""A workbook out: one sheet a kind, every cell as its reader would type it."""

import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.tables import STARTS_OF_FORMULAS
from question_bank.formats.columns import (
    DEFAULT_OPTIONS,
    FIELDS,
    GUIDE,
    MOST_OPTIONS,
    SHEETS,
    Column,
    letter,
)
from question_bank.formats.excel_cells import as_stored
from question_bank.formats.excel_guide import EXAMPLE, EXAMPLES
from question_bank.formats.excel_guide import GUIDE as SENTENCES
from question_bank.formats.excel_layout import (
    CHOSEN,
    Layout,
    add_sheet,
    add_topics,
    layout,
    wrapped,
)
from question_bank.formats.excel_notes import of_question, said
from question_bank.formats.format import Came, Choice, Note, Sent
from question_bank.formats.leaving import leaving
from question_bank.rules.document import Draft, parts_of
from question_bank.rules.fields import decimal
from question_bank.rules.pictures import mentions
from question_bank.rules.topics import Topics

_LONGEST_CELL = 32_767
_NUMBERS = frozenset({"points", "time"})
_GREY = Font(italic=True, color="808080")


class _Line(NamedTuple):
    """A row to be written: a question, or a part with the case that it belongs to."""

    came: Came
    stem: str
    case: str


def template(language: str, topics: Topics) -> bytes:
    """An empty workbook with lists to choose from, one example a kind, and how to fill it in."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _guide(book, language)
    forms = [layout(kind, language, DEFAULT_OPTIONS, has_feedback=True) for kind in SHEETS]
    for form in forms:
        sheet = add_sheet(book, form)
        for number, example in enumerate(EXAMPLES[form.kind], start=2):
            cells = {Column("id"): EXAMPLE, **example}
            for column, words in cells.items():
                at = form.columns.index(column) + 1
                _write(sheet, number, at, words.of(language)).font = _GREY
    add_topics(book, forms, topics, language)
    return _saved(book)


def write_workbook(drafts: Sequence[Draft], pictures: Mapping[str, bytes]) -> Sent:
    """The questions, each on the sheet of its kind; pictures do not go with them."""
    notes: list[Note] = []
    lines: dict[str, list[list[_Line]]] = {}
    for draft in drafts:
        came = leaving(draft)
        code = "QI156" if came is None else _refused(came)
        if came is None or code:
            notes.append(said(code or "QI156", of_question(draft.id), id=draft.id))
        else:
            lines.setdefault(came.kind, []).append(list(_lines(draft, came)))
            if any(True for text in _texts(came) for _ in mentions(text)):
                notes.append(said("QI276", of_question(draft.id), id=draft.id))
    book = Workbook()
    book.remove(book.worksheets[0])
    language = "en" if drafts and drafts[0].settings.lang.startswith("en") else "zh"
    for kind in [kind for kind in SHEETS if kind in lines] or ["single"]:
        _sheet(book, kind, language, [line for each in lines.get(kind, []) for line in each])
    return Sent(_saved(book), tuple(notes))


def _guide(book: Workbook, language: str) -> None:
    sheet = book.create_sheet(GUIDE.of(language))
    sheet.column_dimensions["A"].width = 100
    for number, words in enumerate(SENTENCES, start=1):
        _write(sheet, number, 1, words.of(language))


def _refused(came: Came) -> str | None:
    """Why no sheet can hold a question."""
    if any(len(each.choices) > MOST_OPTIONS for each in (came, *came.parts)):
        return "QI158"
    cannot = any(
        len(as_stored(text)) > _LONGEST_CELL or ILLEGAL_CHARACTERS_RE.search(text)
        for text in _texts(came)
    )
    return "QI157" if cannot else None


def _texts(came: Came) -> Iterator[str]:
    yield came.stem
    yield came.rationale or ""
    for choice in came.choices:
        yield from (choice.text, choice.feedback or "", choice.pair or "")
    for values in came.fields.values():
        yield "\n".join(values)
    for part in came.parts:
        yield from _texts(part)


def _lines(draft: Draft, came: Came) -> Iterator[_Line]:
    yield _Line(came, draft.stem, "")
    for part, shown in zip(parts_of(draft), came.parts, strict=True):
        yield _Line(shown, part.stem, draft.id)


def _sheet(book: Workbook, kind: str, language: str, lines: Sequence[_Line]) -> None:
    choices = [choice for line in lines for choice in line.came.choices]
    most = max((len(line.came.choices) for line in lines), default=DEFAULT_OPTIONS)
    form = layout(kind, language, most, has_feedback=any(each.feedback for each in choices))
    sheet = add_sheet(book, form)
    for number, line in enumerate(lines, start=2):
        for at, column in enumerate(form.columns, start=1):
            if value := _value(line, column, form):
                _write(sheet, number, at, value)


def _value(line: _Line, column: Column, form: Layout) -> str | Decimal:
    """What stands in a column for a question."""
    came, name = line.came, column.name
    if name in FIELDS:
        return _field(came, name, form.language)
    if name in ("option", "pair", "worth", "feedback"):
        return _of_choice(came.choices, column)
    simple = {
        "id": came.id,
        "case": line.case,
        "type": CHOSEN["type"][came.kind].of(form.language),
        "stem": line.stem,
        "answer": _answer(came, form.language),
        "tolerance": came.tolerance,
        "unit": came.unit,
        "rationale": came.rationale,
        "left_title": came.heads[0] if came.heads else None,
        "right_title": came.heads[1] if came.heads else None,
    }
    return simple[name] or ""


def _field(came: Came, name: str, language: str) -> str | Decimal:
    text = "\n".join(came.fields.get(name, ()))
    if name in _NUMBERS:
        return decimal(text) or text
    word = CHOSEN.get(name, {}).get(text)
    return word.of(language) if word else text


def _of_choice(choices: Sequence[Choice], column: Column) -> str:
    if column.at >= len(choices):
        return ""
    choice = choices[column.at]
    texts = {
        "option": choice.text,
        "pair": choice.pair,
        "worth": choice.worth,
        "feedback": choice.feedback,
    }
    return texts[column.name] or ""


def _answer(came: Came, language: str) -> str:
    if came.kind == "true_false":
        return CHOSEN["answer"][came.answer or ""].of(language) if came.answer else ""
    if came.kind in ("single", "multiple"):
        return "".join(letter(at) for at, each in enumerate(came.choices) if each.is_right)
    return came.answer or ""


def _write(sheet: Worksheet, row: int, column: int, value: str | Decimal) -> Cell | MergedCell:
    """Text stays text, also when its cell is edited; only numbers are numbers."""
    if isinstance(value, Decimal):
        cell = sheet.cell(row, column, value)
    else:
        cell = sheet.cell(row, column, as_stored(value))
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = value.startswith(STARTS_OF_FORMULAS)
    cell.alignment = wrapped()
    return cell


def _saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
