"""Seats, readiness and signals, decided from facts alone."""

import pytest

from exam.rules.readiness import Ready, ReadyFacts, ask_again_ms, readiness
from exam.rules.seating import spread, together
from exam.rules.signals import EXPLANATIONS, Noted, Signal, kinds_noted, silences

pytestmark = pytest.mark.pure
MINUTE = 60_000


def test_whoever_has_no_seat_goes_where_the_fewest_sit():
    assert spread([1, 2, 3, 4], {10: 2, 20: 0}) == {1: 20, 2: 20, 3: 10, 4: 20}


def test_spreading_ends_within_one_of_each_other():
    rooms = list(spread(range(1000), dict.fromkeys(range(7), 0)).values())

    counts = [rooms.count(room) for room in range(7)]
    assert max(counts) - min(counts) <= 1


def test_a_unit_stays_in_one_room_and_the_largest_chooses_first():
    candidates = [(1, 70), (2, 80), (3, 80), (4, 80), (5, 90)]

    assert together(candidates, {10: 0, 20: 1}) == {2: 10, 3: 10, 4: 10, 1: 20, 5: 20}


def facts(**details) -> ReadyFacts:
    usual = {
        "at_ms": 150,
        "opens_ms": 100,
        "closes_ms": 200,
        "state": "ready",
        "starts_by_room": False,
        "has_seat": False,
        "room_has_started": False,
        "is_held": False,
    }
    return ReadyFacts(**usual | details)


BY_ROOM = {"starts_by_room": True, "has_seat": True}


@pytest.mark.parametrize(
    ("details", "stands"),
    [
        ({}, Ready.STARTED),
        ({"at_ms": 99}, Ready.WAITING),
        ({"at_ms": 100}, Ready.STARTED),
        ({"at_ms": 199}, Ready.STARTED),
        ({"at_ms": 200}, Ready.OVER),
        ({"state": None}, Ready.WAITING),
        ({"state": "open"}, Ready.OPEN),
        ({"state": "open", "at_ms": 500}, Ready.OPEN),
        ({"state": "paused"}, Ready.OPEN),
        ({"state": "closed"}, Ready.CLOSED),
        ({"state": "voided"}, Ready.CLOSED),
        ({"is_held": True}, Ready.PAUSED),
        ({"starts_by_room": True}, Ready.NO_ROOM),
        (BY_ROOM, Ready.WAITING),
        (BY_ROOM | {"room_has_started": True}, Ready.STARTED),
        (BY_ROOM | {"room_has_started": True, "is_held": True}, Ready.PAUSED),
        (BY_ROOM | {"room_has_started": True, "at_ms": 99}, Ready.WAITING),
    ],
)
def test_where_somebody_on_the_ready_page_stands(details, stands):
    assert readiness(facts(**details)) is stands


@pytest.mark.parametrize(
    ("opens_in", "waits"),
    [(-1, 4_000), (0, 4_000), (4_001, 4_001), (30_000, 30_000), (30_001, 30_000)],
)
def test_the_page_asks_seldom_while_nothing_can_start(opens_in, waits):
    assert ask_again_ms(facts(opens_ms=150 + opens_in)) == waits


def test_every_signal_has_its_innocent_explanations():
    assert set(EXPLANATIONS) == set(Signal)
    assert all(len(each.innocent) >= 2 for each in EXPLANATIONS.values())


@pytest.mark.parametrize(
    ("focus", "screen", "left_out"),
    [
        (False, False, {Signal.BLURRED, Signal.PASTED, Signal.LEFT_SCREEN}),
        (True, False, {Signal.LEFT_SCREEN}),
        (False, True, {Signal.BLURRED, Signal.PASTED}),
        (True, True, set()),
    ],
)
def test_what_is_noted_is_what_the_entrance_asks_for(focus, screen, left_out):
    noted = kinds_noted(watches_focus=focus, asks_full_screen=screen)

    assert set(Signal) - set(noted) == left_out


@pytest.mark.parametrize(
    ("heard", "pauses", "ended", "found"),
    [
        ([], [], 10 * MINUTE - 1, []),
        ([], [], 10 * MINUTE, [(0, 10 * MINUTE)]),
        ([5 * MINUTE], [], 14 * MINUTE, []),
        ([5 * MINUTE], [], 15 * MINUTE, [(5 * MINUTE, 15 * MINUTE)]),
        ([], [(MINUTE, 60 * MINUTE)], 62 * MINUTE, []),
        ([], [(MINUTE, 60 * MINUTE)], 70 * MINUTE, [(60 * MINUTE, 70 * MINUTE)]),
    ],
)
def test_a_silence_is_ten_minutes_without_an_answer_outside_the_pauses(heard, pauses, ended, found):
    expected = [Noted(Signal.SILENCE, start, until_ms=end) for start, end in found]

    assert silences(heard, pauses, opened_ms=0, ended_ms=ended) == expected
