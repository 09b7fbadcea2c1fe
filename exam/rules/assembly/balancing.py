"""Balancing: forms become equally hard by exchanges inside the cells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exam.rules.assembly.foes import Foes
from exam.rules.assembly.hands import NOTHING, Hands, Ints

MOST_ROUNDS = 20
NEAR = 5
"""In ten-thousandths: means that differ by no more are near enough."""
FAR = np.iinfo(np.int64).max


def balance(hands: Hands) -> Ints:
    """Exchange questions between easy and hard forms until all are near; the sums at the end.

    In a round the forms are put in the order of their sums, the first is paired with the last, the
    second with the last but one; each pair makes in each cell the one exchange that brings its
    sums closest, of those that make nobody's questions double, bring no enemies together, and give
    nobody a question that they have seen.
    """
    levelling = Levelling(hands, Foes(hands), hands.sums())
    sums = levelling.sums
    near = NEAR * len(hands.on(0))
    for _ in range(MOST_ROUNDS):
        if np.ptp(sums) <= near or not levelling.round():
            break
    return sums


@dataclass
class Levelling:
    """The sums while exchanges go on."""

    hands: Hands
    foes: Foes
    sums: Ints

    def round(self) -> int:
        """Every pair once in every cell; how many exchanges were made."""
        order = np.argsort(self.sums, kind="stable")
        half = len(order) // 2
        low, high = order[:half], order[::-1][:half]
        return sum(self._exchange(place, low, high) for place in range(len(self.hands.tables)))

    def _exchange(self, place: int, low: Ints, high: Ints) -> int:
        table = self.hands.tables[place]
        mine, theirs = table[low], table[high]
        gap = self.sums[high] - self.sums[low]
        expected = np.append(self.hands.deck.expected, 0)
        gain = 2 * (expected[theirs][:, None, :] - expected[mine][:, :, None])
        after = np.abs(gap[:, None, None] - gain)
        after[self._barred(low, high, mine, theirs)] = FAR
        flat = after.reshape(len(low), -1)
        best = flat.argmin(axis=1)
        chosen = np.flatnonzero(flat[np.arange(len(low)), best] < np.abs(gap))
        columns, there = best[chosen] // theirs.shape[1], best[chosen] % theirs.shape[1]
        given, taken = mine[chosen, columns], theirs[chosen, there]
        table[low[chosen], columns], table[high[chosen], there] = taken, given
        moved = expected[taken] - expected[given]
        self.sums[low[chosen]] += moved
        self.sums[high[chosen]] -= moved
        self.foes.moved(given, low[chosen], high[chosen])
        self.foes.moved(taken, high[chosen], low[chosen])
        return len(chosen)

    def _barred(self, low: Ints, high: Ints, mine: Ints, theirs: Ints) -> NDArray[np.bool_]:
        both = mine[:, :, None] == theirs[:, None, :]
        stay = both.any(axis=2) | (mine == NOTHING) | self.hands.knows(high, mine)
        stay_there = both.any(axis=1) | (theirs == NOTHING) | self.hands.knows(low, theirs)
        barred: NDArray[np.bool_] = (
            stay[:, :, None]
            | stay_there[:, None, :]
            | self.foes.would_meet(low, high, mine, theirs)
        )
        return barred
