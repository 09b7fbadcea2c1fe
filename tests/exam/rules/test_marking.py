"""How the points of several markers become one mark."""

from decimal import Decimal
from fractions import Fraction

import pytest

from exam.rules.marking import (
    BadMark,
    Given,
    counting,
    read_points,
    settled,
    shuffled,
    standing,
    steps,
    waits_again,
    wanted,
)

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


def given_of(*points, markers=None):
    marks = enumerate(points, start=1)
    return [Given(at, (markers or [*range(1, 9)])[at - 1], Decimal(each)) for at, each in marks]


def test_marks_count_up_to_one_and_without_who_was_set_aside():
    marks = given_of("1", "2", "3", "4")

    assert [mark.id for mark in counting(reversed(marks), 3, frozenset({2}))] == [1, 3]
    assert counting(marks, 0, frozenset()) == []


@pytest.mark.parametrize(
    ("points", "remarked", "stands", "again"),
    [
        (["3", "4"], [], Fraction(7, 2), False),
        (["3", "4"], [2], Fraction(7, 2), True),
        (["3", "4", "1"], [2], Fraction(1), False),
        (["3", "4", "1", "2"], [2], Fraction(1), False),
        (["3", "4", "1", "2"], [2, 3], Fraction(2), False),
        (["3", "4", "1"], [2, 3], Fraction(1), True),
        (["3", "4", "1"], [2, 2], Fraction(1), False),
        (["0", "4", "3", "2"], [3], Fraction(2), False),
        (["3"], [], None, False),
    ],
)
def test_the_first_mark_after_the_latest_remarking_that_has_one_decides(
    points, remarked, stands, again
):
    marks = given_of(*points)

    assert standing(marks, Decimal(1), remarked) == stands
    assert waits_again(marks, remarked) is again


def test_without_a_marker_who_was_set_aside_the_others_settle():
    marks = given_of("0", "4", "3")

    assert standing(marks, Decimal(1)) == Fraction(3)
    assert standing(counting(marks, 3, {1}), Decimal(1)) == Fraction(7, 2)
    assert standing(counting(marks, 3, {1, 2}), Decimal(1)) is None


@pytest.mark.parametrize(
    ("most", "quick"),
    [
        ("2", "0 0.5 1 1.5 2"),
        ("0.5", "0 0.25 0.5"),
        ("1.5", "0 0.75 1.5"),
        ("3", "0 0.75 1.5 2.25 3"),
    ],
)
def test_quick_steps_are_quarters_of_a_line_that_may_be_given(most, quick):
    assert steps(Decimal(most)) == [Decimal(each) for each in quick.split()]


def test_each_marker_has_an_order_of_their_own():
    orders = {
        tuple(sorted(range(1, 9), key=lambda script: shuffled(script, marker)))
        for marker in range(1, 5)
    }

    assert len(orders) == 4
