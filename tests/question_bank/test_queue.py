"""The ways through what waits: for a decision, and for the clearance of sources."""

import re

import pytest
from sqlalchemy import select

from question_bank.models import Clearance, Question, Revision, Use
from tests.people import grant
from tests.question_bank.writing import BOTH, CODE

CODES = tuple(f"law-penalty-091{number}" for number in range(4))


@pytest.fixture
def trainer(house, cast):
    return house.as_(cast.chen, "en")


@pytest.fixture
def reviewer(house, cast):
    return house.as_(cast.xu, "en")


@pytest.fixture
def legal(house, cast):
    return house.as_(cast.gu, "en")


def submit(trainer, code, **changes):
    texts = {language: text.replace(CODE, code) for language, text in BOTH.items()}
    for old, new in changes.values():
        texts = {language: text.replace(old, new) for language, text in texts.items()}
    trainer.post("/questions/", texts | {"save": "1", "base": "0"})
    trainer.post(f"/questions/{code}/revisions/1/submission")


def unsure(trainer, code, fact="F-APL-42", mark="B"):
    confidence = ("confidence: A", f"confidence: {mark}")
    submit(trainer, code, confidence=confidence, fact=("F-APL-42", fact))


@pytest.fixture
def four(trainer):
    for code in CODES:
        submit(trainer, code)


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def ways(page):
    """Where the links before and after lead."""
    return dict(re.findall(r'rel="(prev|next)"[^>]*href="([^"]+)"', page.text))


def cleared(session):
    session.rollback()
    statement = select(Question.code, Clearance.note).join(Question.revisions)
    return [tuple(row) for row in session.execute(statement.join(Revision.clearance))]


def test_the_oldest_comes_first_and_each_leads_to_its_neighbours(reviewer, four):
    first, second, last = (reviewer.get(f"/review/{CODES[at]}/1") for at in (0, 1, 3))

    assert ways(first) == {"next": f"/review/{CODES[1]}/1"}
    assert ways(second) == {"prev": f"/review/{CODES[0]}/1", "next": f"/review/{CODES[2]}/1"}
    assert ways(last) == {"prev": f"/review/{CODES[2]}/1"}
    assert "2 of 4 waiting" in text_of(second)


def test_a_decision_leads_to_the_next_then_to_the_oldest_then_to_the_list(reviewer, four):
    decisions = [
        (CODES[1], "approval", {}, f"/review/{CODES[2]}/1"),
        (CODES[2], "return", {"comment": "Shorter, please."}, f"/review/{CODES[3]}/1"),
        (CODES[3], "approval", {}, f"/review/{CODES[0]}/1"),
        (CODES[0], "approval", {}, "/review/"),
    ]

    for code, decision, form, leads_to in decisions:
        answer = reviewer.post(f"/review/{code}/1/{decision}", form)
        assert (answer.status_code, answer.location) == (303, leads_to)

    page = text_of(reviewer.get("/review/"))
    assert f"{CODES[1]} is approved." in page
    assert f"{CODES[2]} is returned to its author with your comment." in page


def test_the_way_goes_in_the_order_of_submission(trainer, reviewer, four):
    trainer.post(f"/questions/{CODES[0]}/revisions/1/withdrawal")
    trainer.post(f"/questions/{CODES[0]}/revisions/1/submission")

    assert ways(reviewer.get(f"/review/{CODES[0]}/1")) == {"prev": f"/review/{CODES[3]}/1"}


def test_own_questions_and_those_of_other_units_are_left_out(session, house, cast, trainer, four):
    wu = house.as_(cast.wu)
    submit(wu, "law-penalty-0920")
    grant(session, cast.wu, "reviewer", cast.units["nation"])
    grant(session, cast.tang, "trainer", cast.units["hezhou"])
    submit(house.as_(cast.tang), "law-penalty-0921")
    grant(session, cast.bao, "reviewer", cast.units["hezhou"])

    page = house.as_(cast.wu, "en").get(f"/review/{CODES[3]}/1")
    far = house.as_(cast.bao, "en").get("/review/law-penalty-0921/1")

    assert ways(page) == {"prev": f"/review/{CODES[2]}/1", "next": "/review/law-penalty-0921/1"}
    assert (ways(far), "1 of 1 waiting" in text_of(far)) == ({}, True)


