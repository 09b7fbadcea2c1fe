"""Multiple choice: a task list with two or more marks."""

from collections.abc import Sequence
from fractions import Fraction

from core.errors import N_
from question_bank.kinds import options
from question_bank.kinds.kind import Body, Json, Parsed, Sent
from question_bank.rules.blocks import Block, Shape
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Answer


class Multiple:
    """All right ones and no wrong one, or a part by the question's rule.

    none: exactly the right ones earn 1, anything else 0.
    proportional: each of the R right ones earns 1/R, each of the W wrong ones loses 1/W, never
    below 0; so ticking everything earns nothing.
    subset: a wrong one gives 0; otherwise 1/R for each right one.
    """

    name = "multiple"
    label = N_("Multiple choice")
    aliases = frozenset({"多选", "多选题", "多项选择", "多项选择题"})
    seconds = 90
    sample = "- [ ]"
    always_shuffled = False
    keeps_order = False
    has_block = True
    heading: str | None = None
    marked_by_people = False
    partials = frozenset({"none", "proportional", "subset"})

    def fits(self, block: Block) -> bool:
        return block.shape is Shape.TASKS

    def recognises(self, blocks: Sequence[Block], answer: str | None) -> bool:
        return len(options.marked(Answer(options.last_tasks(blocks)))) > 1

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
        return {"right": options.marked(answers[0]), "size": len(answers[0].items)}

    def shared(self, answer: Answer) -> dict[str, object]:
        return {"options": len(answer.items), "key": options.marked(answer)}

    def size(self, key: Json) -> int:
        return options.whole(key["size"])

    def asked(self, stem: str, answer: Answer) -> dict[str, object]:
        return options.shown(stem, answer)

    def told(self, rationale: str | None, answer: Answer) -> dict[str, object]:
        return options.told(rationale, answer)

    def from_form(self, sent: Sent, size: int) -> object:
        return list(sent.get("", ())) or None

    def read(self, value: object, size: int) -> object:
        """Letters in the order of the form; no letter at all clears."""
        return None if value is None else sorted(options.letters(value, size)) or None

    def share(self, value: object, key: Json, order: Sequence[int], partial: str) -> Fraction:
        if not isinstance(value, list):
            return Fraction(0)
        right = set(options.wholes(key["right"]))
        chosen = {options.in_bank(each, order) for each in value}
        hits, misses = len(chosen & right), len(chosen - right)
        if partial == "proportional":
            wrong = self.size(key) - len(right)
            lost = Fraction(misses, wrong) if wrong else Fraction(0)
            return max(Fraction(hits, len(right)) - lost, Fraction(0))
        if partial == "subset":
            return Fraction(0) if misses else Fraction(hits, len(right))
        return Fraction(chosen == right)

    def right(self, key: Json, order: Sequence[int]) -> object:
        return sorted(options.on_form(index, order) for index in options.wholes(key["right"]))


def _count(answer: Answer) -> list[Diagnostic]:
    return [] if options.marked(answer) else [found("QB105", answer.items[0].line)]
