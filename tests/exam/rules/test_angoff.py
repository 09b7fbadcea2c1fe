"""Modified Angoff: cuts, spread, flags, and when a standard holds; figures worked by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from audit.verify import within_t
from exam.rules.angoff import Asked, cut_percent, form_cut, is_complete, means, weights
from exam.rules.panel_figures import (
    FAR,
    SAME,
    UNLIKE,
    Change,
    change,
    far_off,
    flags,
    likeness,
    shown,
    summary,
)
from exam.rules.panel_plots import cut_dots, ends_of, estimate_dots
from exam.rules.panels import Signed, Stage, read_percent, shows_questions, stage_of

pytestmark = pytest.mark.pure

ONE, TWO, CASE_A, CASE_B = (1, None), (2, None), (3, 0), (3, 1)


def test_a_kind_weighs_as_on_every_form_however_many_of_it_the_bank_holds():
    asked = [
        Asked(ONE, "single", Fraction(1)),
        Asked(TWO, "single", Fraction(1)),
        Asked(CASE_A, "case", Fraction(1, 4)),
        Asked(CASE_B, "case", Fraction(3, 4)),
    ]

    found = weights(asked, {"single": (10, Decimal(2)), "case": (1, Decimal(8))})

    assert found == {ONE: 10, TWO: 10, CASE_A: 2, CASE_B: 6}


def test_the_cut_of_a_judge_is_the_weighted_mean_of_the_estimates():
    assert cut_percent({ONE: 60, TWO: 90}, {ONE: Fraction(2), TWO: Fraction(1)}) == 70
    assert cut_percent({ONE: 60, TWO: 90}, {ONE: Fraction(1), TWO: Fraction(1, 2)}) == 70


def test_the_cut_of_a_form_is_the_sum_of_points_times_mean_estimate():
    mean = means(
        [{ONE: 50, TWO: 90, CASE_A: 20}, {ONE: 55, TWO: 90, CASE_A: 41}], [ONE, TWO, CASE_A]
    )
    slots = [
        {"revision": 1, "points": "2"},
        {"revision": 2, "points": "1.5"},
        {"revision": 3, "part": 0, "points": "4"},
    ]

    assert mean == {ONE: Fraction(105, 200), TWO: Fraction(9, 10), CASE_A: Fraction(61, 200)}
    assert form_cut(slots, mean) == Fraction("1.05") + Fraction("1.35") + Fraction("1.22")


def test_a_round_is_complete_when_every_item_was_estimated():
    assert is_complete({ONE: 0, TWO: 5}, [ONE, TWO])
    assert not is_complete({ONE: 0}, [ONE, TWO])


def test_mean_spread_error_and_interval_of_three_judges():
    found = summary([Fraction(60), Fraction(64), Fraction(68)])

    assert (found.judges, found.mean) == (3, 64)
    assert (shown(found.spread), shown(found.error)) == ("4.00", "2.31")
    assert found.t == Decimal("4.302653")
    assert (shown(found.low), shown(found.high)) == ("54.06", "73.94")


def test_the_interval_stays_within_0_and_100():
    low = summary([Fraction(0), Fraction(2), Fraction(10)])
    high = summary([Fraction(90), Fraction(98), Fraction(100)])

    assert (low.low, high.high) == (0, 100)


@pytest.mark.parametrize("cuts", [[], [Fraction(60)], [Fraction(60), Fraction(61)]])
def test_below_three_judges_nothing_is_said(cuts):
    assert summary(cuts) is None


@pytest.mark.parametrize(
    ("own", "others", "is_far"),
    [
        (70, [60, 61, 62], True),
        (66, [60, 61, 62], True),
        (65, [60, 61, 62], False),
        (56, [60, 61, 62], True),
        (70, [50, 60, 70], False),
        (81, [50, 60, 70], True),
        (80, [50, 60, 70], False),
        (90, [60], False),
    ],
)
def test_far_is_more_than_two_deviations_of_the_others_and_five_points_at_least(
    own, others, is_far
):
    assert far_off(Fraction(own), [Fraction(each) for each in others]) is is_far


def row(*percents):
    return {(number, None): percent for number, percent in enumerate(percents, start=1)}


ITEMS = list(row(0, 0, 0, 0, 0))


def test_likeness_is_the_correlation_with_the_mean_of_the_others():
    other = [row(10, 20, 30, 40, 50)]

    assert shown(likeness(row(20, 30, 40, 50, 60), other, ITEMS)) == "1.00"
    assert shown(likeness(row(60, 50, 40, 30, 20), other, ITEMS)) == "-1.00"
    assert shown(likeness(row(1, 0, 0, 0, 1), [row(0, 0, 0, 1, 1)], ITEMS)) == "0.17"
    assert likeness(row(50, 50, 50, 50, 50), other, ITEMS) is None
    assert likeness(row(1, 2, 3, 4, 5), [], ITEMS) is None
    assert likeness(row(1, 2, 3, 4), [row(1, 2, 3, 4)], ITEMS[:4]) is None


def test_flags_name_each_reason_and_none_is_told_of_two_judges():
    rows = {
        1: row(50, 60, 70, 80, 90),
        2: row(52, 60, 71, 80, 90),
        3: row(55, 60, 72, 78, 92),
        4: row(30, 35, 20, 25, 10),
        5: row(70, 70, 70, 70, 70),
    }
    cuts = {judge: Fraction(sum(each.values()), 5) for judge, each in rows.items()}
    alike = {judge: cuts[judge] for judge in (1, 2, 3, 5)}
    apart = {judge: cuts[judge] for judge in (1, 2, 3, 4)}

    assert [flags(judge, alike, rows, ITEMS) for judge in alike] == [[], [], [], [SAME]]
    assert flags(4, apart, rows, ITEMS) == [FAR, UNLIKE]
    assert flags(4, {1: cuts[1], 4: cuts[4]}, rows, ITEMS) == []


def test_what_changed_between_the_rounds_counts_what_was_estimated_in_both():
    first, second = row(50, 60, 70), row(50, 65, 60, 80)

    assert change(first, second) == Change(items=3, changed=2, mean=Fraction(5))
    assert change({}, second) is None


@pytest.mark.parametrize(
    ("typed", "percent"),
    [("0", 0), ("100", 100), (" 65 ", 65), ("１２", 12), ("65%", 65), ("７０％", 70), ("007", 7)],
)
def test_a_whole_number_of_any_width_is_read(typed, percent):
    assert read_percent(typed) == percent


@pytest.mark.parametrize(
    "typed", ["", "-1", "−1", "101", "12.5", "１２．５", "abc", "1e1", "٣", "五十"]
)
def test_anything_else_is_no_estimate(typed):
    with pytest.raises(ValueError, match=r"^"):
        read_percent(typed)


@pytest.mark.parametrize(
    ("signed", "holds"),
    [
        (Signed(3, 3, 0), True),
        (Signed(3, 2, 1), True),
        (Signed(3, 1, 2), False),
        (Signed(3, 2, 0), False),
        (Signed(2, 2, 0), False),
        (Signed(6, 4, 2), True),
        (Signed(5, 3, 2), False),
        (Signed(0, 0, 0), False),
    ],
)
def test_a_standard_holds_by_three_who_count_when_no_more_than_a_third_declined(signed, holds):
    assert signed.holds is holds


def test_a_panel_goes_from_step_to_step():
    none, some, whole = Signed(0, 0, 0), Signed(3, 1, 0), Signed(3, 2, 1)

    assert [stage_of(ended, has_minutes=False, signed=none) for ended in (0, 1, 2)] == [
        Stage.FIRST, Stage.SECOND, Stage.ENDED,
    ]  # fmt: skip
    assert stage_of(2, has_minutes=True, signed=some) is Stage.SIGNING
    assert stage_of(2, has_minutes=True, signed=whole) is Stage.DONE
    assert shows_questions(Stage.SIGNING, has_answered=False)
    assert not shows_questions(Stage.SIGNING, has_answered=True)
    assert not shows_questions(Stage.DONE, has_answered=False)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=15), st.none() | st.integers(0, 100))
def test_dots_stand_within_their_frame_and_none_hides_another(others, own):
    plot = estimate_dots(others, own)
    places = {(dot.x, dot.y) for dot in plot.dots}

    assert len(plot.dots) == len(others) + (own is not None)
    assert len(places) == len(plot.dots)
    assert all(0 <= dot.x <= plot.width and 0 <= dot.y <= plot.height for dot in plot.dots)


def test_a_picture_of_cuts_has_its_mean_and_interval_between_round_ends():
    low, high = ends_of([52.3, 61.0, 58.9])
    plot = cut_dots([52.3, 61.0, 58.9], low, high, 57.4, (50.0, 64.0))

    assert (low, high) == (50, 70)
    assert plot.band[0] < plot.line < plot.band[1]
    assert ends_of([]) == (40, 60)


@pytest.mark.parametrize("freedom", range(1, 30))
def test_the_verifiers_own_series_gives_students_t(freedom):
    assert within_t(float(student.ppf(0.975, freedom)), freedom) == pytest.approx(0.95, abs=1e-9)
