"""`flask exam …` from the command line: what it says, and its exit status."""

import json

import pytest

from tests import factories
from tests.exam import steps

SMALL = """
code = "small"
version = 1
minutes = 60
pass_percent = "60"
pool = "exam"
[title]
zh = "小考"
en = "Small exam"
[[sections]]
code = "law"
zh = "法律"
en = "Law"
topics = ["law.*"]
[[kinds]]
kind = "single"
count = {count}
points = "1"
[[groups]]
topics = ["law.*"]
easy = {count}
"""


@pytest.fixture
def flask(app):
    """Run `flask …`; gives exit status and what was said."""

    def run(*words: object) -> tuple[int, str]:
        done = app.test_cli_runner().invoke(args=[str(word) for word in words])
        return done.exit_code, done.output

    return run


@pytest.fixture
def blueprint(tmp_path):
    """A blueprint file that asks for so many questions."""

    def write(count: int):
        file = tmp_path / f"small-{count}.toml"
        file.write_text(SMALL.format(count=count), encoding="utf-8")
        return file

    return write


@pytest.mark.parametrize(("count", "status"), [(6, 0), (7, 1)])
def test_check_says_whether_the_bank_can_meet_a_blueprint(
    flask, session, cast, blueprint, count, status
):
    steps.bank(session, cast.chen)

    found, said = flask("exam", "blueprint", "check", blueprint(count), "--json")

    assert found == status
    assert {language: bool(short) for language, short in json.loads(said).items()} == {
        "zh": status == 1,
        "en": status == 1,
    }


def test_check_tells_what_is_wrong_with_a_file(flask, tmp_path):
    file = tmp_path / "bad.toml"
    file.write_text("code = ", encoding="utf-8")

    status, said = flask("exam", "blueprint", "check", file)

    assert status == 1
    assert "bad.toml" in said


def test_a_blueprint_is_kept_once_and_never_changed(flask, session, cast, blueprint):
    first = flask("exam", "blueprint", "keep", blueprint(6))
    again = flask("exam", "blueprint", "keep", blueprint(6))
    changed = flask("exam", "blueprint", "keep", blueprint(7))

    assert first == again == (0, "Blueprint small, version 1, is kept.\n")
    assert changed[0] == 1
    assert "differs" in changed[1]


def test_a_sitting_is_held_from_the_command_line(flask, session, cast, planned):
    steps.registered(session, planned, cast.lin)

    sealed = flask("exam", "seal", planned.id, "--as", "kong")
    board = flask("exam", "board", planned.id, "--json")
    factories.move_clock(session, 3 * factories.HOUR)
    closed = flask("exam", "close-due")
    again = flask("exam", "grade", planned.id)
    replayed = flask("exam", "replay", planned.id)
    report = flask("exam", "report", planned.id)

    assert sealed[0] == 0
    assert sealed[1].startswith("Sealed. Hash of the seed: ")
    assert json.loads(board[1]) == [{"login": "lin", "state": "absent", "answered": 0, "total": 2}]
    assert closed == (0, "0 attempts and 1 sittings closed.\n")
    assert again[0] == 0
    assert replayed == (0, "Every form is as drawn.\n")
    assert report == (0, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("seal", 10**6, "--as", "kong"), "no such sitting"),
        (("seal", 1, "--as", "nobody"), "nobody"),
        (("board", 10**6), "no sitting"),
        (("grade", 10**6), "no sitting"),
        (("replay", 10**6), "no sitting"),
        (("report", 10**6), "no sitting"),
    ],
)
def test_what_is_not_there_is_said_with_status_1(flask, session, cast, words, said):
    status, output = flask("exam", *words)

    assert status == 1
    assert said in output


def test_a_sitting_that_is_not_over_cannot_be_marked(flask, session, cast, planned):
    graded = flask("exam", "grade", planned.id)
    report = flask("exam", "report", planned.id)

    assert (graded[0], report[0]) == (1, 1)
    assert "not closed" in graded[1]
    assert "planned" in report[1]
