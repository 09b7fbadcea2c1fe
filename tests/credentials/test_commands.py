"""`flask credential …` from the command line: what it says, and its exit status."""

import json

import pytest
from sqlalchemy import update

from credentials.models import Credential
from tests.credentials import steps

SHIPPED = "credentials/content/qualification.toml"


@pytest.fixture
def flask(app):
    """Run `flask credential …`; gives exit status and what was said."""

    def run(*words: object) -> tuple[int, str]:
        done = app.test_cli_runner().invoke(args=["credential", *(str(word) for word in words)])
        return done.exit_code, done.output

    return run


def test_a_rule_is_checked_and_kept(flask, session):
    assert flask("rule", "check", SHIPPED) == (0, "qualification, version 1: 6 conditions.\n")
    assert flask("rule", "keep", SHIPPED) == (0, "Rule qualification, version 1, is kept.\n")
    assert steps.acts(session) == ["credential.rule_kept"]


def test_a_rule_that_cannot_be_used_is_said_with_status_1(flask, tmp_path):
    bad, none = tmp_path / "bad.toml", tmp_path / "none.toml"
    bad.write_text('code = "x"')
    none.write_text("code =")

    for words in (("rule", "check", bad), ("rule", "keep", bad), ("rule", "check", none)):
        status, said = flask(*words)
        assert (status, bool(said)) == (1, True)


def test_a_rank_condition_is_warned_about(flask, tmp_path, session):
    file = tmp_path / "rank.toml"
    file.write_text(
        """
code = "rank"
version = 1
validity_months = 12
number_pattern = "R-{unit}-{year}-{serial}"
title = {zh = "甲", en = "A"}
scope = {zh = "甲", en = "A"}
words = {zh = "甲", en = "A"}
[[conditions]]
code = "papers"
kind = "eligibility"
title = {zh = "甲", en = "A"}
[[conditions]]
code = "rank"
kind = "competition_rank"
title = {zh = "甲", en = "A"}
series = ["drill"]
months = 12
best = 3
"""
    )

    status, said = flask("rule", "check", file)

    assert status == 0
    assert "that measures how good the others were" in said


def test_why_a_gate_is_open_or_not_is_said_condition_by_condition(flask, cast, qualified):
    opened = flask("explain", "lin", "--rule", "small")
    closed = flask("explain", "he", "--rule", "small")
    nobody = flask("explain", "nobody", "--rule", "small")
    data = json.loads(flask("explain", "he", "--rule", "small", "--json")[1])

    assert (opened[0], opened[1].splitlines()[0]) == (0, "The gate is open (met).")
    assert "on record: Autumn exam of" in opened[1]
    assert closed[0] == 1
    assert "missing:   A photo is still to be handed in." in closed[1]
    assert nobody[0] == 1
    assert (data["answer"], [each["answer"] for each in data["findings"]]) == (
        "not_met",
        ["not_met", "not_met"],
    )


def test_two_issuers_issue_from_the_command_line_and_one_alone_does_not(
    flask, session, cast, qualified
):
    status, said = flask("propose", "lin", "--rule", "small", "--as", "yin")
    proposal = said.split()[1].strip(";")
    alone = flask("confirm", proposal, "--as", "yin")
    both = flask("confirm", proposal, "--as", "fu")
    twice = flask("propose", "lin", "--rule", "small", "--as", "yin")

    assert status == 0
    assert (alone[0], "A second issuer does." in alone[1]) == (1, True)
    assert (both[0], both[1].startswith("T-songyan-")) == (0, True)
    assert (twice[0], "This person holds" in twice[1]) == (1, True)


def test_the_register_is_verified_and_what_is_not_genuine_is_named(flask, session, issued):
    good = flask("verify")
    session.execute(update(Credential).values(name="别人"))
    session.commit()
    bad = flask("verify")
    data = json.loads(flask("verify", "--json")[1])

    assert good == (0, "1 credentials, 0 not genuine.\n")
    assert bad[0] == 1
    assert f"{issued.number}: Its seal does not fit what it says." in bad[1]
    assert data["faults"][0]["fault"] == "seal"


def test_the_evidence_file_is_written(flask, session, issued, qualified, tmp_path):
    steps.closed(session, qualified["lin"])
    out = tmp_path / "evidence.json"

    done = flask("evidence", issued.number, "--out", out, "--without", "name")
    none = flask("evidence", "T-none", "--out", out)

    assert done == (0, f"{out}: 4 records.\n")
    assert json.loads(out.read_text())["head"]["about"]["number"] == issued.number
    assert none[0] == 1


def test_the_status_list_is_written_signed(flask, session, issued):
    status, said = flask("status-list", "revocation")

    assert (status, json.loads(said)["credentialSubject"]["statusPurpose"]) == (0, "revocation")
    assert flask("status-list", "else")[0] == 2
