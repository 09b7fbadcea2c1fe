"""Groups too small to be shown, alone or by what the others leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam.rules.small_groups import SMALLEST, left_out, shown_units

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({}, ""),
        ({"a": 3}, ""),
        ({"a": 5, "b": 5}, ""),
        ({"a": 4, "b": 9, "c": 7}, "ac"),
        ({"a": 4, "b": 4, "c": 7}, "ab"),
        ({"a": 1, "b": 2, "c": 7, "d": 9}, "abc"),
        ({"a": 4, "b": 100}, "ab"),
        ({"a": 0, "b": 4, "c": 6}, "bc"),
        ({"a": 0, "b": 6, "c": 6}, ""),
    ],
)
def test_a_small_group_takes_the_next_smallest_with_it(counts, hidden):
    assert left_out(counts) == set(hidden)


@given(st.dictionaries(st.integers(), st.integers(0, 12), max_size=8))
def test_what_is_left_out_is_none_or_two_groups_and_five_people_or_everything(counts):
    hidden = left_out(counts)
    people = {key for key, count in counts.items() if count}

    together = sum(counts[key] for key in hidden)
    assert not hidden or hidden == people or (len(hidden) > 1 and together >= SMALLEST)
    if len(people) > 1:
        assert {key for key in people if counts[key] < SMALLEST} <= hidden


def test_a_unit_is_shown_with_those_below_and_its_own_people_apart():
    own = {"/1/": 6, "/1/2/": 5, "/1/3/4/": 8}

    assert shown_units(own) == {"/1/", "/1", "/1/2/", "/1/3/", "/1/3/4/"}


def test_what_is_left_out_stays_out_in_all_its_parts():
    own = {"/1/2/3/": 3, "/1/2/4/": 20, "/1/5/": 2, "/1/6/": 30}

    assert shown_units(own) == {"/1/", "/1/6/"}


def test_of_a_whole_that_is_too_small_nothing_is_shown():
    assert shown_units({"/1/2/": 4}) == set()
    assert shown_units({}) == set()


def test_a_unit_alone_in_its_parent_has_its_parents_figures():
    assert shown_units({"/1/2/3/": 5}) == {"/1/", "/1/2/", "/1/2/3/"}


@given(
    st.dictionaries(
        st.lists(st.integers(1, 3), max_size=3).map(
            lambda steps: "/9/" + "".join(f"{step}/" for step in steps)
        ),
        st.integers(0, 9),
        max_size=8,
    )
)
def test_the_parts_of_a_shown_unit_leave_nobody_alone(own):
    shown = shown_units(own)
    whole = {
        path: sum(count for unit, count in own.items() if unit.startswith(path)) for path in shown
    }
    for path in shown:
        if path.endswith("/"):
            assert whole[path] >= SMALLEST
            assert path.count("/") == 2 or path[: path.rindex("/", 0, -1) + 1] in shown
