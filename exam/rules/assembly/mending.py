"""Mending what was dealt: enemies are parted, questions a candidate has seen are passed on."""

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from core.errors import N_
from exam.rules.assembly.cells import CannotMeet, Shortage
from exam.rules.assembly.hands import NOTHING, Hands

Known = Mapping[int, frozenset[int]]
NEAR = 200
"""How many other forms are asked to take a question that a candidate has seen."""


class Mender:
    """Exchanges between forms inside a cell, which change nobody's plan and no question's use."""

    def __init__(self, hands: Hands) -> None:
        """Work on these hands."""
        self.hands = hands
        self._on: dict[int, set[int]] = {}

    def part_enemies(self, limit: int) -> None:
        """No form keeps two enemies. Raises CannotMeet if there is no way.

        Where no exchange is possible, the least used question of the cell comes instead, as long
        as it is on fewer forms than the limit; where none can, the enemy gives way.
        """
        for form in self._troubled():
            for place, column, question in self._questions(form):
                if not self.hands.meets_enemy(question, self.on(form), question):
                    continue
                others = range(1, self.hands.forms)
                if not self._exchange(form, place, column, others, {}):
                    self._replace(form, place, column, limit)
            self._demand_peace(form)

    def spare_seen(self) -> None:
        """Every candidate gets as few seen questions as the next forms can take off them."""
        near = range(1, min(NEAR, self.hands.forms - 1) + 1)
        for form, known in sorted(self.hands.known.items()):
            for place, column, question in self._questions(form):
                if question in known:
                    self._exchange(form, place, column, near, self.hands.known)

    def on(self, form: int) -> set[int]:
        """The questions of a form."""
        if form not in self._on:
            self._on[form] = self.hands.on(form)
        return self._on[form]

    def _troubled(self) -> list[int]:
        """Forms on which enemies meet, in order."""
        deck = self.hands.deck
        pairs = {
            (low, high) for low, foes in enumerate(deck.enemies) for high in foes if low < high
        }
        where = {each: self._forms_with(each) for pair in pairs for each in pair}
        met = [np.flatnonzero(where[low] & where[high]) for low, high in pairs]
        return sorted({int(form) for forms in met for form in forms})

    def _forms_with(self, question: int) -> NDArray[np.bool_]:
        place = int(np.searchsorted(self.hands.deck.starts, question, side="right")) - 1
        found: NDArray[np.bool_] = (self.hands.tables[place] == question).any(axis=1)
        return found

    def _questions(self, form: int) -> Iterator[tuple[int, int, int]]:
        for place, table in enumerate(self.hands.tables):
            for column in range(table.shape[1]):
                if table[form, column] != NOTHING:
                    yield place, column, int(table[form, column])

    def _exchange(self, form: int, place: int, column: int, steps: range, known: Known) -> bool:
        """Exchange with the first form after this one that can; whether one could."""
        table = self.hands.tables[place]
        given = int(table[form, column])
        for step in steps:
            other = (form + step) % self.hands.forms
            if given in self.on(other) or given in known.get(other, ()):
                continue
            for column_there, taken in enumerate(table[other].tolist()):
                if taken not in known.get(form, ()) and self._fits(form, other, given, taken):
                    table[form, column], table[other, column_there] = taken, given
                    self._moved(form, given, taken)
                    self._moved(other, taken, given)
                    return True
        return False

    def _fits(self, form: int, other: int, given: int, taken: int) -> bool:
        return not (
            taken == NOTHING
            or taken in self.on(form)
            or self.hands.meets_enemy(taken, self.on(form), given)
            or self.hands.meets_enemy(given, self.on(other), taken)
        )

    def _replace(self, form: int, place: int, column: int, limit: int) -> None:
        table = self.hands.tables[place]
        given = int(table[form, column])
        use = Counter(table.ravel().tolist())
        fitting = [
            (use[each], each)
            for each in self.hands.deck.of(place)
            if use[each] < limit
            and each not in self.on(form)
            and not self.hands.meets_enemy(each, self.on(form), given)
        ]
        if fitting:
            table[form, column] = min(fitting)[1]
            self._moved(form, given, int(table[form, column]))

    def _demand_peace(self, form: int) -> None:
        for place, _, question in self._questions(form):
            if self.hands.meets_enemy(question, self.on(form), question):
                cell = self.hands.deck.cells[place]
                message = N_("Enemies leave too few questions: %(difficulty)s, %(kind)s.")
                raise CannotMeet(
                    [Shortage(message, {"difficulty": cell.difficulty, "kind": cell.kind})]
                )

    def _moved(self, form: int, gone: int, come: int) -> None:
        self.on(form).discard(gone)
        self.on(form).add(come)
