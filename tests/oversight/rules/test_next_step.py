"""The one next step of an officer, for every place where they can stand."""

from itertools import combinations

import pytest

from credentials.rules.findings import Answer, Finding, Verdict
from credentials.rules.phrases import Phrase
from oversight.rules.next_step import (
    NEEDS,
    Need,
    Standing,
    Step,
    leading,
    met_by,
    needs_of,
    next_step,
)

pytestmark = pytest.mark.pure

# What can be true of an officer, the most urgent first.
BY_URGENCY = {
    "is_writing": Step.GO_ON_WRITING,
    "may_start": Step.START_EXAM,
    "is_round_running": Step.GO_TO_ROUND,
    "has_module_left": Step.STUDY,
    "may_register": Step.REGISTER,
    "may_enter": Step.ENTER_COMPETITION,
    "lacks_photo": Step.FILE_PHOTO,
    "is_registered": Step.WAIT_FOR_OPENING,
    "is_handed_in": Step.WAIT_FOR_RESULT,
    "has_failed": Step.LOOK_AT_RESULT,
    "lost_credential": Step.ASK_ABOUT_CREDENTIAL,
    "holds_credential": Step.LOOK_AT_CREDENTIAL,
}
NEEDED_FOR = {
    "has_module_left": Need.COURSES,
    "may_register": Need.EXAM,
    "may_enter": Need.CONTEST,
    "lacks_photo": Need.PAPERS,
    "has_failed": Need.EXAM,
}
ALL = frozenset(Need)


def finding(kind, answer):
    return Finding("c", kind, {"zh": "", "en": ""}, answer, Phrase("required"))


def test_every_step_comes_up_in_this_table():
    assert {*BY_URGENCY.values(), Step.WAIT_FOR_ISSUERS, Step.PRACTISE} == set(Step)


def test_who_can_do_nothing_now_practises():
    assert next_step(Standing(needs=ALL)) is Step.PRACTISE


@pytest.mark.parametrize(("fact", "step"), BY_URGENCY.items())
def test_each_fact_alone_gives_its_step(fact, step):
    assert next_step(Standing(**{fact: True}, needs=ALL)) is step


@pytest.mark.parametrize(("urgent", "other"), list(combinations(BY_URGENCY, 2)))
def test_of_two_facts_the_more_urgent_decides(urgent, other):
    standing = Standing(**{urgent: True, other: True}, needs=ALL)

    assert next_step(standing) is BY_URGENCY[urgent]


def test_of_all_facts_the_running_clock_decides():
    standing = Standing(**dict.fromkeys(BY_URGENCY, True), needs=ALL)

    assert next_step(standing) is Step.GO_ON_WRITING


@pytest.mark.parametrize(("fact", "need"), NEEDED_FOR.items())
def test_nobody_is_sent_after_what_is_no_longer_asked_for(fact, need):
    assert next_step(Standing(**{fact: True}, needs=ALL - {need})) is not BY_URGENCY[fact]


@pytest.mark.parametrize("fact", sorted(set(BY_URGENCY) - set(NEEDED_FOR) - {"holds_credential"}))
def test_who_needs_nothing_and_does_it_again_is_led_through_it(fact):
    standing = Standing(**{fact: True}, holds_credential=True)

    assert next_step(standing) is BY_URGENCY[fact]


@pytest.mark.parametrize("needs", [frozenset(), frozenset({Need.PAPERS})])
def test_who_has_done_everything_waits_for_the_issuers(needs):
    assert next_step(Standing(needs=needs)) is Step.WAIT_FOR_ISSUERS


def test_nobody_waits_for_issuers_where_nothing_is_issued():
    assert next_step(Standing(), has_gate=False) is Step.PRACTISE


def test_who_holds_a_credential_waits_for_nobody():
    assert next_step(Standing(holds_credential=True)) is Step.LOOK_AT_CREDENTIAL


@pytest.mark.parametrize(("kind", "need"), NEEDS.items())
@pytest.mark.parametrize("answer", [Answer.NOT_MET, Answer.UNKNOWN])
def test_what_is_not_met_or_not_known_is_still_asked_for(kind, need, answer):
    met = finding("exam" if need is not Need.EXAM else "course", Answer.MET)

    assert needs_of([finding(kind, answer), met]) == {need}


def test_a_step_is_about_the_first_condition_that_it_helps_to_meet():
    met, first, second = (
        finding("exam", Answer.MET),
        finding("exam", Answer.UNKNOWN),
        finding("exam", Answer.NOT_MET),
    )
    found = [finding("course", Answer.NOT_MET), met, first, second]

    assert met_by(Step.REGISTER, found) is first
    assert met_by(Step.STUDY, found) is found[0]
    assert met_by(Step.FILE_PHOTO, found) is None
    assert met_by(Step.PRACTISE, found) is None


def test_of_several_credentials_the_nearest_leads_and_of_equals_the_first():
    def verdict(*answers):
        found = tuple(finding("exam", answer) for answer in answers)
        return Verdict(("q", 1), answers[0], None, found)

    near, far = verdict(Answer.MET, Answer.UNKNOWN), verdict(Answer.NOT_MET, Answer.NOT_MET)

    assert [leading([far, near]), leading([near, far]), leading([far, far])] == [1, 0, 0]
