"""Weak topics, by predicted recall and first tries."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from practice.rules.memory import HELD, Try, memory_of
from practice.rules.rounds import Practised
from practice.rules.weakness import weak_topics

pytestmark = pytest.mark.pure
TODAY = date(2026, 3, 2)


def found(**shares) -> list[str]:
    """The weak topics where each question of a topic was tried once, ten days ago."""
    questions, tries = [], {}
    for topic, each in shares.items():
        for at, share in enumerate(each):
            code = f"{topic}-{at}"
            questions.append(Practised(code, 1, topic, "single", 4, shuffle=True))
            tries[code] = [Try(Fraction(share), is_sure=True, on=TODAY - timedelta(10))]
    questions.append(Practised("never", 1, "new", "single", 4, shuffle=True))
    memories = {code: memory_of(each) for code, each in tries.items()}
    return [each.topic for each in weak_topics(questions, tries, memories, TODAY)]


def test_fewer_than_five_tries_are_too_few_to_say():
    assert found(a=[0] * 4, b=[0] * 5) == ["b"]


def test_the_weakest_comes_first_and_three_at_most_are_named():
    assert found(a=[0] * 5, b=[1, 0, 0, 0, 0], c=[1, 1, 0, 0, 0], d=[1, 1, 1, 0, 0]) == [
        "a", "b", "c",
    ]  # fmt: skip


def test_a_topic_that_is_held_is_not_weak():
    assert found(a=[1] * 9) == []


def test_what_was_tried_today_is_weak_by_what_is_left_of_it_in_a_week():
    questions = [Practised(f"q{at}", 1, "a", "single", 4, shuffle=True) for at in range(5)]
    wrong_then_right = [
        Try(Fraction(0), is_sure=True, on=TODAY - timedelta(1)),
        Try(Fraction(1), is_sure=True, on=TODAY),
    ]
    tries = {each.code: wrong_then_right for each in questions}
    memories = {code: memory_of(each) for code, each in tries.items()}
    in_a_week = memories["q0"].recall(TODAY + timedelta(7))

    (weak,) = weak_topics(questions, tries, memories, TODAY)

    assert memories["q0"].recall(TODAY) == 1
    assert in_a_week < HELD
    assert (weak.tried, weak.recall, weak.first) == (5, pytest.approx(in_a_week), 0)
