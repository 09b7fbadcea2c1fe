"""Margins settled into plans: met exactly, within every limit; or what is short, by how many."""

from collections import Counter
from decimal import Decimal
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam.rules.assembly.cells import CannotMeet, Cell, sorted_into_cells
from exam.rules.assembly.plans import planned
from exam.rules.assembly.settling import settle
from tests.exam.rules.drawing import LEVELS, asking_like, banks, blueprint, question

pytestmark = pytest.mark.pure


def margins_of(plan):
    """How many of each kind, and of each group and difficulty, a plan gives."""
    kinds, levels = Counter(), Counter()
    for cell, count in plan.counts.items():
        kinds[cell.kind] += count
        levels[cell.group, cell.difficulty] += count
    return kinds, levels


def asked_by(rule):
    kinds = Counter({share.kind: share.count for share in rule.kinds if share.count})
    return kinds, Counter(
        {
            (place, level): group.counts[level]
            for place, group in enumerate(rule.groups)
            for level in LEVELS
            if group.counts[level]
        }
    )


@settings(max_examples=80)
@given(banks(), st.sampled_from(["1", "0.7", "0.5", "0.34", "0.25"]), st.integers(4, 400))
def test_every_plan_meets_every_margin_and_no_cell_gives_more_than_its_limit(
    given_bank, exposure, forms
):
    bank, chosen = given_bank
    rule = asking_like(chosen, exposure)
    cells = sorted_into_cells(rule, bank)
    try:
        plans = planned(rule, cells, forms)
    except CannotMeet:
        return

    assert forms <= plans.forms <= forms + 20
    assert plans.limit == floor(plans.forms * Decimal(exposure))
    uses = Counter()
    for plan in plans.plans:
        assert plan.forms > 0
        assert margins_of(plan) == asked_by(rule)
        assert all(count <= len(cells[cell]) for cell, count in plan.counts.items())
        uses.update({cell: plan.forms * count for cell, count in plan.counts.items()})
    assert all(used <= len(cells[cell]) * plans.limit for cell, used in uses.items())
    assert len(plans.plans) <= len(cells) + 1


def test_a_question_alone_in_its_cell_is_on_exactly_as_many_forms_as_it_may_where_it_must():
    """Law.a has one single and 15 multiples for four questions: 3.75 + 0.25 on average."""
    held = [("single", "a", 1), ("multiple", "a", 15), ("single", "b", 16), ("multiple", "b", 4)]
    rows = [(kind, part) for kind, part, count in held for _ in range(count)]
    bank = [question(n, kind, f"law.{part}") for n, (kind, part) in enumerate(rows)]
    rule = blueprint(
        [("single", 4), ("multiple", 4)], [(["law.a"], 4, 0, 0), (["law.b"], 4, 0, 0)], "0.25"
    )

    plans = planned(rule, sorted_into_cells(rule, bank), 40)

    lone = Cell(0, "easy", "single")
    assert sum(plan.forms * plan.counts.get(lone, 0) for plan in plans.plans) == plans.limit == 10


def test_half_a_question_on_average_becomes_one_on_half_of_the_forms():
    bank = [question(1, "single"), question(2, "multiple"), question(3, "single", "law.b"),
            question(4, "multiple", "law.b")]  # fmt: skip
    rule = blueprint(
        [("single", 1), ("multiple", 1)], [(["law.a"], 1, 0, 0), (["law.b"], 1, 0, 0)], "0.5"
    )

    plans = planned(rule, sorted_into_cells(rule, bank), 10)

    assert [plan.forms for plan in plans.plans] == [5, 5]
    assert plans.limit == 5


@pytest.mark.parametrize(
    ("exposure", "asked", "forms", "limit"),
    [("0.7", 4, 10, 7), ("0.25", 4, 4, 1), ("0.5", 5, 6, 3), ("1", 4, 4, 4)],
)
def test_a_small_sitting_draws_more_reserves_rather_than_break_the_limit(
    exposure, asked, forms, limit
):
    needed = {"0.7": 10, "0.25": 28, "0.5": 14, "1": 7}[exposure]
    bank = [question(n) for n in range(needed)]
    rule = blueprint([("single", 7)], [(["law.*"], 7, 0, 0)], exposure)

    plans = planned(rule, sorted_into_cells(rule, bank), asked)

    assert (plans.forms, plans.limit) == (forms, limit)


def short(rule, bank):
    with pytest.raises(CannotMeet) as problem:
        settle(rule, sorted_into_cells(rule, bank))
    return str(problem.value).split("; ")


def test_what_is_short_is_named_with_how_many():
    bank = [question(1), question(2), question(3, "multiple", difficulty="hard")]
    rule = blueprint([("single", 2), ("multiple", 3)], [(["law.*", "serv.*"], 3, 0, 2)])

    assert short(rule, bank) == [
        "Kind multiple: 3 questions are needed, 1 are there.",
        "law.*, serv.*, easy: 3 are needed, 2 are there.",
        "law.*, serv.*, hard: 2 are needed, 1 are there.",
    ]


@pytest.mark.parametrize(
    ("held", "problems"),
    [
        (
            7,
            [
                "Kind single: 8 questions are needed, 7 are there.",
                "law.*, easy: 8 are needed, 7 are there.",
            ],
        ),
        (8, None),
    ],
)
def test_the_exposure_limit_counts_in_what_is_needed(held, problems):
    bank = [question(n) for n in range(held)]
    rule = blueprint([("single", 2)], [(["law.*"], 2, 0, 0)], "0.25")

    if problems:
        assert short(rule, bank) == problems
    else:
        assert settle(rule, sorted_into_cells(rule, bank)) == {Cell(0, "easy", "single"): 2.0}


