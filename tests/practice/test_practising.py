"""Practising: a round, its questions one by one, the notebook, the end."""

from fractions import Fraction

import pytest
from sqlalchemy import select

from practice.models import PracticeAnswer, Round
from tests.factories import question
from tests.practice.conftest import ask


def answers(session) -> list[tuple]:
    session.rollback()
    return [
        (each.question, each.topic, each.value, Fraction(each.share))
        for each in session.scalars(select(PracticeAnswer).order_by(PracticeAnswer.id))
    ]


def test_nothing_practised_says_how_to_begin(lin, pool):
    page = lin.browser.get("/practice/").text

    assert "4 questions" in page
    assert "4 of them are new to you." in page
    assert 'name="about" value="due"' in page
    assert "Your notebook is empty: there is nothing to mend." in page


def test_an_empty_bank_says_when_there_will_be_questions(lin):
    assert "There are no questions to practise yet." in lin.browser.get("/practice/").text


def test_topics_stand_in_groups_with_their_counts(lin, pool):
    page = lin.browser.get("/practice/").text

    words = (
        'id="g-law"', "0 of 4", 'id="t-law.basics"', "2 questions", 'id="t-law.minor"',
        'id="g-proc"', "0 of 1", 'id="g-serv"',
    )  # fmt: skip
    assert all(word in page for word in words)
    assert list(words) == sorted(words, key=page.index)
    assert "Tobacco Monopoly Law and Regulations" not in page


def test_a_right_answer_is_kept_and_told_with_its_reasons(lin, session, cast, pool):
    question_page = lin.begin("law.basics")
    first = session.scalars(select(Round)).one()
    codes = [slot["question"] for slot in first.slots]
    at = codes.index("q-single") + 1
    address = f"/practice/rounds/{first.id}/{at}"

    told = lin.answer(address, {f"a{at}": lin.letter(address, "q-single-1")})

    letter = "abcd"[first.slots[at - 1]["order"].index(1)]
    assert question_page == f"/practice/rounds/{first.id}/1"
    assert answers(session) == [("q-single", "law.basics", f'"{letter}"', Fraction(1))]
    assert "<h2>Right.</h2>" in told
    assert "Your answer, right" in told
    for said in ("q-single-why-0", "q-single rationale", "article 42, paragraph 1"):
        assert said in told


RIGHT = {
    "multiple": ["q-multiple-0", "q-multiple-2"],
    "judgement": ["q-judgement-1"],
    "true_false": "true",
    "fill_blank": " ７ ",
    "ordering": ["q-ordering-0", "q-ordering-1", "q-ordering-2"],
}


@pytest.mark.parametrize("kind", RIGHT)
def test_every_kind_is_marked_in_the_order_that_was_shown(lin, session, cast, kind):
    ask(session, cast, kind)
    address = lin.begin(topic_of(kind))
    fields = fields_for(lin, session, kind, address)

    told = lin.answer(address, fields)

    assert answers(session)[0][3] == 1
    assert "<h2>Right.</h2>" in told


def topic_of(kind: str) -> str:
    return {"multiple": "law", "judgement": "serv", "ordering": "proc"}.get(kind, "law.minor")


def fields_for(lin, session, kind, address) -> dict:
    if kind in ("true_false", "fill_blank"):
        return {"a1" if kind == "true_false" else "a1.0": RIGHT[kind]}
    if kind != "ordering":
        return {"a1": [lin.letter(address, text) for text in RIGHT[kind]]}
    order = session.scalars(select(Round)).one().slots[0]["order"]
    return {f"a1.{'abc'[place]}": str(index + 1) for place, index in enumerate(order)}


@pytest.mark.parametrize(
    ("option", "head", "earned"),
    [
        ("q-judgement-1", "Right.", "Your answer earns 3 of 3."),
        ("q-judgement-2", "Partly right.", "Your answer earns 2 of 3."),
        ("q-judgement-0", "Not right yet.", "Your answer earns 0 of 3."),
        ("q-judgement-3", "Not right yet.", "Your answer earns -1 of 3."),
    ],
)
def test_a_judgement_says_what_was_earned(lin, pool, option, head, earned):
    address = lin.begin("serv")

    told = lin.answer(address, {"a1": lin.letter(address, option)})

    assert f"<h2>{head}</h2>" in told
    assert earned in told


def test_not_knowing_counts_as_not_right_and_shows_the_answer(lin, session, pool):
    address = lin.begin("serv")

    told = lin.answer(address, {"unknown": "1"})

    assert answers(session) == [("q-judgement", "serv.phone", "null", Fraction(0))]
    assert "<h2>Not known yet.</h2>" in told
    assert "Right answer" in told


@pytest.mark.parametrize(
    ("about", "fields", "problem"),
    [
        ("serv", {}, "Nothing was chosen yet."),
        ("serv", {"a1": "z"}, "We could not read that answer."),
        ("proc", {"a1.a": "2", "a1.b": "2", "a1.c": "3"}, "Give every item a position of its own."),
    ],
)
def test_what_is_no_answer_is_refused_and_kept_on_the_page(
    lin, session, pool, about, fields, problem
):
    address = lin.begin(about)

    refused = lin.browser.post(f"{address}/answer", fields)

    assert refused.status_code == 422
    assert problem in refused.text
    assert answers(session) == []
    assert refused.text.count(' selected"') + refused.text.count(" selected>") == len(
        [each for each in fields if "." in each]
    )


