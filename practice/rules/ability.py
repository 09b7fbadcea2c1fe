"""What first tries say of an officer: a logistic model with partial pooling.

A question is answered right with a chance that is the difficulty's and the kind's usual one, moved
by how able the officer is as a whole, in the section, in the group of topics, at the difficulty,
and at the kind. All movements are normal around nothing, so what was hardly tried stays near what
is known of the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exam.rules.blueprint import DIFFICULTIES, Blueprint
from practice.rules.first_tries import FirstTry

Floats = NDArray[np.float64]

USUAL = {"easy": 1.5, "medium": 0.6, "hard": -0.2}
"""The log odds of a right answer of a middling officer, by difficulty."""
KIND_SHIFT = {"true_false": 0.3, "multiple": -0.6, "ordering": -0.4, "fill_blank": -0.2}
SPREADS = {"whole": 0.9, "section": 0.45, "group": 0.4, "difficulty": 0.25, "kind": 0.35}
"""How far officers differ, as standard deviations of log odds."""
OTHER_POOL = 0.1
"""How far the exam's questions as a whole may be easier or harder than those of practice."""


class Model:
    """Which movements touch which question: one column for the whole, then the others."""

    def __init__(self, rule: Blueprint, tries: Sequence[FirstTry]) -> None:
        """Name the columns."""
        self.rule = rule
        kinds = sorted({share.kind for share in rule.kinds} | {each.kind for each in tries})
        names = [
            ("whole", ""),
            *(("section", section.code) for section in rule.sections),
            *(("group", str(place)) for place in range(len(rule.groups))),
            *(("difficulty", level) for level in DIFFICULTIES),
            *(("kind", kind) for kind in kinds),
        ]
        self.column = {name: at for at, name in enumerate(names)}
        self.spread = np.array([SPREADS[layer] for layer, _name in names])

    def at(self, topic: str, difficulty: str, kind: str) -> list[int]:
        """The columns that touch a question."""
        group = next((str(at) for at, g in enumerate(self.rule.groups) if g.holds(topic)), "")
        names = [
            ("whole", ""),
            ("section", self.rule.section_of(topic)),
            ("group", group),
            ("difficulty", difficulty),
            ("kind", kind),
        ]
        return [self.column[name] for name in names if name in self.column]

    def posterior(self, tries: Sequence[FirstTry], weights: Floats) -> "Posterior":
        """The movements as these tries tell them: the mode, and the curvature there."""
        rows = np.zeros((len(tries), len(self.spread)))
        for at, each in enumerate(tries):
            rows[at, self.at(each.topic, each.difficulty, each.kind)] = 1.0
        usual = np.array([usual_log_odds(each.difficulty, each.kind) for each in tries])
        shares = np.array([min(1.0, max(0.0, float(each.share))) for each in tries])
        return _settled(rows, usual, shares, weights, 1 / self.spread**2)


@dataclass(frozen=True, slots=True)
class Posterior:
    """The movements that are most likely, and how sharply the tries speak for them."""

    mode: Floats
    curvature: Floats

    def drawn(self, chance: np.random.Generator, count: int) -> Floats:
        """So many draws, a row each, with the exam's own pool a little off as a whole."""
        root = np.linalg.cholesky(self.curvature)
        normal = chance.standard_normal((len(self.mode), count))
        found = self.mode + np.linalg.solve(root.T, normal).T
        found[:, 0] += OTHER_POOL * chance.standard_normal(count)
        return found


def usual_log_odds(difficulty: str, kind: str) -> float:
    """What a middling officer's log odds are."""
    return USUAL[difficulty] + KIND_SHIFT.get(kind, 0.0)


def _settled(
    rows: Floats, usual: Floats, shares: Floats, weights: Floats, precision: Floats
) -> Posterior:
    """Newton's way to the mode of a concave function; it is there after a few steps."""
    mode = np.zeros(rows.shape[1])
    curvature = np.diag(precision)
    for _ in range(50):
        right = chance_of(usual + rows @ mode)
        slope = rows.T @ (weights * (shares - right)) - precision * mode
        curvature = (rows.T * (weights * right * (1 - right))) @ rows + np.diag(precision)
        step = np.linalg.solve(curvature, slope)
        mode = mode + step
        if float(np.abs(step).max()) < 1e-8:
            break
    return Posterior(mode, curvature)


def chance_of(log_odds: Floats) -> Floats:
    """The chances of these log odds."""
    return 1 / (1 + np.exp(-log_odds))
