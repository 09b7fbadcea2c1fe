"""Ordering: a numbered list in the right order, shown in another."""

from collections.abc import Sequence
from fractions import Fraction

from core.errors import N_
from question_bank.kinds import options
from question_bank.kinds.kind import LETTERS, Body, Json, Parsed, Sent, Unreadable
from question_bank.rules.blocks import Block, Shape
from question_bank.rules.document import Answer

_FEWEST_FOR_A_SWAP = 3


class Ordering:
    """The whole order, or a third for one swap of neighbours.

    none: the right order earns 1, anything else 0.
    adjacent: besides, an order of three or more that one swap of two neighbours would put right
    earns 1/3.
    """

    name = "ordering"
    label = N_("Put in order")
    aliases = frozenset({"排序", "排序题"})
    seconds = 120
    sample = "1."
    always_shuffled = True
    keeps_order = False
    has_block = True
    heading: str | None = None
    marked_by_people = False
    partials = frozenset({"none", "adjacent"})

    def fits(self, block: Block) -> bool:
        return block.shape is Shape.NUMBERS

    def recognises(self, blocks: Sequence[Block], answer: str | None) -> bool:
        return False

    def parse(self, body: Body) -> Parsed:
        answer = Answer(options.entries(body))
        faults = [
            *options.answer_field(body, self.name),
            *options.faults(answer.items, body.block, self.sample),
        ]
        return Parsed(options.stem_text(body), answer, faults)

    def write(self, answer: Answer) -> tuple[str, ...]:
        return options.counted(answer)

    def key(self, answers: Sequence[Answer]) -> dict[str, object]:
        return {"length": len(answers[0].items)}

    def shared(self, answer: Answer) -> dict[str, object]:
        return {"items": len(answer.items)}

    def size(self, key: Json) -> int:
        return options.whole(key["length"])

    def asked(self, stem: str, answer: Answer) -> dict[str, object]:
        """The items in the right order; the form permutes them."""
        return {"stem": stem, "items": [item.text for item in answer.items]}

    def told(self, rationale: str | None, answer: Answer) -> dict[str, object]:
        return options.told(rationale, answer)

    def from_form(self, sent: Sent, size: int) -> object:
        """Letters in the order of the places chosen; None unless every place is taken once."""
        chosen = {letter: options.sent_one(sent, f".{letter}") for letter in LETTERS[:size]}
        places = {place: letter for letter, place in chosen.items()}
        wanted = [str(place) for place in range(1, size + 1)]
        return [places[place] for place in wanted] if set(places) == set(wanted) else None

    def read(self, value: object, size: int) -> object:
        if value is None:
            return None
        chosen = options.letters(value, size)
        if len(chosen) != size:
            raise Unreadable("not every item has its place")
        return chosen

    def share(self, value: object, key: Json, order: Sequence[int], partial: str) -> Fraction:
        if not isinstance(value, list):
            return Fraction(0)
        given = [options.in_bank(each, order) for each in value]
        if given == sorted(given):
            return Fraction(1)
        if partial == "adjacent" and _is_one_swap(given):
            return Fraction(1, 3)
        return Fraction(0)

    def right(self, key: Json, order: Sequence[int]) -> object:
        return [options.on_form(index, order) for index in range(self.size(key))]


def _is_one_swap(given: Sequence[int]) -> bool:
    wrong = [at for at, index in enumerate(given) if at != index]
    return len(given) >= _FEWEST_FOR_A_SWAP and wrong == [wrong[0], wrong[0] + 1]