def test_the_first_answer_stands(lin, session, pool):
    address = lin.begin("serv")
    lin.answer(address, {"unknown": "1"})

    lin.answer(address, {"a1": "a"})

    assert [each[2] for each in answers(session)] == ["null"]


def test_a_wrong_question_is_noted_until_it_is_right_in_two_rounds_in_a_row(lin, pool):
    lin.answer(lin.begin("serv"), {"unknown": "1"})
    seen = []
    for _ in range(2):
        seen.append("1 question to mend" in lin.browser.get("/practice/").text)
        address = lin.begin("notebook")
        lin.answer(address, {"a1": lin.letter(address, "q-judgement-1")})

    assert seen == [True, True]
    assert "question to mend" not in lin.browser.get("/practice/").text
    assert "Your notebook is empty" in lin.browser.get("/practice/notebook").text
    assert lin.browser.post("/practice/rounds", {"about": "notebook"}).status_code == 409


def test_the_notebook_lists_its_questions_with_their_last_try(lin, pool):
    address = lin.begin("serv")
    lin.answer(address, {"unknown": "1"})

    page = lin.browser.get("/practice/notebook").text

    assert "q-judgement stem" in page
    assert "Not right last time" in page
    assert f'href="{address}"' in page


def test_a_round_ends_with_what_was_right_and_links_to_what_was_not(lin, pool):
    first = lin.begin("law")
    round_page = first.rpartition("/")[0]
    for number in (1, 2, 3):
        lin.answer(f"{round_page}/{number}", {"unknown": "1"})

    half = lin.browser.get(round_page).text
    lin.answer(f"{round_page}/4", {"unknown": "1"})
    whole = lin.browser.get(round_page).text

    assert "1 question of this round is not answered yet." in half
    assert "0 of 4 right" in whole
    assert [f'href="{round_page}/{number}"' in whole for number in range(1, 6)] == [
        True, True, True, True, False,
    ]  # fmt: skip


def test_a_round_that_was_left_is_offered_again(lin, pool):
    address = lin.begin("law.minor")
    lin.answer(address, {"unknown": "1"})

    page = lin.browser.get("/practice/").text

    assert "You began a round: Protection of minors, 1 of 2 answered." in page
    assert f'href="{address.rpartition("/")[0]}"' in page


def test_a_question_that_was_withdrawn_is_shown_no_more(lin, session, pool):
    answered, open_one = lin.begin("serv"), lin.begin("serv.phone")
    lin.answer(answered, {"unknown": "1"})
    pool["judgement"].state = "suspended"
    session.commit()

    pages = [lin.browser.get(answered).text, lin.browser.get(open_one).text]
    refused = lin.browser.post(f"{open_one}/answer", {"a1": "a"})

    assert all("has been withdrawn or revised" in page for page in pages)
    assert not any("q-judgement" in page for page in pages)
    assert refused.status_code == 409
    assert len(answers(session)) == 1
    assert "q-judgement" not in lin.browser.get("/practice/notebook").text


def test_a_round_is_only_for_whoever_began_it(lin, house, cast, session, pool):
    address = lin.begin("serv")
    other = house.as_(cast.zhao, "en")

    statuses = [
        other.get(address).status_code,
        other.get(address.rpartition("/")[0]).status_code,
        other.post(f"{address}/answer", {"a1": "a"}).status_code,
    ]

    assert statuses == [404, 404, 404]
    assert answers(session) == []


@pytest.mark.parametrize("number", ["0", "2", "99"])
def test_a_round_has_no_questions_beyond_its_own(lin, pool, number):
    round_page = lin.begin("serv").rpartition("/")[0]

    assert lin.browser.get(f"{round_page}/{number}").status_code == 404
    assert lin.browser.post(f"{round_page}/{number}/answer", {"a1": "a"}).status_code == 404


def test_a_question_without_the_readers_language_is_asked_in_chinese(lin, session, cast):
    asked = ask(session, cast, "single", languages=("zh",))
    asked.asked, asked.told = {"zh": asked.asked["zh"]}, {"zh": asked.told["zh"]}
    session.commit()

    assert '<div lang="zh-CN">' in lin.browser.get(lin.begin("law.basics")).text


def test_strangers_are_sent_to_the_door(house, pool):
    stranger = house.stranger()

    assert stranger.get("/practice/").status_code == 303
    assert stranger.post("/practice/rounds", {"about": "law"}).status_code == 401


def test_a_form_without_its_token_is_refused(lin, session, pool):
    assert lin.browser.post("/practice/rounds", {"about": "law"}, token=False).status_code == 400
    assert session.scalars(select(Round)).all() == []


def test_trainers_may_look(house, cast, pool):
    page = house.as_(cast.chen, "en").get("/practice/").text

    assert 'href="/practice/" aria-current' in page or 'aria-current="page"' in page


def test_drafts_and_questions_in_review_are_not_practised(lin, session, cast):
    for state in ("draft", "in_review", "suspended", "retired"):
        question(session, f"q-{state}", author=cast.chen, pool="practice", state=state)

    assert "There are no questions to practise yet." in lin.browser.get("/practice/").text
    assert lin.browser.post("/practice/rounds", {"about": "law"}).status_code == 404
