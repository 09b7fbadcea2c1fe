"""Alpha, correlations and what they say of data with known numbers."""

import numpy as np
import pytest

from exam.rules.analysis.papers import matrix_papers
from exam.rules.analysis.reliability import correlations, reliability
from tests.exam.rules.analysis.known import KNOWN, answers

pytestmark = pytest.mark.pure
SETS = ("lsat6", "lsat7")


@pytest.mark.parametrize("name", SETS)
def test_counts_are_the_known_ones(name):
    papers = matrix_papers(answers(name))

    assert (papers.means * 1_000).round().astype(int).tolist() == KNOWN[name]["correct"]
    assert np.bincount(papers.totals.astype(int)).tolist() == KNOWN[name]["scores"]
    assert papers.shares.tolist() == papers.means.tolist()


@pytest.mark.parametrize("name", SETS)
def test_correlations_are_the_known_ones(name):
    rest, whole = correlations(matrix_papers(answers(name)))

    assert rest.tolist() == pytest.approx(KNOWN[name]["rest"], abs=1e-4)
    assert whole.tolist() == pytest.approx(KNOWN[name]["total"], abs=1e-4)


@pytest.mark.parametrize("name", SETS)
def test_alpha_is_the_known_one_and_so_is_alpha_without_each_question(name):
    found = reliability(matrix_papers(answers(name)))

    assert found.alpha == pytest.approx(KNOWN[name]["alpha"], abs=1e-6)
    assert found.without == pytest.approx(KNOWN[name]["without"], abs=1e-4)


@pytest.mark.parametrize("name", SETS)
def test_of_papers_that_are_alike_alpha_is_cronbachs_and_kr_20(name):
    right = answers(name)
    many, share = right.shape[1], right.mean(axis=0)
    whole = right.sum(axis=1).var()
    cronbach = many / (many - 1) * (1 - right.var(axis=0).sum() / whole)
    kr20 = many / (many - 1) * (1 - (share * (1 - share)).sum() / whole)

    found = reliability(matrix_papers(right))

    assert found.alpha == pytest.approx(cronbach, abs=1e-12)
    assert found.alpha == pytest.approx(kr20, abs=1e-12)
    assert found.sem == pytest.approx(np.sqrt(whole * (1 - kr20)), abs=1e-12)


def test_where_papers_differ_alpha_is_about_that_of_whole_papers():
    roll = np.random.default_rng(1)
    people, offers, each = 4_000, 60, 30
    ability, hard = roll.normal(size=people), roll.normal(size=offers)
    chance = 1 / (1 + np.exp(-(ability[:, None] - hard)))
    right = (roll.random((people, offers)) < chance).astype(float)
    whole = reliability(matrix_papers(right)).alpha
    expected = (each / offers) * whole / (1 + (each / offers - 1) * whole)
    for row in right:
        row[roll.permutation(offers)[: offers - each]] = np.nan

    found = reliability(matrix_papers(right))

    assert found.length == each
    assert found.alpha == pytest.approx(expected, abs=0.02)


def test_rest_scores_are_per_cents_where_papers_differ():
    papers = matrix_papers([[1, 1, np.nan], [np.nan, 0, 1], [1, 0, 1]])

    assert papers.are_alike is False
    assert papers.rests(slice(None)).tolist() == [100, 100, 100, 0, 50, 100, 50]
    assert papers.scores.round(2).tolist() == [100, 50, 66.67]


def test_a_question_that_all_get_right_is_undefined_and_neither_nought_nor_a_crash():
    table = np.column_stack([np.ones(40), np.tile([0, 1], 20), np.tile([0, 1, 1, 0], 10)])

    rest, whole = correlations(matrix_papers(table))

    assert np.isnan([*rest, *whole]).tolist() == [True, False, False] * 2


@pytest.mark.parametrize(
    ("table", "alpha"),
    [
        (np.ones((40, 3)), None),
        (np.zeros((40, 1)), None),
        (np.tile([[0.0], [1.0]], (20, 1)), None),
        (np.tile([[0.0, 0.0], [1.0, 1.0]], (20, 1)), 1.0),
        (np.zeros((0, 3)), None),
    ],
)
def test_alpha_of_what_does_not_vary_is_undefined(table, alpha):
    assert reliability(matrix_papers(table)).alpha == alpha


def test_of_fewer_than_thirty_papers_too_little_is_known():
    few, enough = answers("lsat7")[::40][:29], answers("lsat7")[::33][:30]

    assert reliability(matrix_papers(few)).is_enough is False
    assert reliability(matrix_papers(few)).interval is None
    assert reliability(matrix_papers(enough)).is_enough is True


def test_the_order_of_papers_and_the_unit_of_points_change_nothing():
    right = answers("lsat7")
    found = reliability(matrix_papers(right)), correlations(matrix_papers(right))
    turned = 2 * right[::-1]
    other = reliability(matrix_papers(turned, full=2)), correlations(matrix_papers(turned, full=2))

    assert other[0].alpha == pytest.approx(found[0].alpha, abs=1e-12)
    assert other[0].sem == pytest.approx(2 * found[0].sem, abs=1e-12)
    assert np.allclose(other[1], found[1])
