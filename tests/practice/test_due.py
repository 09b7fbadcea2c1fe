"""What is due, the drill, how sure somebody was, and when a question comes again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from practice.models import PracticeAnswer, Round
from tests.practice.conftest import ask


@pytest.fixture
def many(session, cast, calendar) -> None:
    """Fourteen questions in two topics."""
    for at in range(7):
        ask(session, cast, "true_false", f"q-true-{at}")
        ask(session, cast, "judgement", f"q-judged-{at}")


def rounds(session) -> list[Round]:
    session.rollback()
    return list(session.scalars(select(Round).order_by(Round.id)))


def go_through(lin, address: str, fields=None) -> None:
    """Answer every question of a round in the same way."""
    page = address.rpartition("/")[0]
    for number in range(1, 11):
        if lin.browser.get(f"{page}/{number}").status_code == 404:
            return
        sent = {key.format(number): value for key, value in (fields or {"unknown": "1"}).items()}
        lin.browser.post(f"{page}/{number}/answer", sent)


def test_a_round_of_what_is_due_mixes_the_topics_and_has_ten_at_most(lin, session, many):
    lin.browser.post("/practice/goal", {"on": "2026-03-03", "daily": "20"})

    lin.begin("due")

    (begun,) = rounds(session)
    codes = [slot["question"].rpartition("-")[0] for slot in begun.slots]
    assert (begun.about, len(codes)) == ("due", 10)
    assert codes == ["q-judged", "q-true"] * 5


@pytest.mark.parametrize("about", ["drill", "due", "law"])
def test_of_rounds_begun_at_once_there_is_one(house, cast, session, many, about):
    browsers = [house.as_(cast.lin, "en") for _ in range(6)]

    with ThreadPoolExecutor(6) as at_once:
        begun = list(
            at_once.map(lambda each: each.post("/practice/rounds", {"about": about}), browsers)
        )

    (kept,) = rounds(session)
    assert {each.location for each in begun} == {f"/practice/rounds/{kept.id}/1"}


def test_a_round_without_an_answer_is_gone_on_with_today_only(lin, session, many, calendar):
    first = lin.begin("law")
    again, other = lin.begin("law"), lin.begin("serv")
    lin.begin("law")
    lin.answer(lin.begin("law"), {"unknown": "1"})
    lin.begin("law")
    calendar.turn()
    lin.begin("law")

    assert again == first != other
    assert [each.about for each in rounds(session)] == ["law", "serv", "law", "law", "law"]


def test_what_was_answered_is_due_no_more_today(lin, session, many):
    lin.browser.post("/practice/goal", {"on": "2026-03-03", "daily": "20"})
    page = lin.browser.get("/practice/").text
    go_through(lin, lin.begin("due"))
    between = lin.browser.get("/practice/").text
    go_through(lin, lin.begin("due"))
    after = lin.browser.get("/practice/").text
    refused = lin.browser.post("/practice/rounds", {"about": "due"})

    assert '<h2 id="due">14 questions</h2>' in page
    assert '<h2 id="due">4 questions</h2>' in between
    assert "You have done 10 today already." in between
    assert '<h2 id="due">Done for today</h2>' in after
    assert refused.status_code == 409
    assert [len(each.slots) for each in rounds(session)] == [10, 4]


def test_the_drill_is_had_once_a_day_and_counts_days_in_a_row(lin, session, calendar, many):
    said = []
    for _ in range(3):
        go_through(lin, lin.begin("drill"))
        said.append(lin.browser.get("/practice/").text)
        assert lin.browser.post("/practice/rounds", {"about": "drill"}).status_code == 409
        calendar.turn()
    morning = lin.browser.get("/practice/").text
    calendar.turn()

    assert [len(each.slots) for each in rounds(session)] == [5, 5, 5]
    assert "A good beginning." in said[0]
    assert "3 days in a row. Well kept up." in said[2]
    assert "You have kept it up for 3 days." in morning
    assert "Five questions, five minutes, once a day." in lin.browser.get("/practice/").text
    assert "kept it up" not in lin.browser.get("/practice/").text


def test_a_drill_begun_today_is_gone_on_with(lin, session, calendar, many):
    first = lin.begin("drill")
    lin.browser.post(f"{first}/answer", {"unknown": "1"})
    again = lin.begin("drill")
    page = lin.browser.get("/practice/").text
    calendar.turn()

    assert again == first
    assert "Go on with the drill" in page
    assert lin.begin("drill") != first


def test_a_drill_of_an_empty_bank_is_refused(lin, session, cast, calendar):
    assert lin.browser.post("/practice/rounds", {"about": "drill"}).status_code == 409
    assert lin.browser.post("/practice/rounds", {"about": "due"}).status_code == 409
    assert rounds(session) == []


@pytest.mark.parametrize(
    ("fields", "is_sure", "said"),
    [
        ({"a1": "true"}, True, "It comes again in about 2 days."),
        ({"a1": "true", "unsure": "1"}, False, "You were not sure, so it comes sooner."),
        ({"a1": "false"}, True, "It comes again tomorrow."),
        ({"unknown": "1"}, True, "It comes again tomorrow."),
    ],
)
def test_an_answer_says_when_the_question_comes_again(
    lin, session, cast, calendar, fields, is_sure, said
):
    ask(session, cast, "true_false")

    told = lin.answer(lin.begin("law"), fields)

    assert said in told
    assert session.scalars(select(PracticeAnswer.is_sure)).all() == [is_sure]


def test_what_holds_until_the_exam_does_not_come_before(lin, session, cast, calendar):
    ask(session, cast, "true_false")
    lin.browser.post("/practice/goal", {"on": "2026-03-04", "daily": "10"})

    told = lin.answer(lin.begin("law"), {"a1": "true"})

    assert "You will probably still know it on the day of the exam" in told


def test_an_old_answer_says_that_the_question_is_due(lin, session, cast, calendar):
    ask(session, cast, "true_false")
    address = lin.begin("law")
    lin.answer(address, {"a1": "true"})
    calendar.turn(10)

    assert "It is due again today." in lin.browser.get(address).text


def test_what_was_no_answer_keeps_that_one_was_not_sure(lin, session, cast, calendar):
    ask(session, cast, "true_false")

    refused = lin.browser.post(f"{lin.begin('law')}/answer", {"unsure": "1"})

    assert refused.status_code == 422
    assert 'name="unsure" value="1" checked' in refused.text
    assert session.scalars(select(PracticeAnswer)).all() == []


def test_weak_topics_are_named_once_there_is_enough_to_say(lin, session, many):
    go_through(lin, lin.begin("drill"))
    few = lin.browser.get("/practice/").text
    go_through(lin, lin.begin("law"))
    enough = lin.browser.get("/practice/").text

    assert "Weak topics" not in few
    assert 'id="w-law.minor"' in enough
    assert "0% right at the first try" in enough
    assert "7 questions tried" in enough
