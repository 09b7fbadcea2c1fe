"""`items`: figures of 200 questions on 60,000 papers, against column sums and one matrix product.

Everything that a run keeps of its questions is measured: difficulty, discrimination with and
without the rest of the paper, alpha with and without each question, best less weakest, and the
curves of four options each.
"""

import time

import numpy as np

from exam.rules.analysis.papers import Papers
from exam.rules.analysis.whole import Asked, Option, Sat, figures_of

TARGET = 5.0
PAPERS, QUESTIONS, OPTIONS = 60_000, 200, 4


def run(*, database: str, scale: float) -> dict:
    """Figures of so many papers, then numpy's sums and product of the same table."""
    papers = int(PAPERS * scale)
    right, chosen = answered(papers)
    sat = _sat(right, chosen)
    cpu = time.process_time()
    figures = figures_of(sat)
    ours = time.process_time() - cpu
    _check(figures, right)
    beside = _yardstick(right)
    return {
        "benchmark": "items",
        "ratio": round(ours / beside, 3),
        "target": TARGET,
        "measured": {"CPU s": round(ours, 3), "alpha": figures["alpha"]},
        "yardstick": {"CPU s": round(beside, 3)},
        "scale": {"papers": papers, "questions": QUESTIONS, "options": OPTIONS},
    }


def answered(papers: int) -> tuple[np.ndarray, np.ndarray]:
    """Who was right where, and what each chose; option 0 is the key."""
    roll = np.random.default_rng(1)
    ability, hard = roll.normal(size=papers), roll.normal(-1.0, 1.0, QUESTIONS)
    chance = 1 / (1 + np.exp(hard - ability[:, None]))
    right = (roll.random((papers, QUESTIONS)) < chance).astype(np.float64)
    chosen = np.where(right > 0, 0, roll.integers(1, OPTIONS, right.shape))
    return right, chosen


def _sat(right: np.ndarray, chosen: np.ndarray) -> Sat:
    papers, questions = right.shape
    question = np.tile(np.arange(questions), papers)
    return Sat(
        papers=Papers(
            count=papers,
            questions=questions,
            paper=np.repeat(np.arange(papers), questions),
            question=question,
            earned=right.ravel(),
            full=np.ones(right.size),
            given=np.ones(right.size, dtype=bool),
            options=np.repeat(np.arange(questions), OPTIONS),
            picked_at=np.arange(right.size),
            picked=question * OPTIONS + chosen.ravel(),
        ),
        unreached=[0] * questions,
        asked=[Asked(at, 0.7) for at in range(questions)],
        options=[Option(None, at, at == 0) for _ in range(questions) for at in range(OPTIONS)],
        cut=60.0,
    )


def _yardstick(right: np.ndarray) -> float:
    """What column sums and one matrix product cost: the median of three."""
    costs = []
    for _ in range(3):
        cpu = time.process_time()
        right.sum(axis=0)
        right.T @ right
        costs.append(time.process_time() - cpu)
    return sorted(costs)[1]


def _check(figures: dict, right: np.ndarray) -> None:
    """The figures are right: shares to four places, correlations as numpy has them."""
    shares = [each["share"] for each in figures["questions"]]
    first = float(np.corrcoef(right[:, 0], right.sum(axis=1) - right[:, 0])[0, 1])
    told = figures["questions"][0]["discrimination"]
    if not np.allclose(shares, right.mean(axis=0), atol=1e-4) or abs(first - told) > 1e-4:
        raise SystemExit("the figures are wrong")
