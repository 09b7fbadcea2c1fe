"""How a self-check question is laid out on a page, and how what was sent becomes a value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from question_bank.kinds.kind import LETTERS, Unreadable

ASKED = frozenset({"single", "multiple", "true_false", "fill_blank", "ordering", "judgement"})
"""The kinds that a module's page can ask."""

_GAP = re.compile(r"\{\{([0-9]{1,2})\}\}")
_WORDS = {"true": True, "false": False}


@dataclass(frozen=True)
class Option:
    """An option or item of a question, by its letter in the bank."""

    letter: str
    html: str


def layout(kind: str, size: int, chance: Random) -> tuple[int, ...]:
    """The bank's indices in the order of the page; only an ordering is mixed, never left right."""
    order = list(range(size))
    if kind != "ordering":
        return tuple(order)
    chance.shuffle(order)
    if order == sorted(order):
        order = [*order[1:], *order[:1]]
    return tuple(order)


def pieces(kind: str, stem: str) -> tuple[str | int, ...]:
    """A stem's HTML cut at its gaps {{1}}, {{2}}: markup and numbers of gaps in turn.

    Only a fill-in question has gaps; elsewhere braces are text.
    """
    if kind != "fill_blank":
        return (stem,)
    cut = _GAP.split(stem)
    return tuple(int(part) if at % 2 else part for at, part in enumerate(cut))


def value_of(kind: str, sent: Sequence[str], order: Sequence[int]) -> object:
    """The value that a form's fields mean in the order of the bank; None where nothing was chosen.

    Options, truth and texts come as they are; an ordering comes as the position of each item in
    the order of the page. Raises Unreadable where positions are missing or given twice.
    """
    if not any(each.strip() for each in sent):
        return None
    if kind == "multiple":
        return list(sent)
    if kind == "fill_blank":
        return [each.strip() for each in sent]
    if kind == "ordering":
        return _in_order(sent, order)
    if kind == "true_false":
        return _WORDS.get(sent[0], sent[0])
    return sent[0]


def _in_order(sent: Sequence[str], order: Sequence[int]) -> list[str]:
    positions = [str(at) for at in range(1, len(order) + 1)]
    if sorted(sent) != sorted(positions):
        raise Unreadable("every item needs a position of its own")
    placed = dict(zip(sent, order, strict=True))
    return [LETTERS[placed[position]] for position in positions]
