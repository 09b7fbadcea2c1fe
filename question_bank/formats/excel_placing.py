"""A row of a table as a question in its file: of its own, or as a part of a case."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from question_bank.formats.columns import kind_of
from question_bank.formats.excel_guide import is_example, is_own_example
from question_bank.formats.excel_kinds import question_of
from question_bank.formats.excel_row import Row
from question_bank.formats.excel_sheets import cell_name
from question_bank.formats.excel_table import Table
from question_bank.formats.excel_types import guessed_kind, stated_kind
from question_bank.formats.format import Came, Note


@dataclass
class File:
    """What has been read so far."""

    questions: list[Came] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    tables: int = 0
    count: int = 0


def place_row(table: Table, row: Row, file: File) -> None:
    """Every row with a question is one; an example, or a row without one, is left out."""
    texts = {column.name for column in row.columns if row.text(*column)}
    if not texts - {"serial"}:
        return
    if is_example(row.text("id")):
        if not is_own_example(" ".join(row.text("stem").split())):
            row.say("QI269", "id")
        return
    if not _sound(table, row):
        return
    if not row.text("stem"):
        is_question = texts & {"option", "options", "answer", "id"}
        row.say("QI148" if is_question else "QI268")
        return
    kind = _kind(table, row)
    if kind:
        _placed(table, row, question_of(row, kind), file)


def _sound(table: Table, row: Row) -> bool:
    """Whether every cell has a value; what is odd about one is told."""
    is_sound = True
    for at, value in enumerate(row.values, start=1):
        column = table.known.get(at)
        if column is None:
            continue
        name = cell_name(row.number, at)
        if value.code:
            row.say(value.code, *column, value=value.text[:60])
        elif not value.text and name in table.sheet.facts.formulas:
            row.say("QI147", *column)
            is_sound = False
        is_sound = is_sound and value.code != "QI146"
    return is_sound


def _kind(table: Table, row: Row) -> str | None:
    """What the row states, what its sheet is named for, or what its cells make."""
    if row.text("type"):
        return stated_kind(row)
    named = kind_of(table.sheet.title or "")
    is_part = named == "case" and row.text("case")
    kind = guessed_kind(row) if is_part or named is None else named
    if kind is None:
        row.say("QI150")
    return kind


def _placed(table: Table, row: Row, came: Came, file: File) -> None:
    """A question of its own, or a part of the case that it names or stands under."""
    file.count += 1
    name = row.text("case")
    at = _case_of(name, file.questions)
    is_under = kind_of(table.sheet.title or "") == "case" and came.kind != "case" and not name
    if is_under and file.questions and file.questions[-1].kind == "case":
        at = len(file.questions) - 1
    if at is None and not name:
        file.questions.append(came)
    elif at is None:
        row.say("QI155", "case", value=name[:60])
    elif came.kind == "case":
        row.say("QI159", "case")
    else:
        case = file.questions[at]
        file.questions[at] = replace(case, parts=(*case.parts, came))


def _case_of(name: str, questions: Sequence[Came]) -> int | None:
    """The newest case of this id or name."""
    return next(
        (
            at
            for at in range(len(questions) - 1, -1, -1)
            if name
            and questions[at].kind == "case"
            and name in (questions[at].id, questions[at].name)
        ),
        None,
    )
