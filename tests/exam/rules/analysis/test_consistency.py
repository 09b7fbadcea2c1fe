"""Would the same people pass another paper."""

import numpy as np
import pytest

from exam.rules.analysis.consistency import consistency, step_of
from exam.rules.analysis.papers import matrix_papers
from exam.rules.analysis.reliability import reliability

pytestmark = pytest.mark.pure


def paired(alpha, people=400_000):
    """Scores on two papers of people whose scores correlate so."""
    roll = np.random.default_rng(11)
    true = np.sqrt(alpha) * roll.normal(size=people)
    return [70 + 10 * (true + np.sqrt(1 - alpha) * roll.normal(size=people)) for _ in range(2)]


@pytest.mark.parametrize(("alpha", "cut"), [(0.8, 60), (0.8, 70), (0.5, 75), (0.0, 70)])
def test_normal_scores_agree_as_often_as_is_said(alpha, cut):
    first, second = paired(alpha)
    agreed = float(np.mean((first >= cut) == (second >= cut)))
    passing = (first >= cut).mean()
    chance = passing**2 + (1 - passing) ** 2

    found = consistency(first, cut, alpha=alpha)

    assert found.agreement == pytest.approx(agreed, abs=0.004)
    assert found.kappa == pytest.approx((agreed - chance) / (1 - chance), abs=0.01)


def test_two_papers_of_right_and_wrong_answers_agree_about_as_often_as_one_foretells():
    roll = np.random.default_rng(12)
    people, many, cut = 60_000, 50, 30
    chance = 1 / (1 + np.exp(-(roll.normal(0.5, 1, people)[:, None] - roll.normal(size=many))))
    first, second = ((roll.random(chance.shape) < chance).astype(float) for _ in range(2))
    agreed = float(np.mean((first.sum(1) >= cut) == (second.sum(1) >= cut)))
    test = reliability(matrix_papers(first))

    found = consistency(first.sum(1), cut, alpha=test.alpha, step=1)

    assert found.agreement == pytest.approx(agreed, abs=0.015)


def test_those_within_one_standard_error_of_the_cut_are_counted():
    scores = np.array([0.0, 40, 50, 60, 100])
    sem = scores.std() * np.sqrt(1 - 0.9)

    assert 10 < sem < 20
    assert consistency(scores, 50, alpha=0.9).near == 3


@pytest.mark.parametrize("alpha", [1.0, -0.1])
def test_without_spread_or_with_an_alpha_that_is_none_nothing_is_said(alpha):
    assert consistency(np.array([5.0, 5.0]), 4, alpha=0.5) is None
    assert consistency(np.array([5.0, 6.0]), 4, alpha=alpha) is None


@pytest.mark.parametrize(
    ("scores", "step"), [([2.0, 4, 10], 2), ([1.5, 3], 1.5), ([0.333, 1], 0.001), ([], 0)]
)
def test_scores_go_up_by_their_largest_common_step(scores, step):
    assert step_of(np.array(scores)) == step
