"""From marks to an outcome: exact, floored at nothing, rounded once."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam.rules.blueprint import Blueprint
from exam.rules.blueprint_parts import KindShare, Section
from exam.rules.grading import Mark, Part, outcome, rounded

pytestmark = pytest.mark.pure


def blueprint(pass_percent="60", law_floor="0", serv_floor="0"):
    return Blueprint(
        code="b",
        version=1,
        titles={},
        minutes=60,
        pass_percent=Decimal(pass_percent),
        pool="exam",
        exposure=Decimal(1),
        show_paper=True,
        kinds=(KindShare("single", 2, Decimal(1)),),
        groups=(),
        sections=(
            Section("law", {}, ("law.*",), Decimal(law_floor)),
            Section("serv", {}, ("serv.*",), Decimal(serv_floor)),
        ),
    )


def mark(share, points="1", topic="law.a", slot=1):
    return Mark(slot, topic, Decimal(points), Fraction(share), answered=True)


def part(earned, full):
    return Part(Fraction(earned), Fraction(full))


def test_an_outcome_sums_the_whole_the_sections_and_the_topics():
    marks = [
        mark("1/3", "4", "law.a"),
        mark(1, "2.5", "law.b"),
        mark(0, "1", "law.b"),
        mark("1/2", "3", "serv.c"),
    ]

    whole = outcome(blueprint(), marks)

    assert whole.total == part("16/3", "10.5")
    assert whole.sections == {"law": part("23/6", "7.5"), "serv": part("3/2", 3)}
    assert whole.topics == {
        "law.a": part("4/3", 4),
        "law.b": part("5/2", "3.5"),
        "serv.c": part("3/2", 3),
    }
    assert list(whole.topics) == ["law.a", "law.b", "serv.c"]


@pytest.mark.parametrize(
    ("share", "missed"),
    [
        ("60/100", ()),
        ("59995/100000", ("total",)),
        ("595/1000", ("total",)),
        (Fraction(60, 100) - Fraction(1, 10**12), ("total",)),
        (Fraction(60, 100) + Fraction(1, 10**12), ()),
        (1, ()),
        (0, ("total",)),
    ],
)
def test_exactly_at_the_pass_mark_passes_and_a_hair_below_does_not(share, missed):
    whole = outcome(blueprint(), [mark(share, "100")])

    assert whole.missed == missed
    assert whole.passed is not bool(missed)


def test_three_thirds_are_one():
    whole = outcome(blueprint("100"), [mark("1/3", "0.1"), mark("1/3", "0.1"), mark("1/3", "0.1")])

    assert whole.total.earned == Fraction(1, 10)
    assert outcome(blueprint("100"), [mark(1, "33.3333")] * 3).passed


@pytest.mark.parametrize(
    ("law", "serv", "missed"),
    [
        ("1/2", 1, ()),
        ("499/1000", 1, ("law",)),
        (1, "1/5", ("serv",)),
        (1, "1/4", ()),
        ("1/4", "1/5", ("total", "law", "serv")),
    ],
)
def test_every_section_must_reach_its_floor(law, serv, missed):
    marks = [mark(law, "10", "law.a"), mark(serv, "10", "serv.c")]

    assert outcome(blueprint("60", "50", "25"), marks).missed == missed


def test_a_section_without_questions_on_the_form_has_no_floor_to_miss():
    whole = outcome(blueprint("60", "50", "100"), [mark(1)])

    assert (whole.passed, whole.sections["serv"].percent) == (True, 100)


def test_a_paper_without_an_answer_does_not_pass():
    assert outcome(blueprint("0.001"), [mark(0)]).missed == ("total",)


def test_a_topic_of_no_section_counts_in_the_whole_alone():
    whole = outcome(blueprint(), [mark(1, "2", "cred.x"), mark(0, "1")])

    assert whole.total == part(2, 3)
    assert whole.sections["law"] == part(0, 1)


@pytest.mark.parametrize(
    ("first", "second", "earned"), [("-2", "1", 0), ("-1/2", "1", "1/2"), ("-1", "1", 0)]
)
def test_judgements_below_nothing_take_away_but_never_below_nothing(first, second, earned):
    whole = outcome(blueprint(), [mark(first), mark(second, topic="serv.c")])

    assert whole.total == part(earned, 2)
    assert whole.sections["law"] == part(0, 1)


marks_lists = st.lists(
    st.builds(
        mark,
        st.fractions(-1, 1, max_denominator=12),
        st.decimals("0.5", "9", places=1).map(str),
        st.sampled_from(["law.a", "law.b", "serv.c", "cred.x"]),
        st.integers(1, 99),
    ),
    min_size=1,
    max_size=12,
)


@given(marks_lists, st.randoms(use_true_random=False))
def test_the_order_of_the_slots_does_not_matter(marks, chance):
    turned = list(marks)
    chance.shuffle(turned)

    assert outcome(blueprint("50", "40", "30"), turned) == outcome(
        blueprint("50", "40", "30"), marks
    )


@given(marks_lists, st.integers(0, 11), st.fractions(0, 1, max_denominator=12))
def test_more_points_never_rank_lower_nor_fail_who_passed(marks, at, more):
    at %= len(marks)
    old = marks[at]
    better = [*marks]
    better[at] = mark(old.share + more, str(old.points), old.topic, old.slot)

    before, after = (outcome(blueprint("50", "40", "30"), each) for each in (marks, better))

    assert after.total.earned >= before.total.earned
    assert set(after.missed) <= set(before.missed)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "0.000"),
        ("60", "60.000"),
        ("2/3", "0.667"),
        ("1/3", "0.333"),
        ("0.0005", "0.001"),
        ("0.00049", "0.000"),
        ("0.0015", "0.002"),
        ("59.9994", "59.999"),
        ("59.9995", "60.000"),
        ("-1/3", "-0.333"),
        ("-0.0005", "-0.001"),
        ("-0.0004", "0.000"),
    ],
)
def test_rounding_is_half_up_to_three_places(value, shown):
    assert str(rounded(Fraction(value))) == shown


@given(st.fractions(0, 10_000))
def test_what_is_rounded_is_the_nearest_thousandth_and_the_upper_of_two(value):
    found = Fraction(rounded(value))

    assert -Fraction(1, 2000) < found - value <= Fraction(1, 2000)
    assert (found * 1000).denominator == 1


def test_what_is_just_below_a_half_is_not_rounded_twice():
    assert rounded(Fraction(1, 2000) - Fraction(1, 10**40)) == Decimal("0.000")
