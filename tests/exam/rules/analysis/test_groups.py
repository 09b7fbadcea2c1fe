"""The best and weakest, and fifths: borders cut papers of equal rest in proportion."""

from dataclasses import replace

import numpy as np
import pytest

from exam.rules.analysis.groups import curves, key_curves, levels_of, upper_lower
from exam.rules.analysis.papers import matrix_papers

pytestmark = pytest.mark.pure
HUNDRED = np.column_stack([np.repeat([0.0, 1.0], 50), np.repeat([0.0, 0.25, 0.5, 0.75, 1.0], 20)])


def chosen(papers, picks, options):
    """The papers with choices: for each entry of the first question the option."""
    return replace(
        papers,
        options=np.zeros(options, dtype=np.int64),
        picked_at=np.flatnonzero(papers.question == 0),
        picked=np.array(picks),
    )


def test_a_question_that_the_better_half_gets_right_sets_the_best_apart():
    found = upper_lower(levels_of(matrix_papers(HUNDRED)))

    assert found.tolist()[0] == 1.0


def test_fifths_earn_what_their_twenty_papers_earned():
    found = key_curves(levels_of(matrix_papers(HUNDRED)))

    assert found[0].round(4).tolist() == [0, 0, 0.5, 1, 1]


def test_of_papers_that_are_all_equal_each_group_earns_the_same():
    found = levels_of(matrix_papers([[1.0, 0.5], [0.0, 0.5]] * 30))

    assert upper_lower(found)[0] == pytest.approx(0)
    assert key_curves(found)[0].tolist() == pytest.approx([0.5] * 5)


def test_the_order_of_papers_decides_nothing():
    roll = np.random.default_rng(3)
    table = (roll.random((97, 6)) < 0.6).astype(float)
    found = upper_lower(levels_of(matrix_papers(table)))

    turned = upper_lower(levels_of(matrix_papers(roll.permutation(table, axis=0))))

    assert turned.tolist() == pytest.approx(found.tolist(), abs=1e-12)


def test_curves_say_which_share_of_each_fifth_chose_an_option():
    picks = [0] * 20 + [1] * 20 + [0, 1] * 10 + [2] * 40
    papers = chosen(matrix_papers(HUNDRED), picks, 4)

    found = curves(levels_of(papers), papers.options)

    assert found.round(4).tolist() == [
        [1, 0, 0.5, 0, 0],
        [0, 1, 0.5, 0, 0],
        [0, 0, 0, 1, 1],
        [0, 0, 0, 0, 0],
    ]
