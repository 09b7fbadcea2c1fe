"""Agreement and severity of markers, against numbers worked out by hand."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from exam.rules.agreement import TOO_FEW, Estimate, Pair, kappa, kappa_of, mean_of, severity
from exam.rules.marking_plots import apart_plot, severity_plot

pytestmark = pytest.mark.pure


def pair(first, second, third=None, *, full="4", by=(1, 2)):
    return Pair(*by, Decimal(first), Decimal(second), Decimal(full), third and Decimal(third))


def test_kappa_of_four_scripts_worked_by_hand():
    """0 1 2 3 against 0 2 2 3.

    Squared differences 0 1 0 0, mean 1/4. Means 3/2 and 7/4, variances 5/4 and 19/16; by chance
    5/4 + 19/16 + (1/4)² = 5/2. Kappa 1 − (1/4)/(5/2) = 0.9.
    """
    assert kappa([0, 1, 2, 3], [0, 2, 2, 3]) == pytest.approx(0.9, abs=1e-12)


def test_kappa_is_that_of_the_table_with_squared_weights():
    """The textbook way: 1 − Σ w·observed / Σ w·expected, over a table of 4 by 4."""
    first, second = [0, 1, 2, 3, 3, 1, 0, 2, 2, 1], [0, 1, 1, 3, 2, 1, 1, 2, 3, 0]
    table = np.zeros((4, 4))
    for one, two in zip(first, second, strict=True):
        table[one, two] += 1
    weights = np.subtract.outer(range(4), range(4)) ** 2
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / len(first)

    by_table = 1 - (weights * table).sum() / (weights * expected).sum()

    assert kappa(first, second) == pytest.approx(by_table, abs=1e-12)


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [
        ([], [], None),
        ([2], [2], None),
        ([3, 3, 3], [3, 3, 3], None),
        ([2, 2, 2], [1, 1, 1], 0),
        ([0, 1, 2], [0, 1, 2], 1),
        ([0, 2], [2, 0], -1),
    ],
)
def test_kappa_at_its_ends(first, second, value):
    found = kappa(first, second)

    assert found is None if value is None else found == pytest.approx(value)


def test_kappa_is_not_told_below_ten_scripts_nor_where_all_are_the_same():
    few = [pair("1", "2")] * (TOO_FEW - 1)
    same = [pair("4", "4")] * TOO_FEW

    assert kappa_of(few) == Estimate(TOO_FEW - 1)
    assert kappa_of(few).is_too_few
    assert kappa_of(same) == Estimate(TOO_FEW)
    assert not kappa_of(same).is_too_few
    assert kappa_of([]) == Estimate(0)


def test_kappas_interval_is_the_jackknifes():
    """Ten pairs; the interval again with exact fractions, t for 9 degrees 2.26215716."""
    points = [(0, 0), (1, 1), (2, 1), (3, 3), (4, 3), (4, 4), (2, 2), (1, 0), (3, 4), (0, 1)]
    found = kappa_of([pair(str(one), str(two)) for one, two in points])

    whole = _kappa(points)
    pseudo = [10 * whole - 9 * _kappa(points[:at] + points[at + 1 :]) for at in range(10)]
    middle = sum(pseudo) / 10
    deviation = float(sum((each - middle) ** 2 for each in pseudo) / 9) ** 0.5
    half = 2.2621571628 * deviation / 10**0.5
    assert found.value == pytest.approx(float(whole), abs=1e-12)
    assert found.low == pytest.approx(float(whole) - half, abs=1e-8)
    assert found.high == pytest.approx(min(1.0, float(whole) + half), abs=1e-8)


def _kappa(points):
    """One minus the mean squared difference over that of every first with every second."""
    count = len(points)
    apart = Fraction(sum((one - two) ** 2 for one, two in points), count)
    chance = Fraction(sum((one - two) ** 2 for one, _ in points for _, two in points), count**2)
    return 1 - apart / chance


def test_without_one_script_kappa_may_not_be_defined_and_then_has_no_interval():
    pairs = [pair("4", "4")] * 9 + [pair("0", "0")]

    assert kappa_of(pairs) == Estimate(10, 1.0)


def test_a_mean_with_the_interval_of_students_t():
    """0 and 1 five times each: mean 1/2, deviation √(5/18), t for 9 degrees 2.26215716."""
    found = mean_of([0, 1] * 5)

    assert (found.count, found.value) == (10, 0.5)
    assert found.high - 0.5 == pytest.approx(2.2621571628 * (5 / 18) ** 0.5 / 10**0.5, abs=1e-8)
    assert 0.5 - found.low == pytest.approx(found.high - 0.5)
    assert mean_of([1.0] * 10) == Estimate(10, 1.0, 1.0, 1.0)
    assert mean_of([1.0] * 9) == Estimate(9)


def test_severity_counts_what_one_marker_gave_beside_the_other():
    pairs = [
        *[pair("3", "2")] * 5,
        *[pair("2", "2", by=(3, 1))] * 4,
        pair("0", "4", "3.5"),
        pair("4", "0", "3.5"),
        pair("0", "4", "2"),
        pair("1", "1", by=(2, 3)),
    ]

    found = severity(1, pairs, Decimal(1))

    assert (found.scripts, found.exact, found.within) == (12, 4, 9)
    assert (found.thirds, found.sided) == (3, 1)
    assert found.difference.count == 12
    assert found.difference.value == pytest.approx((5 * 1 + 4 * 0 - 4 + 4 - 4) / 12)
    assert severity(9, pairs, Decimal(1)).difference == Estimate(0)


def test_the_pictures_hold_every_script_and_every_known_marker():
    pairs = [pair("1", "1"), pair("1", "1.5"), pair("0", "3")] * 4
    plot = apart_plot(pairs, Decimal(1))
    forest = severity_plot([severity(each, pairs, Decimal(1)) for each in (1, 2, 3)])

    assert [bar.height for bar in plot.bars] == [38.0, 38.0, 38.0]
    assert (plot.low, plot.high) == (0.0, 3.0)
    assert plot.band.width == pytest.approx(100 * 5 / 13, abs=0.001)
    assert [each.marker for each in forest.whiskers] == [1, 2]
    assert forest.whiskers[0].x + forest.whiskers[1].x == pytest.approx(100)
    assert severity_plot([]).whiskers == []
