"""Forms: margins exactly met, enemies apart, use spread evenly, the seen spared, repeatable."""

from collections import Counter
from decimal import Decimal
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam.rules.assembly.cells import CannotMeet, Part, sorted_into_cells
from exam.rules.assembly.forms import draw
from exam.rules.assembly.orders import shared_points
from exam.rules.assembly.plans import planned
from exam.rules.assembly.tolerance import refuse_uneven
from tests.exam.rules.drawing import KINDS, asking_like, banks, blueprint, drawn, question

pytestmark = pytest.mark.pure


def papers_of(found):
    """The codes on each form, in its order."""
    return [[found.deck.questions[at].code for at in row] for row in found.questions.tolist()]


@settings(max_examples=60)
@given(banks(), st.sampled_from(["1", "0.7", "0.5"]), st.integers(4, 30))
def test_every_form_meets_every_margin_exactly(given_bank, exposure, count):
    bank, chosen = given_bank
    rule = asking_like(chosen, exposure)
    known = {each.revision_id: each for each in bank}
    try:
        found = drawn(rule, bank, count=count)
    except CannotMeet:
        return

    forms = list(found.forms())

    assert [form.number for form in forms] == list(range(1, found.count + 1))
    for form in forms:
        questions = [known[slot.revision_id] for slot in form.slots if slot.part in (None, 0)]
        assert asking_like(questions, exposure) == rule
        assert len(set(questions)) == len(questions)
        assert [q.kind for q in questions] == sorted((q.kind for q in questions), key=KINDS.index)
        mean = sum(q.expected for q in questions) / len(questions)
        assert abs(form.expected - mean) <= Decimal("0.00005")
        assert sum(slot.points for slot in form.slots) == rule.full_marks


@settings(max_examples=60)
@given(banks(), st.sampled_from(["1", "0.5", "0.25"]), st.integers(4, 60))
def test_use_differs_by_one_at_most_in_a_cell_and_never_exceeds_the_limit(
    given_bank, exposure, count
):
    bank, chosen = given_bank
    rule = asking_like(chosen, exposure)
    cells = sorted_into_cells(rule, bank)
    try:
        plans = planned(rule, cells, count)
        found = draw(rule, bank, plans, seed=b"s", language="zh", seen={})
    except CannotMeet:
        return

    use = Counter(code for paper in papers_of(found) for code in paper)

    assert max(use.values()) <= plans.limit <= Decimal(exposure) * found.count
    for cell in plans.cells:
        uses = [use[each.code] for each in cells[cell]]
        assert max(uses) - min(uses) <= 1


@settings(max_examples=25)
@given(banks(enemies=True), st.binary(min_size=1, max_size=8))
def test_the_same_seed_draws_the_same_forms_whatever_the_order_of_the_bank(given_bank, seed):
    bank, chosen = given_bank
    rule = asking_like(chosen)
    try:
        forms = list(drawn(rule, bank, count=4, seed=seed).forms())
    except CannotMeet:
        return

    assert list(drawn(rule, list(reversed(bank)), count=4, seed=seed).forms()) == forms


@settings(max_examples=60)
@given(banks(enemies=True), st.integers(4, 9))
def test_enemies_never_meet_and_no_question_comes_twice(given_bank, count):
    bank, chosen = given_bank
    foes = {(each.code, foe) for each in bank for foe in each.enemies}
    try:
        papers = papers_of(drawn(asking_like(chosen), bank, count=count))
    except CannotMeet:
        papers = []

    for paper in papers:
        assert len(set(paper)) == len(paper)
        assert not {(a, b) for a in paper for b in paper} & foes


def test_enemies_that_leave_too_few_are_said_with_their_cell():
    bank = [question(1, enemies=[2]), question(2)]

    with pytest.raises(CannotMeet) as problem:
        drawn(blueprint([("single", 2)], [(["law.*"], 2, 0, 0)]), bank, count=4)

    assert str(problem.value) == "Enemies leave too few questions: easy, single."


def test_where_no_exchange_parts_enemies_the_least_used_question_comes():
    """Of three questions two are on each form: the third must be on all, more often than dealt."""
    bank = [question(1, enemies=[2]), question(2), question(3)]

    papers = papers_of(drawn(blueprint([("single", 2)], [(["law.*"], 2, 0, 0)]), bank, count=6))

    assert {frozenset(paper) for paper in papers} == {
        frozenset({"q001", "q003"}),
        frozenset({"q002", "q003"}),
    }


