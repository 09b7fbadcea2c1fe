"""Where a competition stands, and what keeps standings from being final."""

import pytest

from competitions.rules.phases import (
    CompetitionFacts,
    Obstacle,
    OpenMatters,
    Phase,
    objections_close,
    obstacles,
    phase_of,
)

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (9, Phase.ENTRIES),
        (10, Phase.READY),
        (19, Phase.READY),
        (20, Phase.RUNNING),
        (29, Phase.RUNNING),
        (30, Phase.ENDED),
    ],
)
def test_the_clock_moves_a_competition_on(at, expected):
    assert phase_of(CompetitionFacts(10, 20, 30, is_final=False), at) is expected
    assert phase_of(CompetitionFacts(10, 20, 30, is_final=True), at) is Phase.FINAL


def test_objections_close_after_whole_hours():
    assert objections_close(1_000, 24) == 86_401_000


CLOSED = {
    "last_score": 3,
    "unended_rounds": [],
    "unfinished_panels": 0,
    "objections_close_ms": 100,
    "waiting_objections": 0,
    "waiting_rulings": 0,
    "is_hiding": False,
}


@pytest.mark.parametrize(
    ("open_", "found"),
    [
        ({}, []),
        ({"last_score": 0}, [Obstacle.NO_SCORES]),
        ({"unended_rounds": ["a"]}, [Obstacle.ROUND_RUNNING]),
        ({"unfinished_panels": 1}, [Obstacle.STATION_UNSCORED]),
        ({"objections_close_ms": 101}, [Obstacle.OBJECTIONS_OPEN]),
        ({"waiting_objections": 1}, [Obstacle.OBJECTION_WAITING]),
        ({"waiting_rulings": 1}, [Obstacle.RULING_WAITING]),
        ({"is_hiding": True}, [Obstacle.BOARD_FROZEN]),
        ({"last_score": 0, "is_hiding": True}, [Obstacle.NO_SCORES, Obstacle.BOARD_FROZEN]),
    ],
)
def test_standings_are_final_only_when_nothing_is_open(open_, found):
    assert obstacles(OpenMatters(**{**CLOSED, **open_}), 100) == found
