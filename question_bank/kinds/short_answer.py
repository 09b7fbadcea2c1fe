"""Short answer: written in words, marked by people along a rubric."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from core.errors import N_
from question_bank.kinds import options
from question_bank.kinds.kind import Body, Json, NeedsMarker, Parsed, Sent, Unreadable
from question_bank.rules.blocks import Block, Item, Shape
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Answer

LONGEST = 4000
_MOST = 20
_POINTS = re.compile(r"([0-9０-９]{1,3}(?:[.．][0-9０-９]{1,3})?)[ \u3000]*[:：][ \t\u3000]*")


class ShortAnswer:
    """People give what each line of the rubric is worth; an empty answer earns nothing."""

    name = "short_answer"
    label = N_("Short answer")
    aliases = frozenset({"简答", "简答题", "问答", "问答题", "论述题"})
    seconds = 300
    sample = "- 2: …"
    always_shuffled = False
    keeps_order = True
    has_block = True
    heading: str | None = "Rubric"
    marked_by_people = True
    partials = frozenset({"none"})

    def fits(self, block: Block) -> bool:
        return block.shape is Shape.BULLETS

    def recognises(self, blocks: Sequence[Block], answer: str | None) -> bool:
        return False

    def parse(self, body: Body) -> Parsed:
        lines = tuple(map(_line, options.entries(body)))
        said = [*options.answer_field(body, self.name), *_faults(lines, body)]
        return Parsed(options.stem_text(body), Answer(lines), said)

    def write(self, answer: Answer) -> tuple[str, ...]:
        return options.bulleted(
            answer, lambda item: "- " if item.mark is None else f"- {item.mark}: "
        )

    def key(self, answers: Sequence[Answer]) -> dict[str, object]:
        return {"rubric": [item.mark for item in answers[0].items]}

    def shared(self, answer: Answer) -> dict[str, object]:
        return {"rubric": [Decimal(item.mark or 0) for item in answer.items]}

    def size(self, key: Json) -> int:
        return 1

    def asked(self, stem: str, answer: Answer) -> dict[str, object]:
        return {"stem": stem}

    def told(self, rationale: str | None, answer: Answer) -> dict[str, object]:
        """The rubric is told with the rationale, line by line."""
        rubric = [item.text for item in answer.items]
        return {"rationale": rationale or None, "feedback": [], "rubric": rubric}

    def from_form(self, sent: Sent, size: int) -> object:
        return options.sent_one(sent)

    def read(self, value: object, size: int) -> object:
        """The text with plain line ends; nothing but white space clears."""
        if value is None:
            return None
        if not isinstance(value, str) or not options.can_be_stored(value):
            raise Unreadable("not a text")
        text = value.replace("\r\n", "\n")
        if len(text) > LONGEST:
            raise Unreadable("a text of more than 4,000 characters")
        return text if text.strip() else None

    def share(self, value: object, key: Json, order: Sequence[int], partial: str) -> Fraction:
        if value is None:
            return Fraction(0)
        raise NeedsMarker

    def right(self, key: Json, order: Sequence[int]) -> object:
        return None


def _line(item: Item) -> Item:
    match = _POINTS.match(item.text)
    if match is None:
        return item
    return replace(item, text=item.text[match.end() :], mark=options.plain_number(match[1]))


def _faults(lines: Sequence[Item], body: Body) -> list[Diagnostic]:
    first = body.block.line if body.block else body.line
    said = []
    if len(lines) > _MOST:
        said.append(found("QB151", first))
    for item in lines:
        if item.mark is None:
            said.append(found("QB122", item.line, box="- 2:"))
        if not item.text:
            said.append(found("QB121", item.line))
        if item.nested_tasks:
            said.append(found("QB123", item.nested_tasks))
    total = sum((Decimal(item.mark) for item in lines if item.mark), Decimal(0))
    if total != body.points:
        said.append(found("QB149", first, total=total, points=body.points))
    return said
