"""What an answer earns in a slot, and that marking many at once changes nothing of it."""

import json
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam.rules.marks import IN_LETTERS, Keys, Marked, Marker, Unrated, Unsettled
from exam.rules.rulings import Rule, Ruling
from question_bank.kinds import KINDS, PARTS

pytestmark = pytest.mark.pure

QUESTIONS = {
    "single": ({"right": 1, "size": 4}, 4, "none"),
    "multiple": ({"right": [0, 2], "size": 4}, 4, "proportional"),
    "judgement": ({"earns": [0, 3, -1, 2]}, 4, "none"),
    "ordering": ({"length": 3}, 3, "adjacent"),
    "matching": ({"length": 3}, 3, "proportional"),
    "true_false": ({"right": True}, 2, "none"),
    "fill_blank": ({"blanks": [["七", "a"], ["b"]]}, 2, "proportional"),
    "numeric": ({"number": "7", "tolerance": "0.0001", "units": []}, 1, "none"),
    "short_answer": ({"rubric": ["2", "1"]}, 1, "none"),
}
FIRST = dict(enumerate(QUESTIONS))


def revision(kind, key=None, **more):
    plain, size, partial = QUESTIONS[kind]
    return SimpleNamespace(
        kind=kind,
        size=size,
        partial=partial,
        key=key or plain,
        asked={},
        told={},
        topic="law.a",
        **more,
    )


BANK = {number: revision(kind) for number, kind in FIRST.items()}


def share(kind, value, *, rulings=(), given=None, bank=BANK, order=None):
    number = list(QUESTIONS).index(kind)
    slot = Keys(bank, rulings).slot(number, None, "3")
    mark = slot.mark(value, order or range(QUESTIONS[kind][1]), given)
    return mark.share, mark.answered


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("7", True),
        ("7.0001", True),
        ("6.9999", True),
        ("7.00011", False),
        ("6.99989", False),
        ("７", True),
        ("７．０", True),
        ("\u22127", False),
        ("7,0", False),
        ("7e0", False),
        ("1e3", False),
        ("NaN", False),
        ("Infinity", False),
        ("-Infinity", False),
        ("inf", False),
    ],
)
def test_a_number_is_right_within_its_tolerance_and_what_is_no_number_never(typed, right):
    assert share("numeric", json.dumps(typed)) == (Fraction(right), True)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e400", "1" + "0" * 400])
def test_what_is_no_text_is_no_answer_to_a_number(value):
    assert share("numeric", value) == (0, False)


@pytest.mark.parametrize("typed", ["1" + "0" * 400, " ", ""])
def test_a_text_that_is_too_long_or_empty_is_no_answer_to_a_number(typed):
    assert share("numeric", json.dumps(typed)) == (0, False)


def test_a_minus_in_any_shape_is_understood():
    below = {7: revision("numeric", {"number": "-5", "tolerance": "0", "units": []})}

    for typed in ("-5", "\u22125", "\uff0d5", "-５"):
        assert share("numeric", json.dumps(typed), bank=below) == (1, True)


@pytest.mark.parametrize(
    ("letter", "earned"), [("a", "0"), ("b", "1"), ("c", "-1/3"), ("d", "2/3")]
)
def test_a_judgement_may_earn_less_than_nothing(letter, earned):
    assert share("judgement", json.dumps(letter)) == (Fraction(earned), True)


@pytest.mark.parametrize("kind", sorted(PARTS))
@pytest.mark.parametrize("value", [None, "null", '{"x":1}', "3", "[[1]]"])
def test_no_answer_and_one_of_no_form_earn_nothing(kind, value):
    assert share(kind, value) == (0, False)


@pytest.mark.parametrize("kind", sorted({*IN_LETTERS, "true_false", "fill_blank"}))
def test_a_text_is_no_answer_where_none_is_asked_for(kind):
    assert share(kind, json.dumps("七月 a")) == (0, False)


def corrected(rule):
    """Single, right is b; by the corrected key d is. Multiple, right were a and c; now c and d."""
    bank = {
        **BANK,
        9: revision("single", {"right": 3, "size": 4}),
        10: revision("multiple", {"right": [2, 3], "size": 4}),
    }
    return {"bank": bank, "rulings": [Ruling(0, None, rule, 9), Ruling(1, None, rule, 10)]}


@pytest.mark.parametrize(
    ("rule", "shares"),
    [(Rule.KEY, [0, 0, 0, 1]), (Rule.ACCEPT, [0, 1, 0, 1])],
)
def test_a_corrected_key_counts_instead_of_the_old_one_or_beside_it(rule, shares):
    earned = [share("single", f'"{letter}"', **corrected(rule)) for letter in "abcd"]

    assert earned == [(each, True) for each in shares]


@pytest.mark.parametrize(
    ("letters", "by_key", "by_either"),
    [
        ('["a","c"]', "0", "1"),
        ('["c","d"]', "1", "1"),
        ('["a"]', "0", "1/2"),
        ('["c"]', "1/2", "1/2"),
        ('["b","c"]', "0", "0"),
        (None, "0", "0"),
    ],
)
def test_of_two_keys_the_better_counts_by_the_rule_under_which_was_answered(
    letters, by_key, by_either
):
    assert share("multiple", letters, **corrected(Rule.KEY))[0] == Fraction(by_key)
    assert share("multiple", letters, **corrected(Rule.ACCEPT))[0] == Fraction(by_either)


