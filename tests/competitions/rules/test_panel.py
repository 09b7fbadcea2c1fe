"""What judges' grades are worth."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.rules.panel import has_failed, panel_points, points_of, wrong_marks
from competitions.rules.rubric import read_rubric
from tests.competitions.definitions import RUBRIC

pytestmark = pytest.mark.pure
MANNER = read_rubric(RUBRIC)
points = st.decimals(min_value=0, max_value=100, places=3)


@pytest.mark.parametrize(
    ("law", "tone", "expected"),
    [(4, 4, "100.000"), (3, 2, "65.000"), (1, 0, "15.000"), (0, 4, "0.000"), (0, 0, "0.000")],
)
def test_points_are_weights_by_grades_and_a_failure_takes_everything(law, tone, expected):
    assert points_of(MANNER, {"law": law, "tone": tone}) == Decimal(expected)


def test_a_failure_is_a_zero_where_it_takes_everything():
    assert has_failed(MANNER, {"law": 0, "tone": 4})
    assert not has_failed(MANNER, {"law": 1, "tone": 0})


@pytest.mark.parametrize(
    ("marks", "problem"),
    [
        ({"law": 4, "tone": 0}, None),
        ({"law": 4}, "Mark every criterion, and no other."),
        ({"law": 4, "tone": 1, "hair": 1}, "Mark every criterion, and no other."),
        ({"law": 5, "tone": 1}, "A mark is none of the rubric's grades."),
        ({"law": -1, "tone": 1}, "A mark is none of the rubric's grades."),
        ({"law": "4", "tone": 1}, "A mark is none of the rubric's grades."),
        ({"law": True, "tone": 1}, "A mark is none of the rubric's grades."),
    ],
)
def test_marks_fit_the_rubric_or_say_why(marks, problem):
    assert wrong_marks(MANNER, marks) == problem


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        (["80"], "80.000"),
        (["80", "81"], "80.500"),
        (["0", "50", "60", "100"], "52.500"),
        (["0", "50", "60", "70", "100"], "60.000"),
        (["1", "1", "2"], "1.333"),
        (["1", "2", "2"], "1.667"),
    ],
)
def test_highest_and_lowest_are_dropped_from_five_judges_up(sheets, expected):
    assert panel_points([Decimal(each) for each in sheets], failing=0) == Decimal(expected)


@pytest.mark.parametrize(("failing", "expected"), [(1, "45.000"), (2, "0.000")])
def test_more_than_half_of_the_judges_take_everything(failing, expected):
    sheets = [Decimal(0), Decimal(90)]

    assert panel_points(sheets, failing=failing) == Decimal(expected)


@given(st.lists(points, min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_the_order_of_sheets_does_not_matter(sheets, random):
    mixed = list(sheets)
    random.shuffle(mixed)

    assert panel_points(mixed, failing=0) == panel_points(sheets, failing=0)


@given(st.lists(points, min_size=5, max_size=9), st.integers(0, 8))
def test_from_five_up_one_judge_alone_moves_no_further_than_the_others(sheets, place):
    place %= len(sheets)
    others = sheets[:place] + sheets[place + 1 :]

    for extreme in (Decimal(0), Decimal(100)):
        found = panel_points([*others, extreme], failing=0)
        assert min(others) <= found <= max(others)
