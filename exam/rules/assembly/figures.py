"""What a draw came to, for the examiner's report: difficulty, exposure, overlap, seen questions."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from exam.rules.assembly.cells import Drawable, sorted_into_cells
from exam.rules.assembly.forms import Drawn
from exam.rules.assembly.hands import UNIT, Ints
from exam.rules.assembly.plans import Plans
from exam.rules.assembly.tolerance import goal_of
from exam.rules.draws import words

COMPARED = 2_000
"""So many forms are compared with each other; of more, so many are picked by words."""
ROWS = 250


def figures_of(drawn: Drawn, plans: Plans, bank: Sequence[Drawable], given: int) -> dict[str, Any]:
    """The figures of one language as JSON, of which so many papers have their candidate.

    Shares are text with four decimals.
    """
    target = drawn.blueprint.target
    return {
        "forms": drawn.count,
        "calibrated": _calibrated(drawn),
        "given": given,
        "questions": int(drawn.questions.shape[1]),
        "plans": len(plans.plans),
        "limit": plans.limit,
        "target": None if target is None else f"{target:f}",
        "goal": f"{goal_of(drawn):.4f}",
        "tolerance": f"{drawn.blueprint.tolerance:f}",
        "expected": _expected(drawn),
        "exposure": _exposure(drawn, bank),
        "overlap": _overlap(drawn),
        "seen": {
            "candidates": len(drawn.seen_left),
            "touched": sum(1 for left in drawn.seen_left.values() if left),
            "left": sum(drawn.seen_left.values()),
        },
    }


def _calibrated(drawn: Drawn) -> list[int]:
    """Of how many questions that could be drawn papers have told how hard they are, and of all."""
    offered = drawn.deck.questions
    return [sum(question.calibrated for question in offered), len(offered)]


def _expected(drawn: Drawn) -> dict[str, Any]:
    """Means rounded as on the forms, and how many papers have each."""
    unit = UNIT * int(drawn.questions.shape[1])
    sums, counts = np.unique(drawn.sums, return_counts=True)
    papers: Counter[str] = Counter()
    for total, count in zip(sums.tolist(), counts.tolist(), strict=True):
        papers[f"{Decimal(total) / unit:.4f}"] += count
    means = list(papers)
    return {
        "low": means[0],
        "high": means[-1],
        "deviation": f"{drawn.sums.std() / unit:.6f}",
        "counts": [[mean, papers[mean]] for mean in means],
    }


def _exposure(drawn: Drawn, bank: Sequence[Drawable]) -> list[list[Any]]:
    """Every question that could be drawn, with the number of forms that it is on."""
    use = np.bincount(drawn.questions.ravel(), minlength=len(drawn.deck.questions)).tolist()
    used = {q.code: use[at] for at, q in enumerate(drawn.deck.questions)}
    cells = sorted_into_cells(drawn.blueprint, bank)
    return [
        [question.code, used.get(question.code, 0)]
        for cell in sorted(cells)
        for question in cells[cell]
    ]


def _overlap(drawn: Drawn) -> dict[str, Any]:
    """How many questions every two of the compared forms have in common."""
    chosen = _compared(drawn)
    holds = np.zeros((len(chosen), len(drawn.deck.questions)), dtype=np.float32)
    np.put_along_axis(holds, drawn.questions[chosen], 1.0, axis=1)
    width = drawn.questions.shape[1] + 1
    counts = np.zeros(width, dtype=np.int64)
    for first in range(0, len(chosen), ROWS):
        common = (holds[first : first + ROWS] @ holds[first:].T).astype(np.int64)
        later = np.triu(np.ones(common.shape, dtype=bool), k=1)
        counts += np.bincount(common[later], minlength=width)
    return {
        "compared": len(chosen),
        "counts": [[at, count] for at, count in enumerate(counts.tolist()) if count],
    }


def _compared(drawn: Drawn) -> Ints:
    if drawn.count <= COMPARED:
        return np.arange(drawn.count)
    by = words(drawn.seed, f"{drawn.language}/overlap", drawn.count)
    return np.sort(np.argsort(by, kind="stable")[:COMPARED])