@pytest.mark.parametrize("value", [None, '"a"', '"b"', '"z"'])
def test_credit_earns_everything_for_everyone_who_had_the_question(value):
    credited = [Ruling(0, None, Rule.CREDIT)]

    assert share("single", value, rulings=credited)[0] == 1


def test_a_written_answer_earns_what_markers_gave_of_its_rubric():
    assert share("short_answer", '"七日"', given=Fraction(9, 4)) == (Fraction(3, 4), True)
    assert share("short_answer", '"  "') == (0, False)
    with pytest.raises(Unsettled):
        share("short_answer", '"七日"')


def test_a_ruling_on_a_part_of_a_case_marks_that_part_alone():
    part = {"kind": "single", "size": 4, "partial": "none"}
    old, new = ({**part, "key": {"right": right, "size": 4}} for right in (0, 1))
    case = SimpleNamespace(
        kind="case",
        size=2,
        partial="none",
        key={"parts": [old, old]},
        asked={},
        told={},
        topic="law.a",
    )
    later = SimpleNamespace(**{**vars(case), "key": {"parts": [new, new]}})
    keys = Keys({1: case, 2: later}, [Ruling(1, 1, Rule.KEY, 2)])

    earned = [keys.slot(1, at, "2").mark('"a"', range(4)).share for at in (0, 1)]

    assert earned == [1, 0]


def test_a_standard_that_leaves_a_question_out_marks_nothing():
    rated = Keys(BANK, (), {(0, None): Fraction(3, 5)})

    assert rated.slot(0, None, "1").mark(None, range(4)).barely == Fraction(3, 5)
    with pytest.raises(Unrated):
        rated.slot(1, None, "1")


def test_every_kind_of_part_is_one_that_a_marker_knows_how_to_tell_apart():
    assert set(PARTS) == IN_LETTERS | {"true_false", "fill_blank", "numeric", "short_answer"}
    assert set(KINDS) - set(PARTS) == {"case"}


texts = st.one_of(
    st.none(),
    st.sampled_from([f'"{letter}"' for letter in "abcdz"]),
    st.lists(st.sampled_from([*"abcd", None]), max_size=4).map(json.dumps),
    st.sampled_from(["true", "false", "null", '"7"', '["七","b"]', '["a","b"]', '{"a":"b"}']),
)


@st.composite
def sheets(draw):
    """Papers of some slots, each with an order of its own, and what was answered."""
    papers = []
    asked = draw(
        st.lists(st.sampled_from(sorted(set(QUESTIONS) - {"short_answer"})), min_size=1, max_size=2)
    )
    for attempt_id in range(draw(st.integers(1, 6))):
        slots, values = [], {}
        for number in range(1, draw(st.integers(1, 4)) + 1):
            kind = draw(st.sampled_from(asked))
            size = QUESTIONS[kind][1]
            order = draw(st.permutations(range(size))) if kind in IN_LETTERS else list(range(size))
            points = draw(st.sampled_from(["1", "2.5"]))
            at = list(QUESTIONS).index(kind)
            slots.append({"revision": at, "order": list(order), "points": points})
            text = draw(texts)
            values |= {number: text} if text is not None else {}
        papers.append((attempt_id, slots, values))
    return papers


@given(sheets())
def test_marking_each_different_answer_once_marks_every_paper_as_slot_by_slot(papers):
    keys = Keys(BANK, [Ruling(0, None, Rule.CREDIT)])
    marker = Marker(keys)

    marked = [marker.paper(attempt_id, slots, values, {}) for attempt_id, slots, values in papers]

    for paper, (attempt_id, slots, values) in zip(marked, papers, strict=True):
        assert paper.attempt_id == attempt_id
        assert [marker.items[at] for at in paper.items] == [(s["revision"], None) for s in slots]
        assert [marker.marks[at] for at in paper.marks] == [
            keys.slot(slot["revision"], None, slot["points"]).mark(
                values.get(number), slot["order"]
            )
            for number, slot in enumerate(slots, start=1)
        ]


def test_the_same_letter_on_another_form_is_another_answer():
    marker = Marker(Keys(BANK))
    orders = ([0, 1, 2, 3], [1, 0, 2, 3], [0, 1, 3, 2])

    papers = [
        marker.paper(at, [{"revision": 0, "order": order, "points": "1"}], {1: '"a"'}, {})
        for at, order in enumerate(orders)
    ]

    assert [marker.marks[paper.marks[0]].share for paper in papers] == [0, 1, 0]


def test_the_same_words_earn_what_each_candidates_markers_gave():
    marker = Marker(Keys(BANK))
    slots = [{"revision": 8, "order": [0], "points": "3"}]

    papers = [marker.paper(at, slots, {1: '"x"'}, {1: Fraction(at)}) for at in (1, 2)]

    assert papers == [Marked(1, [0], [0]), Marked(2, [0], [1])]
    assert [mark.share for mark in marker.marks] == [Fraction(1, 3), Fraction(2, 3)]
