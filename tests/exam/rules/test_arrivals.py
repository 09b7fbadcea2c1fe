"""Which of the answers that arrived counts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam.rules.arrivals import (
    COUNTED,
    Answer,
    Malformed,
    read_batch,
    standing_answers,
    standing_values,
    value_text,
)

pytestmark = pytest.mark.pure


def arrived(slot=1, typed_under=1, seq=1, value='"a"', standing="counted"):
    return Answer(slot, typed_under, seq, value, standing)


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ({"seq": 1}, {"seq": 2}),
        ({"typed_under": 1, "seq": 99}, {"typed_under": 2, "seq": 1}),
        ({"typed_under": 2, "seq": 9}, {"typed_under": 10, "seq": 9}),
        ({"seq": 9}, {"seq": 10}),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_higher_lease_and_then_the_higher_number_counts_whenever_it_arrives(
    lower, higher, turned
):
    first, second = arrived(**lower, value='"old"'), arrived(**higher, value='"new"')

    standing = standing_answers([second, first] if turned else [first, second])

    assert standing == {1: second}


def test_of_equal_ones_the_first_to_arrive_counts():
    first, again = arrived(value='"a"'), arrived(value='"b"')

    assert standing_answers([first, again]) == {1: first}


@pytest.mark.parametrize(
    ("standing", "counts"), [("counted", True), ("late", True), ("moved", False), ("closed", False)]
)
def test_what_came_in_the_grace_counts_and_what_came_moved_or_closed_does_not(standing, counts):
    early, newer = arrived(seq=1), arrived(seq=2, value='"b"', standing=standing)

    assert standing_answers([early, newer]) == {1: newer if counts else early}


def test_a_cleared_answer_is_the_answer_that_counts():
    given_up = arrived(seq=2, value="null")

    assert standing_answers([arrived(seq=1), given_up]) == {1: given_up}


def test_each_slot_has_its_own():
    both = [arrived(slot=2, seq=1), arrived(slot=1, seq=9)]

    assert standing_answers(both) == {2: both[0], 1: both[1]}


arrivals = st.lists(
    st.builds(
        Answer,
        st.integers(1, 3),
        st.integers(1, 3),
        st.integers(1, 4),
        st.just("x"),
        st.sampled_from(["counted", "late", "moved", "closed"]),
    )
)


@given(arrivals, st.randoms(use_true_random=False))
def test_the_order_of_arrival_decides_nothing_but_ties(found, chance):
    turned = list(found)
    chance.shuffle(turned)

    def places(answers):
        return {slot: (a.typed_under, a.seq) for slot, a in standing_answers(answers).items()}

    assert places(turned) == places(found)


@given(arrivals)
def test_arriving_twice_changes_nothing(found):
    assert standing_answers([*found, *found]) == standing_answers(found)


@given(st.lists(st.tuples(st.integers(1, 2), st.integers(0, 99)), max_size=20), st.data())
def test_for_many_attempts_at_once_the_same_answers_count_as_for_each(places, data):
    rows = [
        (attempt_id, data.draw(st.integers(1, 2)), data.draw(st.integers(1, 2)), seq % 4, str(seq))
        for attempt_id, seq in places
    ]

    by_attempt = {
        attempt_id: [row for row in rows if row[0] == attempt_id] for attempt_id in (1, 2)
    }
    assert standing_values(rows) == {
        attempt_id: {
            slot: answer.value
            for slot, answer in standing_answers(
                Answer(*row[1:], COUNTED[0]) for row in own
            ).items()
        }
        for attempt_id, own in by_attempt.items()
        if own
    }


def batch(**changes):
    answer = {"slot": 1, "seq": 7, "typed_under": 1, "value": "b", "at": "10:00", **changes}
    return {"lease": 1, "answers": [answer]}


def test_a_batch_is_read_as_the_statement_wants_it():
    lease, text = read_batch(batch(value={"b": "2", "a": "七"}))

    assert lease == 1
    assert json.loads(text) == [
        {"slot": 1, "seq": 7, "typed_under": 1, "value": '{"a":"\\u4e03","b":"2"}', "at": "10:00"}
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 2**53},
        {"slot": 10_000},
        {"typed_under": 2**31 - 1},
        {"value": "好" * 10_000},
        {"value": ["x" * 1_000] * 64},
        {"value": dict.fromkeys(map(str, range(64)), "a")},
        {"value": None},
        {"value": True},
        {"at": None},
        {"at": "x" * 40},
    ],
)
def test_the_largest_that_may_be_sent_is_read(changes):
    assert read_batch(batch(**changes))[0] == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 2**53 + 1},
        {"seq": -1},
        {"seq": 1.0},
        {"seq": "1"},
        {"seq": None},
        {"slot": 10_001},
        {"slot": True},
        {"typed_under": 2**31},
        {"value": "好" * 10_001},
        {"value": ["x" * 1_001]},
        {"value": ["x"] * 65},
        {"value": dict.fromkeys(map(str, range(65)), "a")},
        {"value": [["a"]]},
        {"value": {"a": {"b": "c"}}},
        {"value": 7},
        {"value": 1.5},
        {"value": "a\0"},
        {"value": "\ud800"},
        {"value": {"\ud800": "a"}},
        {"value": {"x" * 1_001: "a"}},
        {"at": 12},
        {"at": "x" * 41},
        {"at": "十点"},
        {"deadline_ms": 9},
    ],
)
def test_what_is_none_of_it_is_malformed(changes):
    with pytest.raises(Malformed):
        read_batch(batch(**changes))


@pytest.mark.parametrize("lease", [-1, 2**31, "1", None, True, 1.0])
def test_a_lease_is_a_number_that_the_journal_can_hold(lease):
    with pytest.raises(Malformed):
        read_batch({"lease": lease, "answers": []})


@pytest.mark.parametrize("count", [200, 201])
def test_at_most_two_hundred_answers_come_at_once(count):
    body = {"lease": 1, "answers": [batch()["answers"][0]] * count}

    if count > 200:
        with pytest.raises(Malformed):
            read_batch(body)
    else:
        assert len(json.loads(read_batch(body)[1])) == 200


@given(st.recursive(st.none() | st.booleans() | st.text(), st.lists, max_leaves=5))
def test_the_kept_text_is_ascii_and_gives_the_value_back(value):
    text = value_text(value)

    assert text.isascii()
    assert json.loads(text) == value