def test_a_refused_decision_leads_nowhere(reviewer, legal, four):
    reviewer.post(f"/review/{CODES[0]}/1/approval")

    assert legal.post(f"/review/{CODES[0]}/1/approval").status_code == 409


def test_sources_are_listed_by_fact_with_refs_and_confidence_in_words(trainer, legal):
    unsure(trainer, CODES[0], "F-TML-1")
    unsure(trainer, CODES[1], "F-APL-42, F-TML-9", "A*")
    unsure(trainer, CODES[2], "F-APL-42")
    submit(trainer, CODES[3])

    page = legal.get("/review/sources")

    listed = re.findall(r'id="fact-\d+">([^<]+)<|href="(/review/[^"]+)#clear"', page.text)
    assert ["".join(each) for each in listed] == [
        "F-APL-42", f"/review/{CODES[1]}/1", f"/review/{CODES[2]}/1",
        "F-TML-1", f"/review/{CODES[0]}/1",
    ]  # fmt: skip
    words = text_of(page)
    assert "Administrative Penalty Law, article 42" in words
    assert "also F-TML-9" in words
    assert "A*: found in a secondary source only" in words


def test_a_clearance_leads_to_the_next_by_fact_then_to_the_list(session, trainer, legal):
    unsure(trainer, CODES[0], "F-TML-1")
    unsure(trainer, CODES[1])
    unsure(trainer, CODES[2])
    steps = [
        (CODES[1], f"/review/{CODES[2]}/1#clear"),
        (CODES[2], f"/review/{CODES[0]}/1#clear"),
        (CODES[0], "/review/sources"),
    ]

    for code, leads_to in steps:
        answer = legal.post(f"/review/{code}/1/clearance", {"remark": "对照正式文本"})
        assert (answer.status_code, answer.location) == (303, leads_to)

    assert sorted(cleared(session)) == [(code, "对照正式文本") for code in CODES[:3]]


def test_one_may_skip_to_the_next_source(trainer, legal):
    unsure(trainer, CODES[0])
    unsure(trainer, CODES[1])

    page = legal.get(f"/review/{CODES[1]}/1")

    assert f'href="/review/{CODES[0]}/1#clear"' in page.text
    words = text_of(page)
    assert "B: known to the author, found in no text" in words


def test_nobody_is_led_to_clear_what_they_wrote(session, house, cast, trainer, legal):
    grant(session, cast.chen, "legal_reviewer", cast.units["nation"])
    unsure(trainer, CODES[0])
    unsure(house.as_(cast.wu), CODES[1])
    chen = house.as_(cast.chen, "en")

    assert "You wrote this question, so somebody else must clear it." in text_of(
        chen.get("/review/sources")
    )
    assert f"/review/{CODES[0]}/1/clearance" not in chen.get(f"/review/{CODES[0]}/1").text
    refused = chen.post(f"/review/{CODES[0]}/1/clearance", {"remark": "x"})
    done = chen.post(f"/review/{CODES[1]}/1/clearance", {"remark": "对照正式文本"})

    assert (refused.status_code, done.location) == (403, "/review/sources")
    assert cleared(session) == [(CODES[1], "对照正式文本")]


def test_history_tells_clearance_and_use(session, trainer, legal):
    unsure(trainer, CODES[0])
    legal.post(f"/review/{CODES[0]}/1/clearance", {"remark": "对照 2021 年文本"})
    revision = session.scalars(select(Revision)).one()
    session.add_all(
        Use(revision_id=revision.id, place=place, forms=forms, at=revision.at)
        for place, forms in (("sitting:1", 30), ("sitting:2", 12))
    )
    session.commit()

    page = text_of(legal.get(f"/bank/{CODES[0]}"))

    assert "顾明法: cleared the sources 对照 2021 年文本" in page
    assert "Was on 42 opened papers. What was used never changes" in page
