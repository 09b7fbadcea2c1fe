"""`flask competition …`."""

import json

import pytest
from sqlalchemy import update

from competitions import board
from competitions.actions import holding
from competitions.models import FinalPlace
from tests import factories
from tests.competitions import steps


@pytest.fixture
def over(app, session, cast, contest):
    """Lin 90 and Zhao 50; both rounds ended and a day gone by."""
    steps.score(session, contest, cast.lin, 90)
    steps.score(session, contest, cast.zhao, 50)
    for code in ("theory", "service"):
        steps.do(app, cast.kong, holding.end_round, contest.id, code)
    factories.move_clock(session, 24 * factories.HOUR)
    return contest


def flask(app, *words):
    board.forget()
    return app.test_cli_runner().invoke(args=["competition", *map(str, words)])


def test_standings_are_the_board_as_everyone_sees_it(app, session, cast, contest):
    steps.score(session, contest, cast.lin, 90)
    assert flask(app, "freeze", contest.id, "--by", "kong").output == "Frozen at line 1.\n"
    steps.score(session, contest, cast.zhao, 100)

    found = json.loads(flask(app, "standings", contest.id, "--json").output)

    assert found["phase"] == "frozen"
    assert [(row["rank"], row["name"], row["total"]) for row in found["rows"]] == [
        (1, "林知夏", "36.000"),
        (None, "赵一帆", "0.000"),
        (None, "何望舒", "0.000"),
    ]
    assert flask(app, "standings", contest.id).output.startswith("Frozen\n    1      1    36.000")
    assert flask(app, "reveal", contest.id, "--by", "kong").output == "2 entries are open.\n"


def test_standings_are_made_final_exported_and_recomputed(app, session, cast, over, tmp_path):
    digest = flask(app, "finalise", over.id, "--by", "shang").output.strip()

    first = flask(app, "finalise", over.id, "--by", "shang", "--digest", digest)
    second = flask(app, "finalise", over.id, "--by", "shen", "--digest", digest)

    assert first.output == "Confirmed; one more is needed.\n"
    assert second.output == "Final at line 2.\n"
    made = flask(app, "export", over.id, "--out", tmp_path / "board.json")
    assert made.exit_code == 0
    assert json.loads((tmp_path / "board.json").read_text())["head"]["kind"] == "board"
    assert flask(app, "rebuild", over.id).output == "Every place fits.\n"
    session.execute(update(FinalPlace).values(rank=7))
    session.commit()
    mended = flask(app, "rebuild", over.id)
    assert (mended.exit_code, "wrong: [" in mended.output) == (1, True)
    assert flask(app, "rebuild", over.id).exit_code == 0


def test_what_is_refused_is_said(app, session, cast, contest):
    for words in (
        ("standings", 99),
        ("freeze", contest.id, "--by", "lin"),
        ("reveal", contest.id, "--by", "kong"),
        ("finalise", contest.id, "--by", "shang", "--digest", "0"),
        ("rebuild", 99),
        ("export", 99, "--out", "nowhere.json"),
    ):
        refused = flask(app, *words)
        assert refused.exit_code == 1, words
        assert refused.output.startswith("Error: "), refused.output
