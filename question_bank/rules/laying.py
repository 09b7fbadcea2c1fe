"""In which order the options of a question are shown."""

from random import Random
from typing import Protocol

from question_bank.kinds import KINDS


class Shuffled(Protocol):
    """What a layout has to know of a question."""

    @property
    def kind(self) -> str:
        """Its kind by name."""

    @property
    def size(self) -> int:
        """How many options, blanks or items it shows."""

    @property
    def shuffle(self) -> bool:
        """Whether its author lets the options be mixed."""


def option_order(question: Shuffled, chance: Random) -> list[int]:
    """The bank's indices in the order of the page; an ordering never stands in its right order."""
    kind = KINDS[question.kind]
    order = list(range(question.size))
    if kind.keeps_order or not (question.shuffle or kind.always_shuffled):
        return order
    chance.shuffle(order)
    if kind.always_shuffled and order == sorted(order):
        order = [*order[1:], order[0]]
    return order
