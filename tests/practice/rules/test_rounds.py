"""Which questions come next, and in which order."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random

import pytest

from practice.rules.records import Record, Spot, Tried, Where
from practice.rules.rounds import NOTEBOOK, Practised, about, mixed, next_questions, notebook_of

pytestmark = pytest.mark.pure

START = datetime(2026, 3, 1, tzinfo=UTC)
SEEDS = range(20)


def asked(code, *, topic="law.basics", kind="single", size=4, shuffle=True) -> Practised:
    return Practised(code, 1, topic, kind, size, shuffle)


def tried(*shares, day=0) -> Record:
    at, spot = START + timedelta(days=day), Spot(Where.PRACTICE, 1, 1)
    return Record(
        tuple(Tried("a", Fraction(each), is_sure=True, at=at, spot=spot) for each in shares)
    )


def codes(questions) -> list[str]:
    return [each.code for each in questions]


def test_wrong_ones_come_first_then_unseen_ones_then_the_longest_unanswered():
    records = {
        "fresh": tried("1", "1", day=9),
        "old": tried("1", "1", day=1),
        "wrong": tried("0"),
        "mended": tried("1", "0"),
    }
    questions = [asked(code) for code in ("fresh", "new", "old", "mended", "wrong", "newer")]

    drawn = [codes(next_questions(questions, records, Random(seed))) for seed in SEEDS]

    assert {frozenset(each[:2]) for each in drawn} == {frozenset({"wrong", "mended"})}
    assert {frozenset(each[2:4]) for each in drawn} == {frozenset({"new", "newer"})}
    assert {tuple(each[4:]) for each in drawn} == {("old", "fresh")}
    assert len({tuple(each) for each in drawn}) == 4


@pytest.mark.parametrize(("there", "drawn"), [(0, 0), (9, 9), (10, 10), (11, 10)])
def test_a_round_has_ten_questions_at_most_and_none_twice(there, drawn):
    found = codes(next_questions([asked(str(at)) for at in range(there)], {}, Random(1)))

    assert (len(found), len(set(found))) == (drawn, drawn)


def test_the_same_seed_gives_the_same_round():
    questions = [asked(str(at)) for at in range(30)]

    assert next_questions(questions, {}, Random("a")) == next_questions(questions, {}, Random("a"))


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("law.basics", ["a"]),
        ("law", ["a", "b"]),
        ("la", []),
        ("lawful", ["c"]),
        ("law.basic", []),
        ("", []),
        (NOTEBOOK, ["b"]),
        (notebook_of("law.minor"), ["b"]),
        (notebook_of("law.basics"), []),
        (notebook_of("law"), []),
    ],
)
def test_a_round_is_about_a_topic_those_below_it_or_the_notebook(subject, found):
    questions = [asked("a"), asked("b", topic="law.minor"), asked("c", topic="lawful")]
    records = {"a": tried("1", "1"), "b": tried("1", "0"), "gone": tried("0")}

    assert codes(about(subject, questions, records)) == found


def test_topics_take_turns_each_spread_over_the_whole():
    many = [asked(f"m{at}", topic="m") for at in range(4)]
    few = [asked(f"f{at}", topic="f") for at in range(2)]

    assert codes(mixed([*many, *few])) == ["m0", "f0", "m1", "m2", "f1", "m3"]
    assert mixed([]) == []


def test_a_round_about_what_is_new_of_a_topic_or_a_family_takes_nothing_that_was_tried():
    questions = [
        asked("new"),
        asked("old"),
        asked("other", topic="law.minor"),
        asked("lawn", topic="lawn.x"),
    ]
    records = {"old": tried("1")}

    assert codes(about("new:law", questions, records)) == ["new", "other"]
    assert codes(about("new:law.basics", questions, records)) == ["new"]
    assert about("new:proc", questions, records) == []
    assert about("new:notebook", questions, records) == []
