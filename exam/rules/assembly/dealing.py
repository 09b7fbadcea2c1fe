"""Dealing: each form takes what its plan says from every cell, in shuffled rounds."""

import numpy as np

from exam.rules.assembly.hands import NOTHING, Deck, Ints
from exam.rules.assembly.plans import Plans
from exam.rules.draws import words


def dealt(deck: Deck, plans: Plans, *, seed: bytes, language: str) -> list[Ints]:
    """The tables of every form, as first dealt: within a cell use differs by one at most.

    Which form follows which plan is drawn too.
    """
    counts = _counts(deck, plans, seed=seed, language=language)
    return [
        _table(deck.of(place), counts[:, place], seed=seed, label=f"{language}/deal/{place}")
        for place in range(len(deck.cells))
    ]


def _counts(deck: Deck, plans: Plans, *, seed: bytes, language: str) -> Ints:
    """How many questions each form takes of each cell."""
    order = np.argsort(words(seed, f"{language}/plans", plans.forms), kind="stable")
    counts = np.zeros((plans.forms, len(deck.cells)), dtype=np.int64)
    first = 0
    for plan in plans.plans:
        row = [plan.counts.get(cell, 0) for cell in deck.cells]
        counts[order[first : first + plan.forms]] = row
        first += plan.forms
    return counts


def _table(questions: range, counts: Ints, *, seed: bytes, label: str) -> Ints:
    ends = np.cumsum(counts)
    total, size = int(ends[-1]), len(questions)
    rounds = -(-total // size)
    shuffled = words(seed, label, rounds * size).reshape(rounds, size)
    order = np.argsort(shuffled, axis=1, kind="stable").ravel().tolist()
    _part_rounds(order, size, ends, counts)
    table = np.full((len(counts), int(counts.max())), NOTHING, dtype=np.int64)
    table[np.arange(table.shape[1]) < counts[:, None]] = np.array(order[:total]) + questions.start
    return table


def _part_rounds(order: list[int], size: int, ends: Ints, counts: Ints) -> None:
    """Where a round begins in the midst of a form, the form takes none that it has already.

    Those that it passes over come next.
    """
    begins = np.arange(size, len(order), size)
    forms = np.minimum(np.searchsorted(ends, begins, side="right"), len(ends) - 1)
    for begin, end, count in zip(
        begins.tolist(), ends[forms].tolist(), counts[forms].tolist(), strict=True
    ):
        has = set(order[end - count : begin])
        if has.isdisjoint(order[begin:end]):
            continue
        stack = order[begin : begin + size]
        taken = [at for at in stack if at not in has][: end - begin]
        order[begin : begin + size] = taken + [at for at in stack if at not in taken]
