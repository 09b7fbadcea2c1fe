"""Matching: a two-column table, each row a right pair; the right column is shown mixed."""

import re
from collections.abc import Sequence
from fractions import Fraction

from core.errors import N_
from question_bank.kinds import options
from question_bank.kinds.kind import LETTERS, Body, Json, Parsed, Sent, Unreadable
from question_bank.rules.blocks import Block, Item, Shape
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Answer
from question_bank.rules.source import Line

_BAR = re.compile(r"(?<!\\)\|")
_COLUMNS = 2


class Matching:
    """Every pair right, or a part by the question's rule; a letter may stand for several rows.

    none: all pairs right earn 1, anything else 0.
    proportional: each of the n pairs earns 1/n; a wrong or empty one earns nothing.
    """

    name = "matching"
    label = N_("Match the pairs")
    aliases = frozenset({"匹配", "匹配题", "连线", "连线题", "配对", "配对题"})
    seconds = 120
    sample = "| … | … |"
    always_shuffled = True
    keeps_order = False
    has_block = True
    heading: str | None = None
    marked_by_people = False
    partials = frozenset({"none", "proportional"})

    def fits(self, block: Block) -> bool:
        return block.shape is Shape.TABLE

    def recognises(self, blocks: Sequence[Block], answer: str | None) -> bool:
        return False

    def parse(self, body: Body) -> Parsed:
        lines = body.block.lines if body.block else ()
        rows = [(line, _cells(line.text)) for line in lines]
        odd = [found("QB148", line.number) for line, cells in rows if len(cells) != _COLUMNS]
        said = [*options.answer_field(body, self.name), *odd]
        if odd:
            return Parsed(options.stem_text(body), None, said)
        pairs = tuple(_pair(line, cells) for line, cells in rows[2:])
        heads = rows[0][1]
        answer = Answer(pairs, heads=(heads[0], heads[1]))
        return Parsed(options.stem_text(body), answer, [*said, *_faults(pairs, body.block)])

    def write(self, answer: Answer) -> tuple[str, ...]:
        rows = [answer.heads or ("", ""), *((item.text, item.pair or "") for item in answer.items)]
        written = [
            "|".join(["", *(f" {cell} " if cell else " " for cell in row), ""]) for row in rows
        ]
        return (written[0], "| --- | --- |", *written[1:])

    def key(self, answers: Sequence[Answer]) -> dict[str, object]:
        return {"length": len(answers[0].items)}

    def shared(self, answer: Answer) -> dict[str, object]:
        return {"pairs": len(answer.items)}

    def size(self, key: Json) -> int:
        return options.whole(key["length"])

    def asked(self, stem: str, answer: Answer) -> dict[str, object]:
        """Both columns in the order of the bank; the form permutes the right one."""
        return {
            "stem": stem,
            "heads": list(answer.heads or ("", "")),
            "lefts": [_text(item.text) for item in answer.items],
            "rights": [_text(item.pair or "") for item in answer.items],
        }

    def told(self, rationale: str | None, answer: Answer) -> dict[str, object]:
        return {"rationale": rationale or None, "feedback": []}

    def from_form(self, sent: Sent, size: int) -> object:
        chosen = [options.sent_one(sent, f".{row}") for row in range(size)]
        return chosen if any(chosen) else None

    def read(self, value: object, size: int) -> object:
        """A letter or nothing for each row of the left column; nothing at all clears."""
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != size:
            raise Unreadable("not one letter for each row")
        chosen = [options.letter(each, size) if each else None for each in value]
        return chosen if any(chosen) else None

    def share(self, value: object, key: Json, order: Sequence[int], partial: str) -> Fraction:
        if not isinstance(value, list):
            return Fraction(0)
        size = self.size(key)
        hits = sum(
            each is not None and options.in_bank(each, order) == row
            for row, each in enumerate(value)
        )
        return Fraction(hits, size) if partial == "proportional" else Fraction(hits == size)

    def right(self, key: Json, order: Sequence[int]) -> object:
        return [options.on_form(row, order) for row in range(self.size(key))]


def _cells(text: str) -> list[str]:
    r"""The cells of a row; `\|` is a bar in a cell."""
    cells = [cell.strip() for cell in _BAR.split(text.strip())]
    first = 1 if text.lstrip().startswith("|") else 0
    last = len(cells) - 1 if len(cells) > 1 and not cells[-1] else len(cells)
    return cells[first:last]


def _pair(line: Line, cells: Sequence[str]) -> Item:
    return Item(text=cells[0], pair=cells[1], line=line.number)


def _text(cell: str) -> str:
    return cell.replace("\\|", "|")


def _faults(pairs: Sequence[Item], block: Block | None) -> list[Diagnostic]:
    line = block.line if block else 0
    count = []
    if len(pairs) < options.FEWEST:
        count = [found("QB117", line)]
    if len(pairs) > len(LETTERS):
        count = [found("QB118", line)]
    empty = [found("QB121", item.line) for item in pairs if not item.text or not item.pair]
    return [*count, *empty, *_twice(pairs)]


def _twice(pairs: Sequence[Item]) -> list[Diagnostic]:
    said = []
    for side in ([item.text for item in pairs], [item.pair for item in pairs]):
        first: dict[str, int] = {}
        for text, item in zip(side, pairs, strict=True):
            if text and text in first:
                said.append(found("QB119", item.line, first=first[text]))
            first.setdefault(text or "", item.line)
    return said
