"""How many enemies of each question lie on each form, kept up to date while questions move."""

import numpy as np
from numpy.typing import NDArray

from exam.rules.assembly.hands import Hands, Ints


class Foes:
    """Counts for the questions that have enemies; all others share a row of zeros, the last."""

    def __init__(self, hands: Hands) -> None:
        """Count what lies on these forms."""
        enemies = hands.deck.enemies
        hostile = [at for at, foes in enumerate(enemies) if foes]
        self._row = np.full(len(enemies) + 1, len(hostile), dtype=np.int64)
        self._row[hostile] = np.arange(len(hostile))
        self._foes = [np.array([self._row[foe] for foe in enemies[at]]) for at in hostile]
        self._is_foe = np.zeros((len(hostile) + 1, len(hostile) + 1), dtype=np.int16)
        for row, foes in enumerate(self._foes):
            self._is_foe[row, foes] = 1
        self._counts = np.zeros((len(hostile) + 1, hands.forms), dtype=np.int16)
        for table in hands.tables:
            for column in table.T:
                self._add(column, np.arange(hands.forms), 1)

    def would_meet(self, low: Ints, high: Ints, mine: Ints, theirs: Ints) -> NDArray[np.bool_]:
        """For each exchange between two forms whether it would bring enemies together."""
        if not self._foes:
            return np.zeros((len(low), 1, 1), dtype=bool)
        rows, rows_there = self._row[mine], self._row[theirs]
        leaving = self._is_foe[rows[:, :, None], rows_there[:, None, :]]
        coming = self._counts[rows, high[:, None]][:, :, None] - leaving
        coming_here = self._counts[rows_there, low[:, None]][:, None, :] - leaving
        return (coming > 0) | (coming_here > 0)

    def moved(self, questions: Ints, source: Ints, target: Ints) -> None:
        """Each question went from one form to another."""
        self._add(questions, source, -1)
        self._add(questions, target, 1)

    def _add(self, questions: Ints, forms: Ints, change: int) -> None:
        rows = self._row[questions]
        for at in np.flatnonzero(rows < len(self._foes)).tolist():
            self._counts[self._foes[rows[at]], forms[at]] += change
