"""Papers put into groups by the rest of their points: the best and weakest 27 %, and fifths.

Papers of equal rest stand at both sides of a border in the proportion in which the border cuts
them. So no order among equals decides anything, and each group has exactly its part.
"""

from dataclasses import dataclass

import numpy as np

from exam.rules.analysis.papers import LEVELS, Floats, Papers, over

PART = 0.27
FIFTHS = tuple((each / 5, (each + 1) / 5) for each in range(5))


@dataclass(frozen=True, slots=True)
class Levels:
    """By question and level of the rest: how many papers, and the shares that they earned."""

    papers: Floats
    shares: Floats
    picks: Floats


def levels_of(papers: Papers) -> Levels:
    """Counts by question and level; picks by option and level."""
    size = papers.questions * LEVELS
    counted, shared = np.zeros(size), np.zeros(size)
    level = np.empty(len(papers.paper), dtype=np.int16)
    for part in papers.parts():
        level[part] = papers.levels(part)
        at = papers.question[part] * LEVELS + level[part]
        counted += np.bincount(at, minlength=size)
        shared += np.bincount(at, over(papers.earned[part], papers.full[part]), size)
    picked = np.zeros(len(papers.options) * LEVELS)
    for first in range(0, len(papers.picked), len(papers.paper) or 1):
        some = slice(first, first + len(papers.paper))
        at = papers.picked[some] * LEVELS + level[papers.picked_at[some]]
        picked += np.bincount(at, minlength=len(picked))
    return Levels(
        counted.reshape(-1, LEVELS), shared.reshape(-1, LEVELS), picked.reshape(-1, LEVELS)
    )


def upper_lower(levels: Levels) -> Floats:
    """The mean share of the best 27 % less that of the weakest (Kelley 1939), by question."""
    best = _within(levels, levels.shares, (1 - PART, 1.0))
    weakest = _within(levels, levels.shares, (0.0, PART))
    return best - weakest


def curves(levels: Levels, options: np.ndarray) -> Floats:
    """By option, which share of each fifth chose it, the weakest fifth first."""
    own = Levels(levels.papers[options], levels.shares[options], levels.picks)
    return np.stack([_within(own, levels.picks, fifth) for fifth in FIFTHS], axis=1)


def key_curves(levels: Levels) -> Floats:
    """By question, the mean share that each fifth earned."""
    return np.stack([_within(levels, levels.shares, fifth) for fifth in FIFTHS], axis=1)


def _within(levels: Levels, counted: Floats, part: tuple[float, float]) -> Floats:
    """The mean of what is counted over the papers between two parts of the whole."""
    upto = np.cumsum(levels.papers, axis=1)
    many = upto[:, -1:]
    low, high = part[0] * many, part[1] * many
    inside = np.minimum(upto, high) - np.maximum(upto - levels.papers, low)
    weights = over(np.maximum(inside, 0.0), levels.papers)
    return over((counted * weights).sum(axis=1), (high - low)[:, 0])
