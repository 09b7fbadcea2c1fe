"""What is predicted from first tries, and how sure it is said to be."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import numpy as np
import pytest

from practice.rules.first_tries import FirstTry, Source, evidence_by_section
from practice.rules.outlook_paper import shape_of, weighty
from practice.rules.prediction import predict
from practice.rules.sureness import Sureness, Surer, how_sure, is_too_early, surer
from tests.practice.rules.papers import TODAY, Officer, qualification, small

pytestmark = pytest.mark.pure
RULE = qualification()


def tries(count, share="1", *, topics=None, days=0, source=Source.PRACTICE) -> list[FirstTry]:
    """So many first tries, over all groups in turn or these topics."""
    names = topics or [group.topics[0] for group in RULE.groups]
    levels = ("easy", "medium", "hard")
    return [
        FirstTry(
            names[at % len(names)], levels[at % 3], "single", Fraction(share),
            TODAY - timedelta(days), source,
        )
        for at in range(count)
    ]  # fmt: skip


def officer(seed=3, sort="uneven", count=120) -> list[FirstTry]:
    return Officer(RULE, np.random.default_rng(seed), sort).practises(count)


def test_without_enough_evidence_it_is_too_early_to_say():
    assert predict(RULE, [], TODAY) is None
    assert predict(RULE, tries(37), TODAY) is None
    assert predict(RULE, tries(38), TODAY) is not None


def test_old_evidence_alone_is_too_early_to_say():
    assert predict(RULE, tries(60, days=180), TODAY) is None
    assert predict(RULE, tries(60, days=10), TODAY) is not None


def test_the_same_evidence_always_says_the_same():
    assert predict(RULE, officer(), TODAY) == predict(RULE, officer(), TODAY)


def test_all_right_is_high_and_never_certain_of_everything():
    outlook = predict(RULE, tries(120), TODAY)

    assert 85 < outlook.low < outlook.high <= 100
    assert outlook.passes > 0.95


def test_all_wrong_is_low_and_never_below_nothing():
    outlook = predict(RULE, tries(120, "0"), TODAY)

    assert 0 <= outlook.low < outlook.high < 35
    assert outlook.passes < 0.01


def test_the_range_lies_inside_the_paper_and_around_its_middle():
    outlook = predict(RULE, officer(), TODAY)

    assert 0 <= outlook.low < outlook.middle < outlook.high <= outlook.full == 100
    assert outlook.mark == 60


@pytest.mark.parametrize("seed", range(5))
def test_more_evidence_makes_the_range_narrower(seed):
    chance = np.random.default_rng(seed)
    person = Officer(RULE, chance, "uneven")
    every = person.practises(600)

    widths = [predict(RULE, every[:count], TODAY).width for count in (60, 150, 600)]

    assert widths[0] > widths[1] > widths[2]


def test_older_evidence_makes_the_range_wider():
    fresh = officer(count=150)
    old = [replace(each, on=each.on - timedelta(60)) for each in fresh]

    assert predict(RULE, old, TODAY).width > predict(RULE, fresh, TODAY).width


def test_newer_tries_count_more_than_older_ones():
    bettered = tries(60, "0", days=80) + tries(60, "1")
    worsened = tries(60, "1", days=80) + tries(60, "0")

    assert predict(RULE, bettered, TODAY).middle > predict(RULE, worsened, TODAY).middle + 10


def test_mock_exams_count_more_than_practice_and_self_checks_less():
    weights = {
        source: FirstTry("law.basics", "easy", "single", Fraction(1), TODAY, source).weight(TODAY)
        for source in Source
    }

    assert weights[Source.MOCK] == 1
    assert weights[Source.MOCK] > weights[Source.PRACTICE] == weights[Source.COURSE_TEST]
    assert weights[Source.PRACTICE] > weights[Source.SELF_CHECK] == weights[Source.OWN_MARK]


def test_a_try_counts_half_after_ninety_days():
    assert tries(1, days=90, source=Source.MOCK)[0].weight(TODAY) == pytest.approx(0.5)


def test_a_section_that_was_never_tried_is_wide_and_makes_it_rough():
    law = ["law.basics", "law.licence", "law.penalty"]
    proc = ["proc.filing", "proc.evidence", "proc.notice"]

    outlook = predict(RULE, tries(200, topics=law + proc), TODAY)
    ranges = {each.code: each.high - each.low for each in outlook.sections}

    assert outlook.sureness is Sureness.ROUGH
    assert ranges["service"] > ranges["procedure"]
    assert {each.code: each.evidence for each in outlook.sections}["service"] == 0


def test_weak_in_one_section_fails_by_its_floor():
    strong = ["law.basics", "law.licence", "proc.filing", "proc.evidence"]
    uneven = tries(150, topics=strong) + tries(60, "0", topics=["serv.ethos", "serv.visit"])

    outlook = predict(RULE, uneven, TODAY)

    assert outlook.low > 60
    assert outlook.passes < 0.2
    assert max(outlook.sections, key=lambda each: each.misses).code == "service"


def test_a_kind_that_was_never_met_and_a_topic_outside_are_no_trouble():
    rule = small()
    odd = [replace(each, kind="matching", topic="serv.phone") for each in tries(20)]

    assert predict(rule, tries(60) + odd, TODAY) is not None


def test_the_shape_of_a_paper_has_every_place_and_all_points():
    shape = shape_of(RULE)

    assert len(shape.topics) == len(shape.kinds) == 69
    assert sum(shape.points) == 100
    assert {code: shape.sections.count(code) for code in set(shape.sections)} == {
        "law": 34, "procedure": 22, "service": 12, "credential": 1,
    }  # fmt: skip
    assert weighty(RULE) == ["law", "procedure", "service"]


def test_evidence_is_weighed_by_section():
    found = evidence_by_section(RULE, tries(10, topics=["law.basics"]), TODAY)

    assert found == {"law": pytest.approx(8), "procedure": 0, "service": 0, "credential": 0}


@pytest.mark.parametrize(
    ("evidence", "sections", "mock_days", "word"),
    [
        (69.9, [30, 30], 1, Sureness.ROUGH),
        (70, [30, 30], None, Sureness.FAIR),
        (200, [190, 7.9], 1, Sureness.ROUGH),
        (200, [100, 100], None, Sureness.FAIR),
        (200, [100, 100], 31, Sureness.FAIR),
        (149.9, [100, 40], 1, Sureness.FAIR),
        (150, [100, 50], 30, Sureness.GOOD),
    ],
)
def test_the_three_words(evidence, sections, mock_days, word):
    assert how_sure(evidence, sections, mock_days) is word


def test_too_early_below_its_minimum():
    assert (is_too_early(29.9), is_too_early(30)) == (True, False)


def test_what_makes_it_surer_names_the_least_known_sections_and_a_mock_exam():
    found = surer({"law": 30, "proc": 4, "serv": 0}, {"law": 50, "proc": 40, "serv": 12}, None)

    assert found == Surer([("serv", 12), ("proc", 20)], 40, mock=True)


def test_a_mock_exam_of_late_is_not_asked_for_again():
    assert surer({"law": 30}, {"law": 50}, 3).mock is False
    assert surer({"law": 30}, {"law": 50}, 31).mock is True


def test_nothing_is_asked_for_that_practice_does_not_have():
    assert surer({"law": 4}, {"law": 0}, None) == Surer([], 0, mock=False)


def test_nothing_is_asked_for_where_enough_is_known():
    assert surer({"law": 100, "proc": 60}, {"law": 50, "proc": 50}, 1) == Surer([], 0, mock=False)