def test_a_question_that_is_alone_in_its_cell_stays_and_its_enemy_gives_way():
    bank = [question(1, "ordering", enemies=[2]), question(2), question(3)]
    rule = blueprint([("ordering", 1), ("single", 1)], [(["law.*"], 2, 0, 0)])

    papers = papers_of(drawn(rule, bank, count=6))

    assert {frozenset(paper) for paper in papers} == {frozenset({"q001", "q003"})}


def test_a_question_that_comes_for_an_enemy_does_not_break_the_limit():
    bank = [question(1, enemies=[2]), question(2), question(3)]
    rule = blueprint([("single", 2)], [(["law.*"], 2, 0, 0)], "0.7")

    with pytest.raises(CannotMeet, match="Enemies"):
        drawn(rule, bank, count=10)


def test_an_enemy_named_on_one_side_alone_is_kept_apart_on_both():
    bank = [question(1, enemies=[2]), *(question(n) for n in range(2, 7))]

    papers = papers_of(drawn(blueprint([("single", 3)], [(["law.*"], 3, 0, 0)]), bank, count=60))

    assert [paper for paper in papers if {"q001", "q002"} <= set(paper)] == []
    use = Counter(code for paper in papers for code in paper)
    assert set(use.values()) == {30}


def test_another_seed_or_language_draws_other_forms():
    bank = [question(n) for n in range(40)]
    rule = blueprint([("single", 10)], [(["law.*"], 10, 0, 0)])

    papers = papers_of(drawn(rule, bank, count=4))

    assert papers_of(drawn(rule, bank, count=4, seed=b"other")) != papers
    assert papers_of(drawn(rule, bank, count=4, language="en")) != papers


def test_options_that_may_not_be_moved_stay():
    bank = [question(1, shuffles=False), *(question(n) for n in range(2, 5))]
    rule = blueprint([("single", 4)], [(["law.*"], 4, 0, 0)])

    forms = list(drawn(rule, bank, count=20).forms())

    orders = {(slot.revision_id == 1, slot.order) for form in forms for slot in form.slots}
    assert {order for is_first, order in orders if is_first} == {(0, 1, 2, 3)}
    assert len(orders) > 10


def test_a_form_is_ordered_by_kind_as_the_blueprint_says():
    bank = [question(1, "ordering", size=3), question(2), question(3, "multiple")]
    rule = blueprint([("multiple", 1), ("ordering", 1), ("single", 1)], [(["law.*"], 3, 0, 0)])

    form, *_ = drawn(rule, bank, count=4).forms()

    assert [slot.revision_id for slot in form.slots] == [3, 1, 2]
    assert [slot.points for slot in form.slots] == [Decimal(1), Decimal(2), Decimal(3)]


def test_a_case_is_one_question_and_gives_a_slot_for_each_part_together_and_in_order():
    parts = (Part(4, True, Decimal(2)), Part(1, False, Decimal(1)), Part(4, True, Decimal(1)))
    bank = [question(1, "case", parts=parts), question(2), question(3)]
    rule = blueprint([("case", 1), ("single", 2)], [(["law.*"], 3, 0, 0)])

    forms = list(drawn(rule, bank, count=30).forms())

    for form in forms:
        assert [(s.revision_id, s.part) for s in form.slots[:3]] == [(1, 0), (1, 1), (1, 2)]
        assert [s.points for s in form.slots[:3]] == [Decimal(".5"), Decimal(".25"), Decimal(".25")]
        assert form.slots[1].order == (0,)
        assert {s.part for s in form.slots[3:]} == {None}
    assert len({form.slots[0].order for form in forms}) > 5
    assert any(form.slots[0].order != form.slots[2].order for form in forms)


@pytest.mark.parametrize(
    ("points", "own", "shared"),
    [
        ("10", ["1", "1", "1"], ["3.334", "3.333", "3.333"]),
        ("10", ["2", "3"], ["4", "6"]),
        ("5", ["1", "2", "4"], ["0.714", "1.429", "2.857"]),
        ("0.001", ["1", "1"], ["0.001", "0"]),
    ],
)
def test_the_points_of_a_case_are_shared_in_thousandths_and_add_up(points, own, shared):
    found = shared_points(Decimal(points), [Decimal(each) for each in own])

    assert found == [Decimal(each) for each in shared]
    assert sum(found) == Decimal(points)


