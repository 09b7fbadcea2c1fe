"""Single choice: a task list with exactly one mark."""

from collections.abc import Sequence
from fractions import Fraction

from core.errors import N_
from question_bank.kinds import options
from question_bank.kinds.kind import Body, Json, Parsed, Sent
from question_bank.rules.blocks import Block, Shape
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Answer


class Single:
    """Right or wrong; there is nothing between."""

    name = "single"
    label = N_("Single choice")
    aliases = frozenset({"单选", "单选题", "单项选择", "单项选择题"})
    seconds = 60
    sample = "- [ ]"
    always_shuffled = False
    keeps_order = False
    has_block = True
    heading: str | None = None
    marked_by_people = False
    partials = frozenset({"none"})

    def fits(self, block: Block) -> bool:
        return block.shape is Shape.TASKS

    def recognises(self, blocks: Sequence[Block], answer: str | None) -> bool:
        listed = options.last_tasks(blocks)
        return bool(listed) and len(options.marked(Answer(listed))) <= 1

    def parse(self, body: Body) -> Parsed:
        answer = Answer(options.entries(body))
        faults = [
            *options.answer_field(body, self.name),
            *options.faults(answer.items, body.block, self.sample),
            *_count(answer),
        ]
        return Parsed(options.stem_text(body), answer, faults)

    def write(self, answer: Answer) -> tuple[str, ...]:
        return options.boxed(answer)

    def key(self, answers: Sequence[Answer]) -> dict[str, object]:
        return {"right": options.marked(answers[0])[0], "size": len(answers[0].items)}

    def shared(self, answer: Answer) -> dict[str, object]:
        return {"options": len(answer.items), "key": options.marked(answer)}

    def size(self, key: Json) -> int:
        return options.whole(key["size"])

    def asked(self, stem: str, answer: Answer) -> dict[str, object]:
        return options.shown(stem, answer)

    def told(self, rationale: str | None, answer: Answer) -> dict[str, object]:
        return options.told(rationale, answer)

    def from_form(self, sent: Sent, size: int) -> object:
        return options.sent_one(sent)

    def read(self, value: object, size: int) -> object:
        return None if value is None else options.letter(value, size)

    def share(self, value: object, key: Json, order: Sequence[int], partial: str) -> Fraction:
        return Fraction(isinstance(value, str) and options.in_bank(value, order) == key["right"])

    def right(self, key: Json, order: Sequence[int]) -> object:
        return options.on_form(options.whole(key["right"]), order)


def _count(answer: Answer) -> list[Diagnostic]:
    right = options.marked(answer)
    if not right:
        return [found("QB105", answer.items[0].line)]
    if len(right) > 1:
        return [found("QB104", answer.items[right[1]].line, count=len(right))]
    return []
