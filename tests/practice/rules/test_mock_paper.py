"""Which questions a mock exam takes, what is relaxed, and its pages."""

from collections import Counter
from random import Random

import pytest

from exam.rules.assembly.cells import Part, sorted_into_cells
from exam.rules.blueprint import DIFFICULTIES
from practice.rules.mock_pages import Page, page_of, pages
from practice.rules.mock_paper import drawn_paper
from practice.rules.mock_plan import Known, Move, Place, mock_plan
from tests.practice.rules.papers import drawable, full_pool, qualification, small

pytestmark = pytest.mark.pure


def planned(rule, pool, known=None):
    return mock_plan(rule, sorted_into_cells(rule, pool), known or Known(), Random(1))


def drawn(rule, pool, known=None, seed="seed"):
    return drawn_paper(rule, pool, known or Known(), seed=seed, language="zh")


def test_with_enough_questions_the_blueprint_is_met_to_the_letter():
    rule = qualification()
    pool = full_pool(rule)
    by_id = {question.revision_id: question for question in pool}

    paper = drawn(rule, pool)

    asked = [by_id[slot["revision"]] for slot in paper.slots]
    assert paper.relaxed == {"moves": [], "missing": []}
    assert Counter(each.kind for each in asked) == {s.kind: s.count for s in rule.kinds}
    assert Counter((each.topic, each.difficulty) for each in asked) == {
        (group.topics[0], level): group.counts[level]
        for group in rule.groups
        for level in DIFFICULTIES
        if group.counts[level]
    }


def test_kinds_stand_in_the_order_of_the_blueprint_each_for_its_points():
    rule = qualification()

    slots = drawn(rule, full_pool(rule)).slots

    assert list(dict.fromkeys(slot["kind"] for slot in slots)) == [s.kind for s in rule.kinds]
    assert {(slot["kind"], slot["points"]) for slot in slots} == {
        (share.kind, str(share.points)) for share in rule.kinds
    }


def test_a_difficulty_that_lacks_is_filled_from_the_nearest_of_the_same_topics():
    pool = [
        drawable(1), drawable(2, difficulty="easy"), drawable(3, topic="law.minor"),
        drawable(4, "true_false", "proc.notice"), drawable(5, difficulty="hard", topic="law.minor"),
    ]  # fmt: skip

    plan = planned(small(), pool)

    assert plan.moves == [Move(1, Place(0, "medium"), Place(0, "easy"))]
    assert plan.missing == {}


def test_topics_that_lack_are_filled_from_their_own_section_before_any_other():
    pool = [
        drawable(1), drawable(2), drawable(3, difficulty="medium"),
        drawable(4, "true_false", "proc.notice"), drawable(5, topic="proc.notice"),
    ]  # fmt: skip

    assert planned(small(), pool).moves == [Move(1, Place(1, "easy"), Place(0, "easy"))]


def test_a_kind_that_lacks_is_left_out_and_said():
    pool = full_pool(small(), each=4)
    pool = [question for question in pool if question.kind == "single"]

    paper = drawn(small(), pool)

    assert paper.relaxed["missing"] == [{"kind": "true_false", "count": 1, "points": "1"}]
    assert [slot["kind"] for slot in paper.slots] == ["single"] * 3


def test_what_is_relaxed_is_kept_with_its_topics():
    pool = [drawable(1), drawable(2), drawable(3, topic="law.minor")]
    pool.append(drawable(4, "true_false", "proc.notice"))

    (move,) = drawn(small(), pool).relaxed["moves"]

    assert move == {
        "count": 1,
        "asked": {"group": 0, "topics": ["law.basics"], "difficulty": "medium"},
        "taken": {"group": 0, "topics": ["law.basics"], "difficulty": "easy"},
    }


def test_an_empty_pool_gives_an_empty_paper():
    assert drawn(small(), []).slots == []


def test_new_questions_come_before_tried_ones():
    pool = full_pool(small(), each=4)
    tried = {question.code for question in pool[::2]}

    slots = drawn(small(), pool, Known(tried)).slots

    assert tried.isdisjoint(slot["question"] for slot in slots)


def test_the_last_mock_exams_are_avoided_before_tried_questions():
    pool = full_pool(small(), each=2)
    mocked = {question.code for question in pool[::2]}
    tried = {question.code for question in pool}

    slots = drawn(small(), pool, Known(tried, mocked)).slots

    assert mocked.isdisjoint(slot["question"] for slot in slots)


def test_no_difficulty_is_given_up_only_because_a_question_is_known():
    pool = full_pool(small(), each=1)
    known = {question.code for question in pool if question.difficulty == "medium"}

    assert planned(small(), pool, Known(known, known)).moves == []


def test_enemies_are_kept_apart_where_there_are_others():
    pool = [
        drawable(1, enemies=frozenset({"q3"})), drawable(2, difficulty="medium"),
        drawable(3, topic="law.minor"), drawable(4, topic="law.minor"),
        drawable(5, "true_false", "proc.notice"),
    ]  # fmt: skip

    for seed in map(str, range(8)):
        codes = {slot["question"] for slot in drawn(small(), pool, seed=seed).slots}
        assert codes == {"q1", "q2", "q4", "q5"}


def test_enemies_that_are_all_there_is_are_asked_together():
    pool = [
        drawable(1, enemies=frozenset({"q3"})), drawable(2, difficulty="medium"),
        drawable(3, topic="law.minor"), drawable(5, "true_false", "proc.notice"),
    ]  # fmt: skip

    assert len(drawn(small(), pool).slots) == 4


def test_another_seed_draws_another_paper():
    rule = qualification()
    pool = full_pool(rule, each=3)

    papers = [
        {slot["question"] for slot in drawn(rule, pool, seed=seed).slots} for seed in ("a", "b")
    ]

    assert papers[0] != papers[1]
    assert drawn(rule, pool, seed="a") == drawn(rule, pool, seed="a")


def test_a_case_stays_whole_and_its_points_are_shared_out():
    kinds = [{"kind": "single", "count": 3, "points": "2"}]
    rule = small(kinds=[*kinds, {"kind": "case", "count": 1, "points": "10"}])
    parts = tuple(Part(4, shuffles=False, points=points) for points in (2, 2, 1))
    pool = [
        drawable(1), drawable(2, difficulty="medium"), drawable(3, topic="law.minor"),
        drawable(4, "case", "proc.notice", parts=parts, size=3),
    ]  # fmt: skip

    slots = drawn(rule, pool).slots[3:]

    assert [(slot["part"], slot["points"], slot["kind"]) for slot in slots] == [
        (0, "4", "case"),
        (1, "4", "case"),
        (2, "2", "case"),
    ]


def slots(*runs) -> list[dict]:
    return [{"kind": kind, "revision": at, **part} for kind, at, part in runs]


def test_pages_hold_ten_questions_of_one_kind_and_a_case_each():
    paper = slots(
        *(("single", at, {}) for at in range(12)),
        ("multiple", 20, {}),
        *(("case", 30, {"part": at}) for at in range(12)),
        ("case", 31, {"part": 0}),
    )

    found = pages(paper)

    assert found == [
        Page("single", list(range(1, 11))),
        Page("single", [11, 12]),
        Page("multiple", [13]),
        Page("case", list(range(14, 26))),
        Page("case", [26]),
    ]
    assert [page_of(found, number) for number in (1, 11, 26, 99)] == [1, 2, 5, 1]
