"""Six weeks towards an exam: along the plan, and crammed into the first two."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from accounts.queries import actor_of, person_of
from practice.actions import answering, goals, rounds
from practice.queries.plans import plan_of
from practice.rules.memory import Try, memory_of
from tests.practice.conftest import ask

DAYS = 42
QUESTIONS = 60
DAILY = 20
KNOWN_AT_FIRST = 0.5


class Learner:
    """Somebody whose answers are right as often as the model of memory says."""

    def __init__(self, seed: int) -> None:
        self.tries: dict[str, list[Try]] = {}
        self._chance = Random(seed)

    def answers(self, code: str, on: date) -> bool:
        """Whether the answer is right; it is remembered from then on."""
        memory = memory_of(self.tries.get(code, ()))
        recall = memory.recall(on) if memory else KNOWN_AT_FIRST
        is_right = self._chance.random() < recall
        made = Try(Fraction(is_right), is_sure=True, on=on)
        self.tries.setdefault(code, []).append(made)
        return is_right

    def recall(self, on: date) -> float:
        """The mean recall over all questions on a day."""
        return sum(memory_of(each).recall(on) for each in self.tries.values()) / QUESTIONS


@pytest.fixture
def actor(session, cast, calendar, in_app):
    for at in range(QUESTIONS):
        topic = ("law.basics", "law.minor", "proc.notice")[at % 3]
        ask(session, cast, "true_false", f"q-{at:02}", topic=topic)
    return actor_of(person_of(cast.lin.id))


def practise_a_day(learner: Learner, actor, on: date) -> int:
    """Round after round of what is due, until nothing is; how many questions it was."""
    count = 0
    while plan_of(actor.id).today:
        begun = rounds.begin("due", actor=actor)
        for number, slot in enumerate(begun.slots, start=1):
            is_right = learner.answers(slot["question"], on)
            answering.answer(begun.id, number, is_right, is_sure=True, actor=actor)
            count += 1
    return count


def cram(seed: int, tries: int, first: date) -> Learner:
    """As many tries in the first two weeks, all questions over and over."""
    learner = Learner(seed)
    for at in range(tries):
        on = first + timedelta(at * 14 // tries)
        learner.answers(f"q-{at % QUESTIONS:02}", on)
    return learner


@pytest.mark.parametrize("seed", [1, 2])
def test_six_weeks_along_the_plan_see_everything_level_the_load_and_last(calendar, actor, seed):
    first, exam_on = calendar.today, calendar.today + timedelta(DAYS)
    goals.set_goal(exam_on, DAILY, actor=actor)
    learner, loads, caps = Learner(seed), [], []

    for _ in range(DAYS):
        caps.append(plan_of(actor.id).cap)
        loads.append(practise_a_day(learner, actor, calendar.today))
        calendar.turn()

    plan = plan_of(actor.id)
    crammer = cram(seed, sum(loads), first)
    first_looks = [each[0].on for each in learner.tries.values()]
    assert len(first_looks) == QUESTIONS
    assert max(first_looks) < exam_on - timedelta(2)
    assert all(load <= cap for load, cap in zip(loads, caps, strict=True))
    assert max(caps) <= 2 * caps[0] < DAILY
    assert max(Counter(first_looks).values()) <= 5
    assert plan.tries == learner.tries
    assert learner.recall(exam_on) >= 0.85
    assert learner.recall(exam_on) > crammer.recall(exam_on) + 0.05
