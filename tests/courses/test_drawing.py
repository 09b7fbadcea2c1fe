"""Which questions a quiz or a test asks."""

from collections import Counter
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.drawing import Taught, draw

pytestmark = pytest.mark.pure
SEEDS = range(20)


@dataclass(frozen=True)
class Asked:
    code: str
    topic: str = "proc.inspect"
    kind: str = "single"
    facts: tuple[str, ...] = ()
    enemies: tuple[str, ...] = ()


B2 = Taught.of(["proc.inspect"], ["F-APL-55", "F-TML-22/23"])


def codes(questions):
    return {each.code for each in questions}


def drawn(questions, count, *, modules=(B2,), last=(), familiar=()):
    """What comes out with each of many seeds."""
    return [
        draw(questions, modules, count=count, last=last, familiar=familiar, chance=Random(each))
        for each in SEEDS
    ]


@pytest.mark.parametrize("fact", ["F-APL-55", "F-TML-22", "F-TML-23", "F-TML-22/23"])
def test_what_rests_on_a_fact_taught_comes_first(fact):
    questions = [Asked("taught", facts=(fact,)), *(Asked(f"q{at}") for at in range(9))]

    assert all("taught" in codes(each) for each in drawn(questions, 1))


def test_what_the_last_draw_did_not_ask_comes_first():
    questions = [Asked(f"q{at}") for at in range(6)]

    assert {frozenset(codes(each)) for each in drawn(questions, 3, last=("q0", "q1", "q2"))} == {
        frozenset({"q3", "q4", "q5"})
    }


def test_a_self_check_comes_after_what_the_last_draw_asked_and_only_where_others_lack():
    questions = [Asked(f"q{at}") for at in range(4)]

    found = drawn(questions, 3, last=("q0", "q1"), familiar=("q2", "q3"))

    assert all({"q0", "q1"} < codes(each) for each in found)
    assert {frozenset(codes(each)) for each in found} == {
        frozenset({"q0", "q1", "q2"}),
        frozenset({"q0", "q1", "q3"}),
    }


def test_what_is_taught_and_was_asked_goes_before_what_is_not_taught():
    questions = [Asked("taught", facts=("F-APL-55",)), Asked("other"), Asked("another")]

    assert all("taught" in codes(each) for each in drawn(questions, 1, last=("taught",)))


def test_kinds_are_mixed():
    questions = [
        Asked(f"{kind}{at}", kind=kind)
        for kind in ("single", "multiple", "true_false")
        for at in range(9)
    ]

    assert {
        tuple(sorted(Counter(each.kind for each in one).values())) for one in drawn(questions, 10)
    } == {(3, 3, 4)}


def test_a_question_that_gives_another_away_is_left_out_while_there_are_others():
    questions = [Asked("a", enemies=("b",)), Asked("b"), Asked("c"), Asked("d")]

    assert all(not {"a", "b"} <= codes(each) for each in drawn(questions, 3))
    assert all(len(each) == 4 for each in drawn(questions, 4))


def test_modules_take_turns_and_none_asks_beyond_its_topics():
    modules = [Taught.of([topic], []) for topic in ("one", "two", "three")]
    questions = [
        Asked(f"{topic}{at}", topic) for topic in ("one", "two", "three", "four") for at in range(9)
    ]

    assert {
        tuple(sorted(Counter(each.topic for each in one).items()))
        for one in drawn(questions, 9, modules=modules)
    } == {(("one", 3), ("three", 3), ("two", 3))}


def test_a_module_that_has_no_more_leaves_its_turns_to_the_others():
    modules = [Taught.of([topic], []) for topic in ("one", "two")]
    questions = [Asked("x", "one"), *(Asked(f"y{at}", "two") for at in range(9))]

    assert {len(each) for each in drawn(questions, 8, modules=modules)} == {8}


def test_each_draw_is_another_and_the_same_seed_gives_the_same():
    questions = [Asked(f"q{at}") for at in range(30)]

    once, again = drawn(questions, 10), drawn(questions, 10)

    assert once == again
    assert len({tuple(each) for each in once}) == len(SEEDS)


ASKED = st.builds(
    Asked,
    code=st.uuids().map(str),
    topic=st.sampled_from(["one", "two", "elsewhere"]),
    kind=st.sampled_from(["single", "multiple", "ordering"]),
    facts=st.lists(st.sampled_from(["F-1", "F-2"]), max_size=2).map(tuple),
)


@given(
    questions=st.lists(ASKED, max_size=40, unique_by=lambda each: each.code),
    count=st.integers(1, 45),
    seed=st.integers(),
    data=st.data(),
)
def test_no_question_twice_none_off_the_topics_and_as_many_as_there_are(
    questions, count, seed, data
):
    some = st.sets(st.sampled_from([each.code for each in questions] or [""]))
    last, familiar = data.draw(some), data.draw(some)
    modules = [Taught.of(["one"], ["F-1"]), Taught.of(["two"], ["F-2"])]

    one = draw(questions, modules, count=count, last=last, familiar=familiar, chance=Random(seed))

    on_topic = [each for each in questions if each.topic != "elsewhere"]
    assert len(one) == len(codes(one)) == min(count, len(on_topic))
    assert codes(one) <= codes(on_topic)
