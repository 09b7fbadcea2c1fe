"""What tries leave in memory."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from practice.rules.memory import HELD, Try, memory_of, rating_of

pytestmark = pytest.mark.pure
START = date(2026, 3, 2)


def tried(share, *, sure=True, day=0) -> Try:
    return Try(Fraction(share), sure, START + timedelta(day))


@pytest.mark.parametrize(
    ("share", "sure", "rating"),
    [
        ("1", True, Rating.Good),
        ("1", False, Rating.Hard),
        ("99/100", True, Rating.Hard),
        ("1/3", False, Rating.Hard),
        ("0", True, Rating.Again),
        ("-1/3", False, Rating.Again),
    ],
)
def test_a_try_is_rated_by_its_share_and_by_whether_it_was_sure(share, sure, rating):
    assert rating_of(tried(share, sure=sure)) is rating


def test_no_try_leaves_no_memory():
    assert memory_of([]) is None


def test_the_first_tries_have_the_published_stabilities_of_the_model():
    found = [memory_of([each]).stability for each in (tried("1"), tried("1/2"), tried("0"))]

    assert found == [2.3065, 1.2931, 0.212]


def test_recall_is_whole_at_first_and_has_sunk_to_what_is_held_after_the_interval():
    memory = memory_of([tried("1"), tried("1", day=2), tried("1", day=13)])

    assert memory.interval == 46
    assert memory.recall(START + timedelta(13)) == 1
    assert memory.recall(START + timedelta(13 + 46)) == pytest.approx(HELD, abs=0.001)


def test_a_repeat_on_the_same_day_strengthens_nothing():
    once = memory_of([tried("1"), tried("1", day=3)])

    assert memory_of([tried("1"), tried("1"), tried("1", day=3), tried("1", day=3)]) == once


@pytest.mark.parametrize("same_day", [("0", "1"), ("1", "0"), ("0", "0")])
def test_of_one_day_the_worst_try_counts(same_day):
    assert memory_of(map(tried, same_day)) == memory_of([tried("0")])


def test_an_unsure_answer_comes_back_sooner_than_a_sure_one_and_later_than_a_wrong_one():
    first = tried("1")
    last = [tried("0", day=4), tried("1", sure=False, day=4), tried("1", day=4)]

    intervals = [memory_of([first, each]).interval for each in last]

    assert intervals == sorted(intervals)
    assert len(set(intervals)) == 3


tries = st.builds(
    tried,
    st.sampled_from(["1", "1/2", "0"]),
    sure=st.booleans(),
    day=st.integers(min_value=0, max_value=200),
)


@given(st.lists(tries, min_size=1, max_size=12))
def test_memory_is_always_of_the_last_day_and_fades(found):
    memory = memory_of(sorted(found, key=lambda each: each.on))
    ahead = [memory.recall(memory.last_on + timedelta(days)) for days in range(0, 100, 9)]

    assert memory.last_on == max(each.on for each in found)
    assert ahead == sorted(ahead, reverse=True)
    assert all(0 < recall <= 1 for recall in ahead)
