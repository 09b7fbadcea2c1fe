"""Rulings on questions after the fact: which one holds, and what cannot be."""

from types import SimpleNamespace

import pytest

from exam.rules.rulings import Rule, Ruling, as_rows, read_rulings, ruling_on, unfit

pytestmark = pytest.mark.pure

DROP, CREDIT = Ruling(7, None, Rule.DROP), Ruling(7, None, Rule.CREDIT)


def revision(number=1, question_id=1, kind="single", size=4, parts=()):
    key = {"parts": [{"kind": each, "size": many} for each, many in parts]}
    return SimpleNamespace(question_id=question_id, number=number, kind=kind, size=size, key=key)


def case(number=1, parts=(("single", 4), ("short_answer", 1))):
    return revision(number, kind="case", size=len(parts), parts=parts)


def test_of_several_rulings_on_a_question_the_last_holds():
    assert ruling_on([DROP, CREDIT], 7, None) == CREDIT
    assert ruling_on([CREDIT, DROP], 7, None) == DROP
    assert ruling_on([DROP], 8, None) is None


def test_a_ruling_on_a_part_is_about_that_part_and_one_on_a_case_about_each():
    part, whole = Ruling(7, 1, Rule.CREDIT), Ruling(7, None, Rule.DROP)

    assert [ruling_on([part], 7, at) for at in (0, 1, 2)] == [None, part, None]
    assert [ruling_on([part, whole], 7, at) for at in (0, 1, 2)] == [whole] * 3
    assert [ruling_on([whole, part], 7, at) for at in (0, 1, 2)] == [whole, part, whole]


def test_rulings_come_back_from_their_rows():
    rulings = (DROP, Ruling(7, 2, Rule.ACCEPT, 9))

    assert read_rulings(as_rows(rulings)) == rulings
    assert as_rows(rulings)[1] == {"revision": 7, "part": 2, "rule": "accept", "by": 9}


@pytest.mark.parametrize("rule", [Rule.KEY, Rule.ACCEPT])
def test_a_key_can_be_that_of_a_later_revision_of_the_same_shape(rule):
    assert unfit(Ruling(1, None, rule, 2), revision(), revision(2)) is None
    assert unfit(Ruling(1, 0, rule, 2), case(), case(2)) is None


@pytest.mark.parametrize(
    ("asked", "by", "part"),
    [
        (revision(), None, None),
        (revision(), revision(2, question_id=2), None),
        (revision(2), revision(1), None),
        (revision(2), revision(2), None),
        (revision(), revision(2, kind="judgement"), None),
        (revision(), revision(2, size=5), None),
        (case(), case(2, [("single", 5), ("short_answer", 1)]), 0),
        (case(), case(2, [("multiple", 4), ("short_answer", 1)]), 0),
        (case(), revision(2), 0),
        (case(), case(2), 1),
        (case(), case(2), None),
        (revision(kind="short_answer", size=1), revision(2, kind="short_answer", size=1), None),
        (revision(kind="ordering"), revision(2, kind="ordering"), None),
        (revision(kind="matching"), revision(2, kind="matching"), None),
        (case(1, [("matching", 4)]), case(2, [("matching", 4)]), 0),
        (
            case(1, [("single", 4), ("ordering", 4)]),
            case(2, [("single", 4), ("ordering", 4)]),
            None,
        ),
    ],
    ids=[
        "no revision",
        "of another question",
        "of an earlier revision",
        "of the same revision",
        "of another kind",
        "with another number of options",
        "of a part of another size",
        "of a part of another kind",
        "of no case",
        "of a written part",
        "of a case with a written part",
        "of a written answer",
        "of an order",
        "of pairs",
        "of pairs in a case",
        "of a case with an order",
    ],
)
@pytest.mark.parametrize("rule", [Rule.KEY, Rule.ACCEPT])
def test_no_other_key_marks_a_question(rule, asked, by, part):
    assert unfit(Ruling(1, part, rule, 2), asked, by)


@pytest.mark.parametrize("rule", [Rule.CREDIT, Rule.DROP])
def test_points_for_all_and_dropping_need_no_key_and_take_none(rule):
    assert unfit(Ruling(1, None, rule), revision(), None) is None
    assert unfit(Ruling(1, 1, rule), case(), None) is None
    assert unfit(Ruling(1, None, rule), case(), None) is None
    assert unfit(Ruling(1, None, rule, 2), revision(), revision(2))


@pytest.mark.parametrize(("asked", "part"), [(revision(), 0), (case(), 2), (case(), -1)])
def test_a_part_that_is_not_there_cannot_be_ruled_on(asked, part):
    assert unfit(Ruling(1, part, Rule.DROP), asked, None)
