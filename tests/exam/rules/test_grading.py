"""From marks to an outcome: exact, floored at nothing, rounded once."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam.rules.blueprint import Blueprint
from exam.rules.blueprint_parts import KindShare, Section
from exam.rules.grading import Mark, Outcome, Part, rounded, shown
from exam.rules.rulings import Rule
from exam.rules.scoring import NothingLeft, outcomes

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


def mark(share, points="1", topic="law.a", **more):
    return Mark(topic, Fraction(points), Fraction(share), answered=True, **more)


def outcome(rule, marks):
    return next(outcomes(rule, marks, [range(len(marks))]))


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
    better[at] = mark(old.share + more, old.points, old.topic)

    before, after = (outcome(blueprint("50", "40", "30"), each) for each in (marks, better))

    assert after.total.earned >= before.total.earned
    assert set(after.missed) <= set(before.missed)


def test_a_dropped_slot_gives_its_points_to_all_others_so_that_the_full_mark_stays():
    marks = [
        mark(1, "2", "law.a"),
        mark(0, "3", "law.b", rule=Rule.DROP),
        mark("1/2", "4", "serv.c"),
    ]

    whole = outcome(blueprint(), marks)

    assert whole == Outcome(
        total=part(6, 9),
        sections={"law": part(3, 3), "serv": part(3, 6)},
        topics={"law.a": part(3, 3), "serv.c": part(3, 6)},
        missed=(),
        factor=Fraction(9, 6),
    )
    assert [shown(each, whole.factor) for each in marks] == ["3.000", "-", "3.000"]


@pytest.mark.parametrize(
    ("pass_percent", "right", "missed"),
    [("60", 30, ()), ("60", 29, ("total",)), ("61", 30, ("total",))],
)
def test_the_pass_mark_is_held_against_what_is_left_after_dropping(pass_percent, right, missed):
    marks = [mark(at < right, "1") for at in range(50)] + [mark(1, "1", rule=Rule.DROP)] * 2

    assert outcome(blueprint(pass_percent), marks).missed == missed


def test_a_section_of_which_every_slot_is_dropped_has_no_floor_to_miss():
    marks = [mark(1), mark(0, topic="serv.c", rule=Rule.DROP)]

    whole = outcome(blueprint("60", "50", "50"), marks)

    assert (whole.missed, whole.sections["serv"], list(whole.topics)) == ((), part(0, 0), ["law.a"])


@pytest.mark.parametrize("left", [[], [mark(1, "0")]])
def test_a_paper_of_which_everything_is_dropped_has_no_outcome(left):
    with pytest.raises(NothingLeft):
        outcome(blueprint(), [*left, mark(1, rule=Rule.DROP)])


def test_questions_worth_nothing_change_nothing():
    assert outcome(blueprint("100"), [mark(1), mark(0, "0")]).total == part(1, 1)
    assert outcome(blueprint("100"), [mark(1, "0")]).total == part(0, 0)
    assert outcome(blueprint("100"), [mark(1, "0")]).passed


def test_thirty_three_and_a_third_thrice_are_a_hundred_and_add_up_exactly():
    marks = [mark(1, "33.33333"), mark("2/3", "33.33333"), mark(0, "33.33334")]

    whole = outcome(blueprint("60"), marks)

    assert whole.total == part(Fraction("33.33333") * 5 / 3, 100)
    assert whole.total.shown == ["55.556", "100.000"]
    assert whole.total.earned == sum(each.earned for each in marks)


@pytest.mark.parametrize(
    ("earned", "missed", "written"),
    [
        ("59.5", ("total",), "59.500"),
        ("59.995", ("total",), "59.995"),
        ("59.9995", ("total",), "60.000"),
        ("60", (), "60.000"),
    ],
)
def test_what_is_rounded_up_to_the_pass_mark_has_not_reached_it(earned, missed, written):
    whole = outcome(blueprint(), [mark(Fraction(earned) / 100, "100")])

    assert (whole.missed, whole.total.shown[0]) == (missed, written)


def test_an_answer_that_is_credited_is_shown_without_one_and_any_other_is_not():
    silent = Mark("law.a", Fraction(2), Fraction(0), answered=False)
    credited = Mark("law.a", Fraction(2), Fraction(1), answered=False, rule=Rule.CREDIT)

    assert (shown(silent, Fraction(1)), shown(credited, Fraction(1))) == (None, "2.000")


def standard(*slots):
    """Marks from (share, points, what barely qualified candidates earn)."""
    return [mark(share, points, barely=Fraction(barely)) for share, points, barely in slots]


@pytest.mark.parametrize(
    ("share", "missed"),
    [("2/3", ()), (Fraction(2, 3) - Fraction(1, 10**15), ("total",)), (1, ()), (0, ("total",))],
)
def test_with_a_standard_the_cut_passes_exactly_and_the_percentage_says_nothing(share, missed):
    marks = standard((share, "3", "1/2"), (0, "1", "1/2"))

    whole = outcome(blueprint("100"), marks)

    assert (whole.cut, whole.missed) == (2, missed)


def test_the_cut_is_carried_over_the_slots_that_are_left_and_floors_stay():
    marks = [
        *standard(("1/2", "2", "1/3"), (1, "2", "1/2")),
        mark(1, "4", "serv.c", barely=Fraction(9, 10), rule=Rule.DROP),
    ]

    whole = outcome(blueprint("0", "80"), marks)

    assert whole.cut == Fraction(8, 4) * (2 * Fraction(1, 3) + 2 * Fraction(1, 2))
    assert (whole.total, whole.missed) == (part(6, 8), ("law",))


def plain(rule, marks):
    """The definition, slot by slot in fractions: slow and obvious."""
    kept = [each for each in marks if each.rule is not Rule.DROP]
    full, left = sum(each.points for each in marks), sum(each.points for each in kept)
    if full and not left:
        raise NothingLeft
    factor = Fraction(full, left) if left != full else Fraction(1)

    def over(those):
        earned = sum((each.share * each.points * factor for each in those), Fraction(0))
        return Part(max(earned, Fraction(0)), sum((e.points * factor for e in those), Fraction(0)))

    sections = {
        section.code: over([each for each in kept if section.holds(each.topic)])
        for section in rule.sections
    }
    total, rated = over(kept), [each for each in marks if each.barely is not None]
    cut = sum(each.points * factor * (each.barely or 0) for each in kept) if rated else None
    needed = Fraction(rule.pass_percent) * total.full / 100 if cut is None else cut
    missed = ["total"] if total.earned < needed else []
    missed += [
        section.code
        for section in rule.sections
        if sections[section.code].earned * 100
        < Fraction(section.floor_percent) * sections[section.code].full
    ]
    return Outcome(
        total,
        sections,
        {topic: over([e for e in kept if e.topic == topic]) for topic in {e.topic for e in kept}},
        tuple(missed),
        cut,
        factor,
    )


huge = st.fractions(-1, 1, max_denominator=10**30)
any_mark = st.builds(
    Mark,
    topic=st.sampled_from(["law.a", "law.b", "serv.c", "cred.x"]),
    points=st.sampled_from(["0", "1", "2.5", "33.33333", "0.001"]).map(Fraction),
    share=st.one_of(st.sampled_from([Fraction(0), Fraction(1), Fraction(-1, 3)]), huge),
    answered=st.booleans(),
    rule=st.sampled_from([None, None, None, Rule.DROP, Rule.CREDIT, Rule.KEY]),
    barely=st.just(None),
)


@given(
    st.lists(any_mark, min_size=1, max_size=9, unique=True),
    st.lists(st.lists(st.integers(0, 8), min_size=1, max_size=12), min_size=1, max_size=5),
    st.booleans(),
    st.fractions(0, 1, max_denominator=700),
)
def test_many_papers_at_once_come_to_what_the_plain_definition_says_of_each(
    marks, papers, has_standard, barely
):
    if has_standard:
        marks = [replace(each, barely=barely) for each in marks]
    papers = [[at % len(marks) for at in paper] for paper in papers]
    rule = blueprint("50", "40", "30")

    try:
        expected = [plain(rule, [marks[at] for at in paper]) for paper in papers]
    except NothingLeft:
        with pytest.raises(NothingLeft):
            list(outcomes(rule, marks, papers))
        return
    assert list(outcomes(rule, marks, papers)) == expected


def test_more_papers_than_are_added_at_once_come_in_their_order():
    marks = [mark(0), mark(1)]
    papers = [[at % 2, 1] for at in range(10_000)]

    totals = [each.total.earned for each in outcomes(blueprint(), marks, papers)]

    assert totals == [1, 2] * 5_000


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
