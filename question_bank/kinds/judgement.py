"""Situational judgement: options that each earn what their box says, `- [3] text`."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from core.errors import N_
from question_bank.kinds import options
from question_bank.kinds.kind import Body, Json, Parsed, Sent
from question_bank.rules.blocks import Block, Item, Shape, items
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Answer


class Judgement:
    """What the chosen option earns over what the best earns; it may be below nothing."""

    name = "judgement"
    label = N_("Situational judgement")
    aliases = frozenset({"情景判断", "情境判断", "情景判断题", "情境判断题"})
    seconds = 120
    sample = "- [3]"
    always_shuffled = False
    keeps_order = False
    has_block = True
    heading: str | None = None
    marked_by_people = False
    partials = frozenset({"none"})

    def fits(self, block: Block) -> bool:
        return block.shape is Shape.WORTHS or (
            block.shape is Shape.TASKS and bool(_earns(Answer(items(block))))
        )

    def recognises(self, blocks: Sequence[Block], answer: str | None) -> bool:
        return False

    def parse(self, body: Body) -> Parsed:
        answer = Answer(tuple(map(_with_plain_worth, options.entries(body))))
        faults = [
            *options.answer_field(body, self.name),
            *options.faults(answer.items, body.block, self.sample),
            *_best(answer),
        ]
        return Parsed(options.stem_text(body), answer, faults)

    def write(self, answer: Answer) -> tuple[str, ...]:
        return options.boxed(answer)

    def key(self, answers: Sequence[Answer]) -> dict[str, object]:
        return {"earns": _earns(answers[0])}

    def shared(self, answer: Answer) -> dict[str, object]:
        return {"options": len(answer.items), "key": _earns(answer)}

    def size(self, key: Json) -> int:
        return len(options.wholes(key["earns"]))

    def asked(self, stem: str, answer: Answer) -> dict[str, object]:
        return options.shown(stem, answer)

    def told(self, rationale: str | None, answer: Answer) -> dict[str, object]:
        return options.told(rationale, answer)

    def from_form(self, sent: Sent, size: int) -> object:
        return options.sent_one(sent)

    def read(self, value: object, size: int) -> object:
        return None if value is None else options.letter(value, size)

    def share(self, value: object, key: Json, order: Sequence[int], partial: str) -> Fraction:
        if not isinstance(value, str):
            return Fraction(0)
        earns = options.wholes(key["earns"])
        return Fraction(earns[options.in_bank(value, order)], max(earns))

    def right(self, key: Json, order: Sequence[int]) -> object:
        earns = options.wholes(key["earns"])
        return options.on_form(earns.index(max(earns)), order)


def _with_plain_worth(item: Item) -> Item:
    if item.mark is None or item.mark in (" ", "x"):
        return item
    return replace(item, mark=str(int(item.mark)))


def _earns(answer: Answer) -> list[int]:
    worths = (item.mark for item in answer.items)
    return [int(worth) for worth in worths if worth not in (None, " ", "x")]


def _best(answer: Answer) -> list[Diagnostic]:
    earns = _earns(answer)
    line = answer.items[0].line
    if max(earns, default=0) <= 0:
        return [found("QB141", line)]
    return [found("QB215", line)] if earns.count(max(earns)) > 1 else []
