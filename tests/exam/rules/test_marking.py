"""How the points of several markers become one mark."""

from decimal import Decimal
from fractions import Fraction

import pytest

from exam.rules.marking import BadMark, read_points, settled, wanted

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("given", "gap", "points"),
    [
        ([], "1", None),
        (["3"], "1", None),
        (["3", "4"], "1", Fraction(7, 2)),
        (["4", "3"], "1", Fraction(7, 2)),
        (["3", "4.25"], "1", None),
        (["3", "4.25", "3.5"], "1", Fraction(7, 2)),
        (["3", "3"], "0", Fraction(3)),
        (["3", "3.25"], "0", None),
        (["0", "4", "4"], "0", Fraction(4)),
        (["3", "4", "0"], "1", Fraction(7, 2)),
    ],
)
def test_two_within_the_gap_give_their_mean_and_a_third_decides_otherwise(given, gap, points):
    marks = [Decimal(each) for each in given]

    assert settled(marks, Decimal(gap)) == points
    assert wanted(marks, Decimal(gap)) is (points is None)


def test_points_are_read_line_by_line():
    assert read_points(["0", " 1.25 ", "2"], ["2", "1.5", "2"]) == [
        Decimal(0),
        Decimal("1.25"),
        Decimal(2),
    ]


@pytest.mark.parametrize("text", ["", "x", "-0.25", "2.25", "0.1", "NaN", "Infinity", "1e9"])
def test_points_outside_a_line_or_between_quarters_are_refused(text):
    with pytest.raises(BadMark, match="Line 2: give 0 to 2 points"):
        read_points(["1", text], ["1", "2"])


@pytest.mark.parametrize("texts", [[], ["1"], ["1", "1", "1"]])
def test_each_line_wants_its_points(texts):
    with pytest.raises(BadMark, match="each line"):
        read_points(texts, ["1", "1"])
