"""Counting how far officers are."""

from itertools import product

import pytest

from credentials.rules.findings import Answer, Finding
from credentials.rules.phrases import Phrase
from oversight.rules.funnel import HOLDS, STEPS, Stand, answers_of, funnel, lacks

pytestmark = pytest.mark.pure
MET, NOT, UNKNOWN = Answer.MET, Answer.NOT_MET, Answer.UNKNOWN
CODES = ["course", "exam", "service"]


def stand(*answers, holds=False):
    return Stand(dict(zip(CODES, answers, strict=True)), holds)


def finding(kind, answer):
    return Finding("c", kind, {"zh": "", "en": ""}, answer, Phrase("required"))


@pytest.mark.parametrize(
    ("answers", "reached"),
    [
        ((NOT, NOT, NOT), 0),
        ((UNKNOWN, MET, MET), 0),
        ((MET, NOT, MET), 1),
        ((MET, MET, UNKNOWN), 2),
        ((MET, MET, MET), 3),
    ],
)
def test_somebody_came_as_far_as_everything_before_is_met(answers, reached):
    assert stand(*answers).reached == reached
    assert stand(*answers, holds=True).reached == 3


def test_a_funnel_counts_who_came_how_far_and_what_is_met_now():
    stands = [
        stand(MET, MET, NOT),
        stand(NOT, MET, UNKNOWN),
        stand(NOT, NOT, NOT, holds=True),
        stand(MET, NOT, NOT),
    ]

    found = funnel(stands, ["service", "course", "exam"])

    rows = [(bar.code, bar.reached, bar.met, bar.unknown, bar.not_met) for bar in found.bars]
    assert (found.officers, found.holders) == (4, 1)
    assert rows == [("course", 3, 2, 0, 2), ("exam", 2, 2, 0, 2), ("service", 1, 0, 1, 3)]
    assert [found.share(bar.reached) for bar in found.bars] == [75, 50, 25]


def test_a_funnel_never_widens_and_every_step_adds_up():
    stands = [
        stand(*answers, holds=holds)
        for answers in product(Answer, repeat=3)
        for holds in (True, False)
    ]

    found = funnel(stands, CODES)

    reached = [found.officers, *(bar.reached for bar in found.bars), found.holders]
    assert reached == sorted(reached, reverse=True)
    assert {bar.met + bar.unknown + bar.not_met for bar in found.bars} == {len(stands)}


def test_of_nobody_there_is_no_share():
    assert funnel([], CODES).share(0) == 0


def test_conditions_of_one_kind_make_one_step_and_all_must_hold():
    found = [
        finding("exam", MET), finding("exam", UNKNOWN), finding("course", MET),
        finding("competition", MET), finding("competition_rank", NOT),
    ]  # fmt: skip

    assert answers_of(found) == {"course": MET, "exam": UNKNOWN, "competition": NOT}


def test_every_kind_of_condition_belongs_to_one_step():
    kinds = [kind for step in STEPS for kind in step.kinds]

    assert sorted(kinds) == sorted(
        ["course", "exam", "competition", "competition_rank", "service", "eligibility", "education"]
    )


def test_lacking_a_step_is_not_having_it_met():
    some = stand(MET, UNKNOWN, NOT)

    assert [lacks(some, code) for code in (*CODES, HOLDS)] == [False, True, True, True]
    assert not lacks(stand(NOT, NOT, NOT, holds=True), HOLDS)
