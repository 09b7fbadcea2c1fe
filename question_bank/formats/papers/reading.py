"""From the lines of a paper to its questions."""

from collections.abc import Sequence

from question_bank.formats.bounds import WHOLE
from question_bank.formats.format import Brought, Damaged, Note
from question_bank.formats.papers import lettering, marks
from question_bank.formats.papers.answering import answered
from question_bank.formats.papers.cutting import cut
from question_bank.formats.papers.lines import Typed, unmarked
from question_bank.formats.papers.notes import noted
from question_bank.formats.papers.settling import settled
from question_bank.formats.papers.sheet import Sheet

_SHOWN = 20
_MOST_SHOWN = 5


def brought(lines: Sequence[Typed]) -> Brought:
    """Every question of a paper; raises Damaged where there is none."""
    sheet = cut(lines)
    if not any(sheet.questions):
        raise Damaged(noted("QI170", WHOLE))
    answered(sheet)
    questions, notes = settled(sheet)
    return Brought(questions, (*_left(sheet), *sheet.notes, *notes))


def _left(sheet: Sheet) -> list[Note]:
    """One note for all lines that belong to no question."""
    if not sheet.left:
        return []
    asking = [line for line in sheet.left if not line.is_verbatim and _asks(unmarked(line.text))]
    unnumbered = [noted("QI171", each.place, text=unmarked(each.text)[:_SHOWN]) for each in asking]
    shown = [unmarked(line.text)[:_SHOWN] for line in sheet.left[:_MOST_SHOWN]]
    more = "…" if len(sheet.left) > _MOST_SHOWN else ""
    texts = "；".join(shown) + more
    note = noted("QI278", sheet.left[0].place, count=len(sheet.left), texts=texts)
    return [note, *unnumbered[:1]]


def _asks(text: str) -> bool:
    """Whether a line has what only questions have: options or an answer."""
    opening = lettering.option_at_start(text)
    is_option = bool(opening and opening.letter == "A")
    return is_option or any(part.name == "answer" for part in marks.labelled(text))
