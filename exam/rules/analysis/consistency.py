"""Would the same people pass another paper: decision consistency from one sitting.

Peng and Subkoviak (1980, Journal of Educational Measurement 17, 359-368): scores on two parallel
papers are taken as normal with the reliability as their correlation.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, owens_t

from exam.rules.analysis.papers import Floats

EXACT = 1_000


@dataclass(frozen=True, slots=True)
class Consistency:
    """The share of people whom two papers would decide alike, and kappa, which leaves out chance.

    `near` is how many scores lie within one standard error of the cut.
    """

    agreement: float
    kappa: float | None
    near: int


def consistency(
    scores: Floats, cut: float, *, alpha: float, step: float = 0.0
) -> Consistency | None:
    """At a cut in the unit of the scores, which go up by `step`; None where all are the same."""
    deviation = float(np.std(scores))
    if deviation == 0 or not 0 <= alpha < 1:
        return None
    z = (cut - step / 2 - float(np.mean(scores))) / deviation
    below = float(ndtr(z))
    both = below - 2 * float(owens_t(z, math.sqrt((1 - alpha) / (1 + alpha))))
    agreement = 1 + 2 * (both - below)
    chance = below * below
    sem = deviation * math.sqrt(1 - alpha)
    return Consistency(
        agreement=agreement,
        kappa=(both - chance) / (below - chance) if 0 < below < 1 else None,
        near=int((np.abs(scores - cut) <= sem).sum()),
    )


def step_of(scores: Floats) -> float:
    """The largest step of which all scores are multiples, to a thousandth."""
    whole = np.rint(np.asarray(scores) * EXACT).astype(np.int64)
    return float(np.gcd.reduce(whole)) / EXACT if len(whole) else 0.0
