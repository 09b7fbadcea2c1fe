"""What gate.json tells is what the page says: for each condition, and for the whole."""

import re
from datetime import timedelta

import pytest

from core.clock import now
from credentials.actions import waiving
from exam.models.results import Voiding
from tests.credentials import steps

WORDS = {"met": ("Met", "passed"), "not_met": ("Not met",), "unknown": ("Not known",)}
STATE = re.compile(
    r'<span class="(?:state state-(?:met|todo|unknown)|chop)">(?:<svg.*?</svg>)?([^<]+)'
)


def nothing(session, app, cast, actor):
    """Lin has filed nothing."""


def papers(session, app, cast, actor):
    """An issuer has looked at Lin's papers."""
    steps.eligible(session, cast.lin, cast.yin)


def a_waiver(session, app, cast, actor):
    """The exam is waived for Lin."""
    with app.app_context():
        waiving.waive(
            cast.lin.id,
            rule_code="small",
            condition="exam",
            reason="驻外",
            until=now() + timedelta(days=30),
            actor=actor(cast.shen),
        )


def a_dispute(session, app, cast, actor):
    """Papers, and an exam whose voiding somebody asked for."""
    attempt = steps.qualified(session, cast, cast.lin)["lin"]
    session.add(Voiding(attempt_id=attempt.id, reason="查", by_id=cast.kong.id, at=now()))
    session.commit()


def everything(session, app, cast, actor):
    """Papers and exam are there."""
    steps.qualified(session, cast, cast.lin)


@pytest.mark.parametrize(
    ("given", "whole", "answers"),
    [
        (nothing, "not_met", ["not_met", "not_met"]),
        (papers, "not_met", ["met", "not_met"]),
        (a_waiver, "not_met", ["not_met", "met"]),
        (a_dispute, "unknown", ["met", "unknown"]),
        (everything, "met", ["met", "met"]),
    ],
)
def test_the_data_and_the_page_give_the_same_answers(
    house, app, session, cast, row, actor, given, whole, answers
):
    given(session, app, cast, actor)
    lin = house.as_(cast.lin, "en")

    told = lin.get("/credential/gate.json").json["small"]
    page = lin.get("/credential/").text

    assert (told["version"], told["answer"]) == (1, whole)
    assert [(each["condition"], each["answer"]) for each in told["findings"]] == list(
        zip(("papers", "exam"), answers, strict=True)
    )
    said = STATE.findall(page.split('<ol class="way">')[1].split("</ol>")[0])
    assert [word in WORDS[answer] for word, answer in zip(said, answers, strict=True)] == [
        True,
        True,
    ]
    met = answers.count("met")
    words = "all conditions met" if met == len(answers) else f"{met} of 2 conditions met"
    assert words in page


def test_the_data_is_about_oneself_alone(house, session, app, cast, row, actor):
    everything(session, app, cast, actor)

    told = house.as_(cast.zhao).get(f"/credential/gate.json?person={cast.lin.id}").json

    assert told["small"]["answer"] == "not_met"
