"""Curves of options as lines."""

from itertools import pairwise

import pytest

from question_bank.rules.curves import APART, BOTTOM, TOP, curve_plot

pytestmark = pytest.mark.pure


def test_nought_is_at_the_bottom_and_all_at_the_top():
    plot = curve_plot([("A", True, [0, 0.25, 0.5, 0.75, 1]), ("B", False, [1, 1, 1, 1, 0])])

    points = [point.split(",") for point in plot.lines[0].points.split()]
    assert [float(x) for x, _ in points] == list(plot.fifths)
    assert [float(points[0][1]), float(points[-1][1])] == [BOTTOM, TOP]
    assert [line.label_y for line in plot.lines] == [TOP, BOTTOM]


def test_letters_of_lines_that_end_together_stand_apart_and_inside():
    plot = curve_plot([(letter, False, [0.1] * 5) for letter in "ABCD"])

    heights = sorted(line.label_y for line in plot.lines)
    assert all(below - above >= APART for above, below in pairwise(heights))
    assert heights[-1] <= BOTTOM
