"""The one next step of an officer, for every place where they can stand."""

from itertools import combinations

import pytest

from oversight.rules.next_step import Standing, Step, next_step

pytestmark = pytest.mark.pure

# What can be true of an officer, the most urgent first.
BY_URGENCY = {
    "is_writing": Step.GO_ON_WRITING,
    "may_start": Step.START_EXAM,
    "has_module_left": Step.STUDY,
    "may_register": Step.REGISTER,
    "is_registered": Step.WAIT_FOR_OPENING,
    "is_handed_in": Step.WAIT_FOR_RESULT,
    "has_failed": Step.LOOK_AT_RESULT,
}
OVER_ONCE_PASSED = ("has_module_left", "may_register", "has_failed")


def test_every_step_comes_up_in_this_table():
    assert {*BY_URGENCY.values(), Step.PRACTISE} == set(Step)


def test_who_has_nothing_to_do_practises():
    assert next_step(Standing()) is Step.PRACTISE


@pytest.mark.parametrize(("fact", "step"), BY_URGENCY.items())
def test_each_fact_alone_gives_its_step(fact, step):
    assert next_step(Standing(**{fact: True})) is step


@pytest.mark.parametrize(("urgent", "other"), list(combinations(BY_URGENCY, 2)))
def test_of_two_facts_the_more_urgent_decides(urgent, other):
    assert next_step(Standing(**{urgent: True, other: True})) is BY_URGENCY[urgent]


def test_of_all_facts_the_running_clock_decides():
    standing = Standing(**dict.fromkeys(BY_URGENCY, True), has_passed=True)

    assert next_step(standing) is Step.GO_ON_WRITING


@pytest.mark.parametrize("fact", OVER_ONCE_PASSED)
def test_who_has_passed_is_not_sent_to_study_register_or_look_at_a_failure(fact):
    assert next_step(Standing(**{fact: True}, has_passed=True)) is Step.PRACTISE


@pytest.mark.parametrize("fact", sorted(set(BY_URGENCY) - set(OVER_ONCE_PASSED)))
def test_who_has_passed_and_sits_again_is_led_through_it(fact):
    assert next_step(Standing(**{fact: True}, has_passed=True)) is BY_URGENCY[fact]
