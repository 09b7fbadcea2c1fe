"""What lies on each form while papers are drawn: the questions of every cell, by number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from exam.rules.assembly.cells import Cell, Drawable

Ints = NDArray[np.int64]
NOTHING = -1
UNIT = 10_000
"""Expected shares are added as whole ten-thousandths."""


@dataclass(frozen=True)
class Deck:
    """The questions of a draw, numbered in the order of their cells and codes."""

    cells: Sequence[Cell]
    questions: Sequence[Drawable]
    starts: Sequence[int]

    def of(self, place: int) -> range:
        """The numbers of a cell's questions."""
        end = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.questions)
        return range(self.starts[place], end)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each question by its code."""
        return {question.code: at for at, question in enumerate(self.questions)}

    @cached_property
    def expected(self) -> Ints:
        """The expected share of each question in ten-thousandths."""
        return np.array([int(q.expected * UNIT) for q in self.questions], dtype=np.int64)

    @cached_property
    def enemies(self) -> list[frozenset[int]]:
        """The enemies of each question, whichever side names them."""
        found: list[set[int]] = [set() for _ in self.questions]
        for at, question in enumerate(self.questions):
            for code in question.enemies:
                foe = self.numbers.get(code, at)
                if foe != at:
                    found[at].add(foe)
                    found[foe].add(at)
        return [frozenset(foes) for foes in found]


def deck_of(cells: Mapping[Cell, Sequence[Drawable]], used: Sequence[Cell]) -> Deck:
    """The questions of the cells that give anything."""
    questions: list[Drawable] = []
    starts = []
    for cell in used:
        starts.append(len(questions))
        questions.extend(cells[cell])
    return Deck(list(used), questions, starts)


@dataclass
class Hands:
    """For each cell a table: a row for each form, with the numbers of its questions.

    Rows end in NOTHING where a form takes fewer of the cell than another does. `known` are the
    questions that the candidate of a form has seen.
    """

    deck: Deck
    tables: list[Ints]
    known: Mapping[int, frozenset[int]]

    @property
    def forms(self) -> int:
        """How many forms there are."""
        return len(self.tables[0])

    def sums(self) -> Ints:
        """The expected shares of each form, added up."""
        padded = np.append(self.deck.expected, 0)
        total = np.zeros(self.forms, dtype=np.int64)
        for table in self.tables:
            total += padded[table].sum(axis=1)
        return total

    def on(self, form: int) -> set[int]:
        """The questions of a form."""
        found = {int(at) for table in self.tables for at in table[form]}
        found.discard(NOTHING)
        return found

    def meets_enemy(self, question: int, others: set[int], leaving: int) -> bool:
        """Whether a question has an enemy among others, without the one that leaves."""
        foes = self.deck.enemies[question]
        return bool(foes) and not foes.isdisjoint(others - {leaving})

    @cached_property
    def _known_keys(self) -> Ints:
        width = len(self.deck.questions)
        keys = [form * width + at for form, known in self.known.items() for at in known]
        return np.sort(np.array(keys, dtype=np.int64))

    def knows(self, forms: Ints, questions: Ints) -> NDArray[np.bool_]:
        """Whether the candidate of each form, a row, has seen the questions in the row."""
        keys = self._known_keys
        if not len(keys):
            return np.zeros(questions.shape, dtype=bool)
        wanted = forms[:, None] * len(self.deck.questions) + questions
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found: NDArray[np.bool_] = keys[at] == wanted
        return found
