"""A contest of Yunxi City under way, as most tests of competitions begin."""

import pytest

from competitions import board
from tests.competitions import steps
from tests.people import add_person, grant


@pytest.fixture(autouse=True)
def _no_board_is_kept():
    """A process keeps its boards; the next test's competitions have the same ids."""
    board.forget()


@pytest.fixture
def contest(session, cast):
    """A contest of the province with Lin, Zhao and He in it, and two judges at its station.

    It began a minute ago. Yao is a second officer of Shibei who did not enter.
    """
    cast.people["yao"] = add_person(session, "yao", "姚远", cast.units["shibei"])
    grant(session, cast.yao, "officer", cast.units["shibei"])
    held = steps.competition(session, cast.units["qinglan"], cast.kong)
    for person in (cast.lin, cast.zhao, cast.he):
        steps.entry(session, held, person)
    steps.seat(session, held, cast.shang, is_head=True)
    steps.seat(session, held, cast.bao)
    return held
