"""What a mock exam comes to."""

import pytest

from practice.rules.mock_result import (
    WRITTEN,
    breakdown_of,
    is_marked,
    result_of,
    settled_topics,
    shares_now,
)
from tests.practice.rules.papers import small

pytestmark = pytest.mark.pure
SLOTS = [
    {"topic": "law.basics", "points": "2"},
    {"topic": "law.minor", "points": "2"},
    {"topic": "proc.notice", "points": "6"},
]


def result(shares, own=None):
    return result_of(small(), SLOTS, shares, own or {})


def test_points_are_shares_of_each_places_points():
    found = result(["1", "1/2", "1"])

    assert found.outcome.total.earned == 9
    assert (found.mark, found.outcome.passed) == (6, True)


def test_exactly_at_the_mark_passes_and_a_missed_floor_does_not():
    assert result(["0", "0", "1"]).outcome.missed == ("law",)
    assert result(["1", "1", "1/3"]).outcome.missed == ()
    assert result(["1", "1", "1/4"]).outcome.missed == ("total",)


def test_what_is_written_waits_for_the_officers_own_mark():
    before = result(["1", "1", WRITTEN])
    after = result(["1", "1", WRITTEN], {3: "1/2"})

    assert (list(before.waiting), before.waiting_points) == ([3], 6)
    assert before.outcome.total.earned == 4
    assert (list(after.waiting), after.outcome.total.earned) == ([], 7)


def test_a_topic_is_judged_only_once_none_of_its_answers_waits_for_the_officers_mark():
    before = result(["1", "0", WRITTEN])
    after = result(["1", "0", WRITTEN], {3: "1/2"})
    settled = {"law.basics": ["2.000", "2.000"], "law.minor": ["0.000", "2.000"]}

    assert settled_topics(before, SLOTS) == settled
    assert settled_topics(after, SLOTS) == settled | {"proc.notice": ["3.000", "6.000"]}


def test_an_own_mark_changes_nothing_that_the_key_marked():
    assert result(["0", "1", "1"], {1: "1"}).outcome.total.earned == 8


def test_a_withdrawn_question_is_left_out_as_in_the_exam():
    found = result(["1", "0", "-"])

    assert (found.outcome.total.earned, found.outcome.total.full) == (5, 10)


def test_a_written_answer_that_can_be_marked_no_more_is_dropped():
    shares = ["1", WRITTEN, WRITTEN, WRITTEN, None, "-"]

    assert shares_now(shares, {3: "1/2"}, shown=[1, 2, 5]) == [
        "1",
        WRITTEN,
        WRITTEN,
        "-",
        None,
        "-",
    ]


def test_a_withdrawn_answer_that_was_written_waits_for_nobody():
    found = result(shares_now(["1", "0", WRITTEN], {}, shown=[1, 2]))

    assert (list(found.waiting), found.outcome.total.earned) == ([], 5)


def test_a_paper_of_nothing_but_withdrawn_questions_earns_nothing():
    assert result(["-", "-", "-"]).outcome.total.earned == 0


def test_a_section_that_the_paper_has_nothing_of_is_not_reported():
    found = result_of(small(), SLOTS[:2], ["1", "0"], {})

    assert breakdown_of(found)["sections"] == {"law": ["2.000", "4.000"]}
    assert found.outcome.passed is False


def test_what_was_answered_and_marked_by_its_key_is_a_try():
    assert [is_marked(share) for share in ("1", "0", None, WRITTEN, "-")] == [
        True, True, False, False, False,
    ]  # fmt: skip
