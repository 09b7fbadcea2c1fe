"""Fits of item response theory against known ones."""

import numpy as np
import pytest

from exam.rules.analysis import irt
from exam.rules.analysis.irt import rasch, two_parameters
from exam.rules.analysis.latent import latent
from exam.rules.analysis.papers import matrix_papers
from tests.exam.rules.analysis.known import answers

pytestmark = pytest.mark.pure


def test_two_parameters_of_lsat7():
    fit = two_parameters(answers("lsat7"))

    assert fit.converged
    assert fit.slopes == pytest.approx([0.988, 1.081, 1.706, 0.765, 0.736], abs=0.02)
    assert fit.intercepts == pytest.approx([1.856, 0.808, 1.804, 0.486, 1.855], abs=0.02)
    assert fit.log_likelihood == pytest.approx(-2658.805, abs=0.01)


def test_rasch_of_lsat6():
    fit = rasch(answers("lsat6"))

    assert fit.converged
    assert fit.slopes == pytest.approx([0.7551] * 5, abs=0.02)
    assert fit.intercepts == pytest.approx([2.730, 0.999, 0.240, 1.307, 2.099], abs=0.02)
    assert fit.log_likelihood == pytest.approx(-2466.938, abs=0.01)


def test_a_fit_that_was_cut_short_says_that_it_did_not_converge(monkeypatch):
    monkeypatch.setattr(irt, "ROUNDS", 3)

    assert two_parameters(answers("lsat7")).converged is False


def test_slopes_that_run_away_are_no_fit():
    always_together = np.tile([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]], (300, 1))

    assert two_parameters(always_together).converged is False


def test_missing_questions_are_left_out_and_the_rest_still_fits():
    right = answers("lsat7")
    right[::10, 4] = np.nan

    fit = two_parameters(right)

    assert fit.converged
    assert fit.slopes[:2] == pytest.approx([0.988, 1.081], abs=0.08)


def test_it_is_shown_from_500_papers_on_and_only_for_right_or_wrong():
    right = answers("lsat7")
    partly = right.copy()
    partly[0, 0] = 0.5

    assert latent(matrix_papers(right[:499])) is None
    assert sorted(latent(matrix_papers(right)).questions) == [0, 1, 2, 3, 4]
    assert sorted(latent(matrix_papers(partly)).questions) == [1, 2, 3, 4]
    assert latent(matrix_papers(right[:, :2])) is None
