"""How a sheet of questions is laid out: its columns, their widths, what may be chosen."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from question_bank.formats.columns import (
    FIELDS,
    HEADINGS,
    LISTS,
    SHEETS,
    Column,
    Words,
    counted_heading,
    heading,
)
from question_bank.kinds import KINDS
from question_bank.rules.topics import Topics

LAST_CHOSEN = 2001
_COUNTED = {
    "single": ("option",),
    "multiple": ("option",),
    "ordering": ("option",),
    "matching": ("option", "pair"),
    "judgement": ("option", "worth"),
    "short_answer": ("option", "worth"),
    "case": ("option", "worth", "pair"),
}
_BEFORE = {"case": ("case", "type"), "matching": ("left_title", "right_title")}
_ANSWERS = {
    "single": ("answer",),
    "multiple": ("answer",),
    "true_false": ("answer",),
    "numeric": ("answer", "tolerance", "unit"),
    "fill_blank": ("answer",),
    "case": ("answer", "tolerance", "unit", "left_title", "right_title"),
}
_WITH_FEEDBACK = frozenset({"single", "multiple", "ordering", "judgement", "short_answer", "case"})
_WIDTHS = {"id": 22, "stem": 60, "rationale": 45, "ref": 22, "topic": 26, "case": 22}
_WIDTH, _OPTION_WIDTH = 12, 24
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_WRAPPED = Alignment(wrap_text=True, vertical="top")

CHOSEN: dict[str, dict[str, Words]] = {
    "difficulty": {
        "easy": Words("易", "easy"),
        "medium": Words("中", "medium"),
        "hard": Words("难", "hard"),
    },
    "pool": {"practice": Words("练习", "practice"), "exam": Words("考试", "exam")},
    "confidence": {name: Words(name, name) for name in ("A", "A*", "B", "P")},
    "partial": {
        "none": Words("无", "none"),
        "proportional": Words("按比例", "proportional"),
        "subset": Words("少选得分", "subset"),
        "adjacent": Words("相邻", "adjacent"),
    },
    "shuffle": {"yes": Words("是", "yes"), "no": Words("否", "no")},
    "lang": {"zh": Words("zh", "zh"), "en": Words("en", "en")},
    "answer": {"true": Words("对", "true"), "false": Words("错", "false")},
    "type": {name: Words(words.zh, name) for name, words in SHEETS.items()},
}
"""What may be chosen in a column, by our word for it."""


class Layout(NamedTuple):
    """A kind's columns in one language."""

    kind: str
    language: str
    columns: Sequence[Column]

    @property
    def title(self) -> str:
        """The name of its sheet."""
        return SHEETS[self.kind].of(self.language)

    def heading(self, column: Column) -> str:
        """What stands above a column."""
        if column.name in HEADINGS:
            return heading(column.name, self.language)
        return counted_heading(column, self.kind, self.language)


def layout(kind: str, language: str, options: int, *, has_feedback: bool) -> Layout:
    """The columns of a kind for so many options."""
    before = [Column(name) for name in _BEFORE.get(kind, ()) if kind == "case"]
    titles = [Column(name) for name in _BEFORE.get(kind, ()) if kind != "case"]
    counted = [Column(name, at) for at in range(options) for name in _COUNTED.get(kind, ())]
    answers = [Column(name) for name in _ANSWERS.get(kind, ())]
    fields = [Column(name) for name in FIELDS if name != "partial" or _has_parts(kind)]
    feedback = [
        Column("feedback", at) for at in range(options) if has_feedback and kind in _WITH_FEEDBACK
    ]
    columns = [
        Column("id"), *before, Column("stem"), *titles, *counted, *answers, Column("rationale"),
        *fields, *feedback,
    ]  # fmt: skip
    return Layout(kind, language, columns)


def add_sheet(book: Workbook, form: Layout) -> Worksheet:
    """A sheet with its headings, widths and lists; what is typed into it stays text."""
    sheet: Worksheet = book.create_sheet(form.title)
    sheet.freeze_panes = "A2"
    for at, column in enumerate(form.columns, start=1):
        cell = sheet.cell(1, at, form.heading(column))
        cell.font, cell.fill, cell.alignment = Font(bold=True), _HEAD, _WRAPPED
        letters = get_column_letter(at)
        sheet.column_dimensions[letters].width = _width(column)
        sheet.column_dimensions[letters].number_format = "@"
        if words := _choice(form, column):
            _offer(sheet, letters, f'"{",".join(words)}"', is_strict=column.name != "difficulty")
    return sheet


def add_topics(book: Workbook, forms: Sequence[Layout], topics: Topics, language: str) -> None:
    """A hidden sheet of topics, offered in the column of every sheet."""
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    codes = [topic.code for topic in topics.all if not topics.under(topic.code)]
    for number, code in enumerate(codes, start=1):
        lists.cell(number, 1, f"{code} {topics.name(code, language)}")
    for form in forms if codes else ():
        letters = get_column_letter(form.columns.index(Column("topic")) + 1)
        _offer(book[form.title], letters, f"{LISTS}!$A$1:$A${len(codes)}", is_strict=True)


def wrapped() -> Alignment:
    """How texts stand in their cells."""
    return _WRAPPED


def _has_parts(kind: str) -> bool:
    return kind == "case" or len(KINDS[kind].partials) > 1


def _width(column: Column) -> int:
    if column.name in ("option", "pair", "feedback"):
        return _OPTION_WIDTH
    return _WIDTHS.get(column.name, _WIDTH)


def _choice(form: Layout, column: Column) -> list[str]:
    """The words to choose from, as the sheet's language has them."""
    if column.name == "answer" and form.kind != "true_false":
        return []
    words: Iterable[tuple[str, Words]] = CHOSEN.get(column.name, {}).items()
    return [
        word.of(form.language)
        for name, word in words
        if column.name != "partial" or form.kind == "case" or name in KINDS[form.kind].partials
    ]


def _offer(sheet: Worksheet, letters: str, formula: str, *, is_strict: bool) -> None:
    offer = DataValidation(
        type="list", formula1=formula, allow_blank=True, showErrorMessage=is_strict
    )
    offer.add(f"{letters}2:{letters}{LAST_CHOSEN}")
    sheet.add_data_validation(offer)
