"""Figures and the picture of scores around their cut."""

from decimal import Decimal
from fractions import Fraction

import pytest

from exam.rules.score_figures import Figures, Scored, figures_of, histogram

pytestmark = pytest.mark.pure


def scored(*scores, cut="60", full="100"):
    return [
        Scored(Decimal(score), Decimal(full), Decimal(cut), Decimal(score) >= Decimal(cut))
        for score in scores
    ]


def test_the_figures_are_exact_and_the_deviation_is_that_of_a_sample():
    found = figures_of(scored("50", "60", "75.5"))

    assert found == Figures(
        sat=3,
        passed=2,
        mean=Fraction(371, 6),
        median=Fraction(60),
        deviation=pytest.approx(12.8485, abs=1e-4),
        lowest=Decimal(50),
        highest=Decimal("75.5"),
    )


def test_of_one_score_there_is_no_deviation_and_of_none_nothing():
    assert figures_of(scored("50")).deviation is None
    assert figures_of([]) is None
    assert histogram([]) is None
    assert histogram(scored("0", full="0", cut="0")) is None


@pytest.mark.parametrize("cut", ["60", "61.333", "0", "100", "3", "99.999"])
def test_no_column_lies_on_both_sides_of_the_cut(cut):
    scores = scored("0", "2.5", "59.999", "60", "61.333", "99", "100", cut=cut)

    found = histogram(scores)

    assert sum(column.count for column in found.columns) == 7
    for column in found.columns:
        assert (column.low >= Decimal(cut)) == column.is_above
        assert column.low < column.high
    above = sum(column.count for column in found.columns if column.is_above)
    assert (found.below, found.above) == (7 - above, above)
    assert above == sum(each.score >= Decimal(cut) for each in scores)
    edges = [column.low for column in found.columns][1:]
    assert edges == [column.high for column in found.columns][:-1]


def test_with_cuts_of_their_own_the_columns_are_of_the_distance():
    scores = scored("59", "60", cut="60") + scored("59", "70", cut="58.5")

    found = histogram(scores)

    assert (found.is_distance, found.cut) == (True, 0)
    assert (found.below, found.above) == (1, 3)
    assert (found.columns[0].low, found.columns[-1].high) == (Decimal(-60), Decimal("41.5"))
    assert 0 < found.line < 100


def test_bars_stand_in_the_frame_and_the_highest_column_is_the_highest_bar():
    found = histogram(scored("10", "10", "70"))

    heights = [round(bar.height, 2) for bar, _ in found.bars]
    assert found.most == 2
    assert heights == [38.0, 19.0]
    assert [is_above for _, is_above in found.bars] == [False, True]
    assert all(bar.x >= 0 and bar.x + bar.width <= 100 for bar, _ in found.bars)
