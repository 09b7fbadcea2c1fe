"""Item response theory by marginal maximum likelihood: an aid beside the plain figures.

P(right) = 1 / (1 + exp(-(a theta + d))), theta normal with mean 0 and deviation 1; D = 1. EM
(Bock and Aitkin 1981, Psychometrika 46, 443-459) over fixed points of theta.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy.special import expit, log_expit, logsumexp

from exam.rules.analysis.papers import Floats

POINTS = np.linspace(-6.0, 6.0, 61)
WEIGHTS = np.exp(-0.5 * POINTS**2) / np.exp(-0.5 * POINTS**2).sum()
ROUNDS = 1_000
NEAR = 1e-5
STEEPEST = 10.0
Step: TypeAlias = Callable[[Floats, Floats, Floats, Floats], tuple[Floats, Floats]]


@dataclass(frozen=True, slots=True)
class Fit:
    """Slopes and intercepts by question, and the log-likelihood.

    A fit that has not converged, or whose slopes ran away, says so: its numbers mean nothing.
    """

    slopes: tuple[float, ...]
    intercepts: tuple[float, ...]
    log_likelihood: float
    rounds: int
    converged: bool


def two_parameters(right: Floats) -> Fit:
    """A slope and an intercept for each question; nan in the table is a missing question."""
    return _fitted(right, _free_slopes)


def rasch(right: Floats) -> Fit:
    """An intercept for each question and one slope for all."""
    return _fitted(right, _common_slope)


def _fitted(right: Floats, step: Step) -> Fit:
    patterns, counts = np.unique(right, axis=0, return_counts=True, equal_nan=True)
    there, times = ~np.isnan(patterns), counts.astype(np.float64)
    ones, zeros = np.where(there, patterns, 0.0), np.where(there, 1.0 - patterns, 0.0)
    slopes, intercepts = np.ones(right.shape[1]), _first_intercepts(right)
    likelihood, rounds, change = -np.inf, 0, np.inf
    while rounds < ROUNDS and change > NEAR:
        likelihood, known = _expected(ones, zeros, times, slopes, intercepts)
        wanted, asked = ones.T @ known, (ones + zeros).T @ known
        new_slopes, new_intercepts = step(slopes, intercepts, wanted, asked)
        change = max(np.abs(new_slopes - slopes).max(), np.abs(new_intercepts - intercepts).max())
        slopes, intercepts, rounds = new_slopes, new_intercepts, rounds + 1
    return Fit(
        slopes=tuple(slopes.tolist()),
        intercepts=tuple(intercepts.tolist()),
        log_likelihood=float(likelihood),
        rounds=rounds,
        converged=bool(change <= NEAR and np.abs(slopes).max() < STEEPEST),
    )


def _first_intercepts(right: Floats) -> Floats:
    share = np.clip(np.nanmean(right, axis=0), 0.01, 0.99)
    first: Floats = np.log(share / (1 - share))
    return first


def _expected(
    ones: Floats, zeros: Floats, times: Floats, slopes: Floats, intercepts: Floats
) -> tuple[float, Floats]:
    """The log-likelihood, and how many people of each pattern stand at each point of theta."""
    at = slopes[:, None] * POINTS + intercepts[:, None]
    each = ones @ log_expit(at) + zeros @ log_expit(-at) + np.log(WEIGHTS)
    whole = logsumexp(each, axis=1)
    return float(times @ whole), np.exp(each - whole[:, None]) * times[:, None]


def _free_slopes(
    slopes: Floats, intercepts: Floats, wanted: Floats, asked: Floats
) -> tuple[Floats, Floats]:
    """One step of Newton's for each question by itself."""
    chance, weight = _chances(slopes, intercepts, asked)
    off = wanted - asked * chance
    first, second = off @ POINTS, off.sum(axis=1)
    aa, ad, dd = weight @ POINTS**2, weight @ POINTS, weight.sum(axis=1)
    scale = np.maximum(aa * dd - ad * ad, 1e-12)
    return (
        slopes + _held((dd * first - ad * second) / scale),
        intercepts + _held((aa * second - ad * first) / scale),
    )


def _common_slope(
    slopes: Floats, intercepts: Floats, wanted: Floats, asked: Floats
) -> tuple[Floats, Floats]:
    """One step of Newton's for the slope and all intercepts together."""
    chance, weight = _chances(slopes, intercepts, asked)
    off = wanted - asked * chance
    first, second = float((off @ POINTS).sum()), off.sum(axis=1)
    aa, ad, dd = float((weight @ POINTS**2).sum()), weight @ POINTS, weight.sum(axis=1)
    up = (first - float((ad * second / dd).sum())) / (aa - float((ad * ad / dd).sum()))
    rise = float(_held(np.array(up)))
    return slopes + rise, intercepts + _held((second - ad * rise) / dd)


def _chances(slopes: Floats, intercepts: Floats, asked: Floats) -> tuple[Floats, Floats]:
    chance: Floats = expit(slopes[:, None] * POINTS + intercepts[:, None])
    return chance, asked * chance * (1 - chance)


def _held(step: Floats) -> Floats:
    """A step that goes no further than 1."""
    return np.clip(step, -1.0, 1.0)