def test_an_empty_bank_is_short_of_everything():
    rule = blueprint([("single", 1)], [(["law.*"], 0, 0, 1)])

    assert short(rule, []) == [
        "Kind single: 1 questions are needed, 0 are there.",
        "law.*, hard: 1 are needed, 0 are there.",
    ]


def test_numbers_that_clash_are_found_with_the_fewest_questions_that_would_do():
    easy_law, hard_serv = question(1), question(2, topic="serv.c", difficulty="hard")
    useless = question(3, "multiple", "serv.c")
    rule = blueprint(
        [("single", 1), ("multiple", 1)], [(["law.*"], 1, 0, 0), (["serv.*"], 0, 0, 1)]
    )

    told = short(rule, [easy_law, hard_serv, useless])

    assert told[0] == (
        "Each number alone can be met, but not all together with at most 100% of the papers "
        "for one question: at least 1 more questions are needed."
    )
    assert told[1:] in (
        ["This many more would do: 1 of law.*, easy, multiple."],
        ["This many more would do: 1 of serv.*, hard, multiple."],
    )


@pytest.mark.parametrize("exposure", ["1", "0.5"])
def test_what_is_said_to_do_does(exposure):
    """A bank of law.a singles and law.b multiples, of which the crossed ones are asked for too."""
    times = {"1": 1, "0.5": 2}[exposure]
    bank = [question(n) for n in range(4 * times)]
    bank += [question(100 + n, "multiple", "law.b") for n in range(4 * times)]
    rule = blueprint(
        [("single", 1), ("multiple", 4)], [(["law.a"], 3, 0, 0), (["law.b"], 2, 0, 0)], exposure
    )
    with pytest.raises(CannotMeet) as problem:
        settle(rule, sorted_into_cells(rule, bank))
    more = [short.values for short in problem.value.shortages[1:]]
    added = [
        question(200 + 20 * place + n, row["kind"], row["topics"], row["difficulty"])
        for place, row in enumerate(more)
        for n in range(row["missing"])
    ]

    assert len(added) == problem.value.shortages[0].values["missing"] == 2 * times
    settle(rule, sorted_into_cells(rule, [*bank, *added]))
    with pytest.raises(CannotMeet):
        settle(rule, sorted_into_cells(rule, [*bank, *added[1:]]))


def test_the_busiest_cell_is_used_as_little_as_can_be():
    rich = [question(n) for n in range(30)]
    thin = [question(n, topic="law.b") for n in range(30, 32)]
    crossed = [question(100 + n, "multiple", f"law.{'ab'[n % 2]}") for n in range(36)]
    rule = blueprint([("single", 6), ("multiple", 6)], [(["law.a"], 6, 0, 0), (["law.b"], 6, 0, 0)])

    shares = settle(rule, sorted_into_cells(rule, [*rich, *thin, *crossed]))

    assert sum(shares.values()) == pytest.approx(12)
    assert shares[Cell(0, "easy", "single")] == pytest.approx(5.4)
    assert shares[Cell(1, "easy", "single")] == pytest.approx(0.6)


def with_target(target, tolerance="0.02"):
    """Two kinds of unlike difficulty in one cell of topics: the plan decides the mean."""
    bank = [question(n, "single", expected=Decimal("0.9")) for n in range(40)]
    bank += [question(50 + n, "multiple", expected=Decimal("0.5")) for n in range(40)]
    bank += [question(100 + n, "single", "law.b", expected=Decimal("0.7")) for n in range(40)]
    bank += [question(150 + n, "multiple", "law.b", expected=Decimal("0.7")) for n in range(40)]
    return bank, blueprint(
        [("single", 5), ("multiple", 5)],
        [(["law.a"], 5, 0, 0), (["law.b"], 5, 0, 0)],
        target=target,
        tolerance=tolerance,
    )


@pytest.mark.parametrize("target", ["0.62", "0.7", "0.78"])
def test_the_mean_comes_near_the_target(target):
    bank, rule = with_target(target)
    cells = sorted_into_cells(rule, bank)

    shares = settle(rule, cells)

    mean = sum(share * float(cells[cell][0].expected) for cell, share in shares.items()) / 10
    assert abs(mean - float(target)) <= 0.02 / 4 + 1e-6


def test_a_target_that_the_bank_cannot_reach_is_said_with_how_near_it_comes():
    bank, rule = with_target("0.9")

    assert "; ".join(short(rule, bank)) == (
        "The mean expected share of right answers comes to 0.800 at best; the blueprint asks for "
        "0.9, give or take 0.02. Write easier or harder questions, or set another target."
    )


def test_a_question_counts_in_the_first_group_that_holds_its_topic_alone():
    bank = [question(1, topic="law.a"), question(2, topic="law.b"), question(3, topic="cred.x")]
    rule = blueprint([("single", 2)], [(["law.a"], 1, 0, 0), (["law.*"], 1, 0, 0)])

    cells = sorted_into_cells(rule, [*bank, question(4, "multiple")])

    assert {cell: [each.code for each in found] for cell, found in cells.items()} == {
        Cell(0, "easy", "single"): ["q001"],
        Cell(1, "easy", "single"): ["q002"],
    }