def spread_bank(count=240, seed=1):
    """Questions of unlike difficulty in six cells of the same size."""
    roll = Random(seed)
    return [
        question(
            n,
            KINDS[n % 2],
            difficulty=("easy", "medium", "hard")[n % 3],
            expected=Decimal(roll.randint(3000, 9500)) / 10_000,
        )
        for n in range(count)
    ]


SPREAD = {
    "kinds": [("single", 12), ("multiple", 12)],
    "groups": [(["law.*"], 8, 8, 8)],
    "exposure": "0.25",
}


def test_balanced_forms_are_at_least_five_times_nearer_to_each_other_than_by_chance():
    bank, rule = spread_bank(), blueprint(**SPREAD)
    roll = Random(2)
    cells = sorted_into_cells(rule, bank)
    by_chance = [
        sum(int(q.expected * 10_000) for cell in cells.values() for q in roll.sample(cell, 4))
        for _ in range(300)
    ]

    sums = drawn(rule, bank, count=300).sums

    assert np.ptp(sums) * 5 <= np.ptp(by_chance)
    assert sums.std() * 5 <= np.std(by_chance)


def test_sums_are_those_of_the_questions_on_the_form():
    found = drawn(blueprint(**SPREAD), spread_bank(), count=40)

    assert found.deck.expected[found.questions].sum(axis=1).tolist() == found.sums.tolist()


@pytest.mark.parametrize(("tolerance", "holds"), [("0.01", True), ("0.000001", False)])
def test_forms_beyond_the_tolerance_are_refused_with_how_far_they_are(tolerance, holds):
    rule = blueprint(**SPREAD, tolerance=tolerance)
    found = drawn(rule, spread_bank(), count=5)
    assert np.ptp(found.sums) > 0

    if holds:
        refuse_uneven(found)
    else:
        with pytest.raises(CannotMeet, match="5 papers cannot be brought near enough"):
            refuse_uneven(found)


def test_without_another_way_forms_stay_as_hard_as_their_only_questions():
    """Two plans whose means differ and nothing to exchange: refused, not hidden."""
    bank = [
        question(1, "single", expected=Decimal("0.9")),
        question(2, "multiple", expected=Decimal("0.1")),
        question(3, "single", "law.b", expected=Decimal("0.9")),
        question(4, "multiple", "law.b", expected=Decimal("0.5")),
    ]
    rule = blueprint(
        [("single", 1), ("multiple", 1)],
        [(["law.a"], 1, 0, 0), (["law.b"], 1, 0, 0)],
        "0.5",
        tolerance="0.05",
    )

    with pytest.raises(CannotMeet) as problem:
        refuse_uneven(drawn(rule, bank, count=4))

    assert problem.value.shortages[0].values == {
        "count": 4,
        "forms": 4,
        "farthest": "0.5000",
        "goal": "0.6000",
        "tolerance": "0.05",
    }


@pytest.mark.parametrize(("held", "left"), [(30, 0), (12, 0), (8, 2), (6, 4)])
def test_as_few_seen_questions_as_can_be_are_on_a_candidates_form(held, left):
    """Six of a cell on each form; the candidate of form 2 has seen six of them."""
    bank = [question(n) for n in range(held)]
    rule = blueprint([("single", 6)], [(["law.*"], 6, 0, 0)])
    known = {f"q{n:03}" for n in range(6)}

    found = drawn(rule, bank, count=8, seen={2: known})

    expected_left = max(0, 6 - (held - 6))
    assert found.seen_left == {2: expected_left}
    assert len(known & set(papers_of(found)[1])) == expected_left
    assert expected_left in (left, 4, 6)


def test_what_one_is_spared_goes_to_nobody_who_has_seen_it():
    bank = [question(n, expected=Decimal(40 + n) / 100) for n in range(40)]
    rule = blueprint([("single", 10)], [(["law.*"], 10, 0, 0)], "0.5")
    seen = {number: {f"q{n:03}" for n in range(number, number + 8)} for number in range(1, 11)}

    found = drawn(rule, bank, count=20, seen=seen)

    papers = papers_of(found)
    assert all(not known & set(papers[number - 1]) for number, known in seen.items())
    assert set(Counter(code for paper in papers for code in paper).values()) == {5}


def test_balancing_gives_nobody_what_they_were_spared():
    bank, rule = spread_bank(), blueprint(**SPREAD)
    roll = Random(3)
    seen = {n: {each.code for each in roll.sample(bank, 60)} for n in range(1, 101)}

    found = drawn(rule, bank, count=110, seen=seen)

    assert set(found.seen_left.values()) == {0}
    assert np.ptp(found.sums) / 24 / 10_000 < 0.01
