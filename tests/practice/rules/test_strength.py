"""How strong somebody is in each topic."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from practice.rules.records import Record, Spot, Tried, Where
from practice.rules.rounds import Practised
from practice.rules.strength import Strength, strengths
from question_bank.rules.verdict import Verdict, verdict

pytestmark = pytest.mark.pure


def tried(share) -> Record:
    at, spot = datetime(2026, 3, 1, tzinfo=UTC), Spot(Where.PRACTICE, 1, 1)
    return Record((Tried("a", Fraction(share), is_sure=True, at=at, spot=spot),))


def test_a_topic_counts_its_questions_those_answered_and_those_right_at_the_last_try():
    questions = [
        Practised(code, 1, topic, "single", 4, shuffle=True)
        for code, topic in [("a", "x"), ("b", "x"), ("c", "x"), ("d", "y")]
    ]
    records = {"a": tried("1"), "b": tried("1/2"), "withdrawn": tried("0")}

    found = strengths(questions, records, ["y", "empty", "x"])

    assert found == [Strength("y", 1, 0, 0), Strength("x", 3, 2, 1)]


@pytest.mark.parametrize(
    ("share", "value", "said"),
    [
        ("1", "a", Verdict.RIGHT),
        ("99/100", "a", Verdict.PARTLY),
        ("1/100", ["a"], Verdict.PARTLY),
        ("0", False, Verdict.WRONG),
        ("-1/3", "a", Verdict.WRONG),
        ("0", None, Verdict.UNKNOWN),
    ],
)
def test_an_answer_is_right_partly_right_wrong_or_unknown(share, value, said):
    assert verdict(Fraction(share), value) is said
