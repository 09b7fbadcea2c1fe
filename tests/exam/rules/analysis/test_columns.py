"""From marked papers to columns: what is missing, dropped, not reached, and a case as one."""

from fractions import Fraction

import pytest

from exam.rules.analysis.columns import columns_of
from exam.rules.grading import Mark
from exam.rules.marks import Marked
from exam.rules.rulings import Rule

pytestmark = pytest.mark.pure


def mark(share, points=1, *, answered=True, rule=None, chosen=()):
    return Mark("law", Fraction(points), Fraction(share), answered, rule, None, chosen)


RIGHT, WRONG, NONE = mark(1, chosen=(1,)), mark(0, chosen=(3,)), mark(0, answered=False)
SINGLES = [(11, None), (12, None), (13, None)]


def test_an_answer_that_was_not_given_earns_nothing_and_a_question_not_on_the_paper_is_missing():
    papers = [Marked(1, [0, 1], [0, 2]), Marked(2, [0, 2], [1, 0])]

    found = columns_of(SINGLES, [RIGHT, WRONG, NONE], papers, {})

    assert found.papers.had.tolist() == [2, 1, 1]
    assert found.papers.means.tolist() == [0.5, 0, 1]
    assert found.papers.given.tolist() == [True, False, True, True]
    assert found.revisions == [11, 12, 13]


def test_not_reached_is_what_stands_after_the_last_answer():
    papers = [
        Marked(1, [0, 1, 2], [2, 0, 2]),
        Marked(2, [0, 1, 2], [0, 2, 2]),
        Marked(3, [0, 1, 2], [2, 2, 2]),
    ]

    found = columns_of(SINGLES, [RIGHT, WRONG, NONE], papers, {})

    assert found.unreached.tolist() == [1, 2, 3]


def test_a_dropped_question_is_no_entry_and_the_others_count_for_more():
    dropped = mark(0, 2, rule=Rule.DROP)
    papers = [Marked(1, [0, 1, 2], [1, 0, 0])]

    found = columns_of(SINGLES, [RIGHT, dropped], papers, {}).papers

    assert found.had.tolist() == [0, 1, 1]
    assert found.earned.tolist() == [2, 2]
    assert found.totals.tolist() == found.fulls.tolist() == [4]


def test_the_parts_of_a_case_are_one_question():
    items = [(21, 0), (21, 1), (22, None)]
    typed = mark(0)
    papers = [Marked(1, [0, 1, 2], [0, 3, 1]), Marked(2, [0, 1, 2], [0, 2, 0])]

    found = columns_of(items, [RIGHT, WRONG, NONE, typed], papers, {(21, 0): 4, (22, None): 4})

    assert found.papers.had.tolist() == [2, 2]
    assert found.papers.earned.tolist() == [1, 0, 1, 1]
    assert found.papers.full.tolist() == [2, 1, 2, 1]
    assert found.papers.given.all()
    assert found.papers.question[found.papers.picked_at].tolist() == [0, 1, 0, 1]
    assert found.papers.picked.tolist() == [1, 7, 1, 5]


def test_choices_are_counted_by_their_places_in_the_bank():
    both = mark(1, chosen=(0, 2))
    papers = [Marked(1, [0, 1], [0, 2]), Marked(2, [0, 1], [1, 2])]

    found = columns_of(SINGLES[:2], [RIGHT, WRONG, both], papers, {(11, None): 4, (12, None): 3})

    assert found.options == [
        ((11, None), 0), ((11, None), 1), ((11, None), 2), ((11, None), 3),
        ((12, None), 0), ((12, None), 1), ((12, None), 2),
    ]  # fmt: skip
    assert found.papers.options.tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert sorted(found.papers.picked.tolist()) == [1, 3, 4, 4, 6, 6]


def test_of_no_papers_there_are_no_columns():
    found = columns_of([], [], [], {})

    assert (found.papers.count, found.papers.questions, found.unreached.tolist()) == (0, 0, [])
