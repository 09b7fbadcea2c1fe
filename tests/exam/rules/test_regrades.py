"""Regrades: what moves, in which order, which rulings stand, who may answer."""

from decimal import Decimal

import pytest

from exam.rules.regrades import (
    Change,
    Reached,
    Tally,
    answer_problem,
    changes,
    merged,
    proposer_problem,
    ruling_problem,
    tally,
)
from exam.rules.rulings import Rule, Ruling

pytestmark = pytest.mark.pure


def reached(score, *, passed):
    return Reached(Decimal(score), Decimal(100), passed)


BEFORE = {
    1: reached(60, passed=True),
    2: reached(59, passed=False),
    3: reached(80, passed=True),
    4: reached(30, passed=False),
    5: reached(70, passed=True),
    6: reached(90, passed=True),
}
AFTER = {
    1: reached(57, passed=False),
    2: reached(62, passed=True),
    3: reached(85, passed=True),
    4: reached(20, passed=False),
    5: reached(70, passed=True),
}


def test_who_passes_or_fails_otherwise_comes_first_then_the_largest_moves():
    found = changes(BEFORE, AFTER)

    assert [(each.attempt_id, each.difference, each.is_turned) for each in found] == [
        (1, Decimal(-3), True),
        (2, Decimal(3), True),
        (4, Decimal(-10), False),
        (3, Decimal(5), False),
    ]


def test_the_tally_counts_what_changes_and_what_is_gone():
    found = tally(BEFORE, AFTER, changes(BEFORE, AFTER))

    assert found == Tally(papers=5, changed=4, now_pass=1, now_fail=1, gone=1)


def test_the_same_results_change_nothing():
    assert changes(BEFORE, BEFORE) == []
    assert changes({}, AFTER) == []
    assert tally(AFTER, AFTER, []) == Tally(papers=5, changed=0, now_pass=0, now_fail=0, gone=0)


def test_passing_otherwise_with_the_same_score_is_a_change():
    before, after = reached(60, passed=True), reached(60, passed=False)

    assert changes({1: before}, {1: after}) == [Change(1, before, after)]


def test_on_one_question_the_newest_ruling_holds():
    standing = (Ruling(7, None, Rule.DROP), Ruling(3, 1, Rule.CREDIT))
    new = (Ruling(7, None, Rule.KEY, 9), Ruling(3, 0, Rule.DROP))

    assert merged(standing, new) == (
        Ruling(3, 0, Rule.DROP),
        Ruling(3, 1, Rule.CREDIT),
        Ruling(7, None, Rule.KEY, 9),
    )
    assert merged(standing, ()) == standing[::-1]


@pytest.mark.parametrize(
    ("ruling", "is_written", "is_possible"),
    [
        (Ruling(1, None, Rule.CREDIT), False, True),
        (Ruling(1, None, Rule.DROP), True, True),
        (Ruling(1, None, Rule.KEY, 5), False, True),
        (Ruling(1, None, Rule.ACCEPT, 5), False, True),
        (Ruling(1, None, Rule.KEY, 6), False, False),
        (Ruling(1, None, Rule.KEY), False, False),
        (Ruling(1, None, Rule.ACCEPT, 5), True, False),
    ],
)
def test_a_key_needs_one_of_the_corrections(ruling, is_written, is_possible):
    problem = ruling_problem(ruling, is_written=is_written, corrections=[5])

    assert (problem is None) == is_possible


def test_nobody_decides_about_their_own():
    assert proposer_problem(sits=False) is None
    assert "sit themselves" in proposer_problem(sits=True)
    assert answer_problem(1, asker_id=2, sits=False, held=False) is None
    assert "yourself" in answer_problem(2, asker_id=2, sits=False, held=False)
    assert "sit themselves" in answer_problem(1, asker_id=2, sits=True, held=False)
    assert "planned or held" in answer_problem(1, asker_id=2, sits=False, held=True)
