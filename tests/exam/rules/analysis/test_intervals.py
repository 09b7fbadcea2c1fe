"""Intervals against textbook numbers and against simulated ones."""

import numpy as np
import pytest

from exam.rules.analysis.intervals import feldt, fisher, wilson
from exam.rules.analysis.papers import matrix_papers
from exam.rules.analysis.reliability import reliability

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("share", "papers", "expected"),
    [
        (0.5, 100, (0.4038, 0.5962)),
        (0.0, 10, (0.0, 0.2775)),
        (1.0, 10, (0.7225, 1.0)),
        (0.3, 0, (0.0, 1.0)),
    ],
)
def test_wilson(share, papers, expected):
    assert wilson(share, papers) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("correlation", "papers", "expected"),
    [(0.5, 103, (0.3393, 0.6323)), (0.0, 28, (-0.3731, 0.3731)), (0.9, 3, (-1.0, 1.0))],
)
def test_fisher(correlation, papers, expected):
    assert fisher(correlation, papers) == pytest.approx(expected, abs=1e-4)


def test_feldt_holds_the_true_alpha_in_about_95_of_100_samples():
    roll = np.random.default_rng(7)
    people, many = 60, 8
    true = many * 0.3 / (1 + 7 * 0.3)
    inside = 0
    for _ in range(600):
        common = np.sqrt(0.3) * roll.normal(size=(people, 1))
        found = reliability(matrix_papers(common + np.sqrt(0.7) * roll.normal(size=(people, many))))
        low, high = feldt(found.alpha, people, many)
        inside += low <= true <= high

    assert inside / 600 == pytest.approx(0.95, abs=0.03)
