"""True or false: a statement, and `answer: true` or `answer: false` among the fields."""

from collections.abc import Sequence
from fractions import Fraction

from core.errors import N_
from question_bank.kinds import options
from question_bank.kinds.kind import Body, Json, Parsed, Sent, Unreadable
from question_bank.rules.blocks import Block, Item, Shape
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Answer

_WORDS = ("true", "false")


class TrueFalse:
    """Right or wrong; the two answers always stand in the same order."""

    name = "true_false"
    label = N_("True or false")
    aliases = frozenset({"判断", "判断题", "是非题"})
    seconds = 30
    sample = "answer: true"
    always_shuffled = False
    keeps_order = True
    has_block = False
    heading: str | None = None
    marked_by_people = False
    partials = frozenset({"none"})

    def fits(self, block: Block) -> bool:
        return False

    def recognises(self, blocks: Sequence[Block], answer: str | None) -> bool:
        return answer in _WORDS

    def parse(self, body: Body) -> Parsed:
        answer = Answer((Item(text="", mark=body.answer),))
        return Parsed(options.stem_text(body), answer, [*_answer(body), *_lists(body)])

    def write(self, answer: Answer) -> tuple[str, ...]:
        return ()

    def key(self, answers: Sequence[Answer]) -> dict[str, object]:
        return {"right": answers[0].items[0].mark == "true"}

    def shared(self, answer: Answer) -> dict[str, object]:
        return {"answer": answer.items[0].mark}

    def size(self, key: Json) -> int:
        return len(_WORDS)

    def asked(self, stem: str, answer: Answer) -> dict[str, object]:
        return {"stem": stem}

    def told(self, rationale: str | None, answer: Answer) -> dict[str, object]:
        return {"rationale": rationale or None, "feedback": []}

    def from_form(self, sent: Sent, size: int) -> object:
        return {"true": True, "false": False}.get(options.sent_one(sent) or "")

    def read(self, value: object, size: int) -> object:
        if value is None or isinstance(value, bool):
            return value
        raise Unreadable("neither true nor false")

    def share(self, value: object, key: Json, order: Sequence[int], partial: str) -> Fraction:
        return Fraction(value is not None and value is key["right"])

    def right(self, key: Json, order: Sequence[int]) -> object:
        return key["right"]


def _answer(body: Body) -> list[Diagnostic]:
    if body.answer is None:
        return [found("QB131", body.line)]
    if body.answer not in _WORDS:
        words = ", ".join(_WORDS)
        return [found("QB115", body.line, name="answer", value=body.answer, allowed=words)]
    return []


def _lists(body: Body) -> list[Diagnostic]:
    return [found("QB132", block.line) for block in body.stem_blocks if block.shape is Shape.TASKS]
