"""Freeze and reveal: what may be seen, and that nothing else has any influence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.rules.definition import read_definition
from competitions.rules.history import history
from competitions.rules.reveal import OPEN, Window, next_step, reveal_order, revealed, window_after
from competitions.rules.standings import ScoreLine, standings
from competitions.rules.teams import TeamPlace, team_standings
from tests.competitions.definitions import CONTEST, definition

pytestmark = pytest.mark.pure
QUIZ = read_definition(definition())


def line(number, entry, points, **other):
    return ScoreLine(number, "score", entry, "theory", "", Decimal(points), Decimal(100), **other)


LINES = [line(1, 1, 90), line(2, 2, 50), line(3, 3, 70), line(4, 2, 100), line(5, 3, 10)]


def test_a_reveal_goes_from_the_bottom_of_the_frozen_board_up():
    order = reveal_order(standings(QUIZ, [1, 2, 3], LINES[:3]))

    assert order == (2, 3, 1)
    assert window_after(order, 3, 1) == Window(3, frozenset({2}))
    assert window_after(order, 3, 3) == OPEN


@pytest.mark.parametrize(
    ("step", "hiding", "expected"),
    [(0, {2, 3}, 1), (0, {3}, 2), (1, {2, 3}, 2), (2, {2, 3}, 3), (0, set(), 3)],
)
def test_a_step_opens_the_next_who_hides_something(step, hiding, expected):
    assert next_step((2, 3, 1), step, hiding) == expected


def test_what_is_opened_is_seen_and_nothing_else():
    assert [each.number for each in revealed(LINES, Window(3))] == [1, 2, 3]
    assert [each.number for each in revealed(LINES, Window(3, frozenset({2})))] == [1, 2, 3, 4]
    assert revealed(LINES, OPEN) == LINES


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 100)), max_size=8),
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 100)), max_size=8),
    st.integers(0, 3),
)
def test_what_a_freeze_hides_has_no_influence_on_what_is_shown(seen, hidden, step):
    lines = [line(number, *each) for number, each in enumerate([*seen, *hidden], start=1)]
    order = reveal_order(standings(QUIZ, [1, 2, 3, 4], lines[: len(seen)]))
    window = window_after(order, len(seen), step)
    opened = [each for each in lines[len(seen) :] if each.entry_id in order[:step]]

    shown = revealed(lines, window)

    assert shown == [*lines[: len(seen)], *opened]


def test_history_tells_ranks_as_the_list_grew():
    found = history(QUIZ, LINES[:3], [1, 2, 3])

    assert [(moment.number, moment.ranks) for moment in found] == [
        (1, {1: 1}),
        (2, {1: 1, 2: 2}),
        (3, {1: 1, 2: 3, 3: 2}),
    ]


def test_history_has_no_more_moments_than_asked_for_and_ends_at_the_last():
    found = history(QUIZ, [line(number, 1, 50) for number in range(1, 102)], [1], most=10)

    assert len(found) <= 10
    assert found[-1].number == 101


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 100)), min_size=1, max_size=12))
def test_the_last_moment_is_the_standings(made):
    lines = [line(number, *each) for number, each in enumerate(made, start=1)]

    last = history(QUIZ, lines, [1, 2, 3, 4], most=3)[-1]

    ranked = {p.entry_id: p.rank for p in standings(QUIZ, [1, 2, 3, 4], lines) if p.rank}
    assert last.ranks == ranked


def test_a_team_is_worth_its_best_members():
    held = read_definition(CONTEST)
    places = standings(held, [1, 2, 3, 4, 5], [*LINES[:3], ScoreLine(4, "out", 3)])

    assert team_standings(held, {7: (1, 2), 8: (3, 4), 9: (5,)}, places) == [
        TeamPlace(7, 1, Decimal("36.000"), (1,)),
        TeamPlace(8, 2, Decimal("0.000"), ()),
        TeamPlace(9, 2, Decimal("0.000"), ()),
    ]


def test_a_competition_without_teams_has_no_standings_of_teams():
    assert team_standings(QUIZ, {7: (1, 2)}, standings(QUIZ, [1, 2], LINES[:1])) == []
