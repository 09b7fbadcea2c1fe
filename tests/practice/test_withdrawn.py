"""A round whose questions are withdrawn or revised before all are answered: it still ends."""

from datetime import date

import pytest
from sqlalchemy import select

from accounts.queries import actor_of, person_of
from practice.actions import answering, rounds
from practice.models import Round
from practice.queries.drills import Drill, drill_of
from practice.queries.home import overview, today
from practice.queries.questions import open_ids
from question_bank.models import Revision
from tests.practice.conftest import SHANGHAI, ask


@pytest.fixture
def many(session, cast, calendar) -> None:
    """Eight questions in one topic."""
    for at in range(8):
        ask(session, cast, "true_false", f"q-true-{at}")


def newest(session) -> Round:
    session.rollback()
    return session.scalars(select(Round).order_by(Round.id.desc())).first()


def turn(session, own: Round, numbers, state: str) -> None:
    """Let the questions at these places have this state."""
    for number in numbers:
        session.get_one(Revision, own.slots[number - 1]["revision"]).state = state
    session.commit()


def answer_all(lin, address: str, numbers) -> None:
    for number in numbers:
        lin.answer(f"{address.rpartition('/')[0]}/{number}", {"unknown": "1"})


@pytest.mark.parametrize("state", ["suspended", "retired"])
def test_a_drill_is_done_without_the_question_that_was_withdrawn(lin, session, many, state):
    address = lin.begin("drill")
    answer_all(lin, address, [1, 2, 4, 5])
    before = lin.browser.get("/practice/").text
    turn(session, newest(session), [3], state)

    page = lin.browser.get("/practice/").text
    again = lin.browser.post("/practice/rounds", {"about": "drill"})

    assert "Go on with the drill" in before
    assert "4 of 5 answered" in before
    assert "Go on with the drill" not in page
    assert "4 of 5 answered" not in page
    assert "A good beginning." in page
    assert "That was today's drill." in lin.browser.get(address.rpartition("/")[0]).text
    assert again.status_code == 409


def test_a_drill_with_an_open_question_left_is_gone_on_with(lin, session, many):
    address = lin.begin("drill")
    answer_all(lin, address, [1, 2, 3])
    turn(session, newest(session), [4], "suspended")

    page = lin.browser.get("/practice/").text

    assert "Go on with the drill" in page
    assert "3 of 5 answered" in page
    assert lin.begin("drill") == address


def test_a_question_withdrawn_after_its_answer_leaves_the_others_to_be_answered(lin, session, many):
    address = lin.begin("drill")
    answer_all(lin, address, [1, 2, 3, 4])
    turn(session, newest(session), [1, 2], "suspended")

    assert "4 of 5 answered" in lin.browser.get("/practice/").text
    assert lin.begin("drill") == address


def test_a_question_that_comes_back_can_be_answered_again(lin, session, many):
    answer_all(lin, lin.begin("drill"), [1, 2, 3, 4])
    turn(session, newest(session), [5], "suspended")
    without = lin.browser.get("/practice/").text
    turn(session, newest(session), [5], "approved")

    assert "Go on with the drill" not in without
    assert "Go on with the drill" in lin.browser.get("/practice/").text


def test_a_drill_of_which_nothing_is_left_before_any_answer_is_neither_done_nor_open(
    lin, session, many
):
    address = lin.begin("drill")
    turn(session, newest(session), [1, 2, 3, 4, 5], "retired")

    page = lin.browser.get("/practice/").text
    second = lin.begin("drill")

    assert "Begin the drill" in page
    assert "You began a round" not in page
    assert second != address
    assert len(newest(session).slots) == 3


def test_any_round_is_over_once_nothing_of_it_is_left(lin, session, many):
    answer_all(lin, lin.begin("law"), range(2, 9))
    before = lin.browser.get("/practice/").text
    turn(session, newest(session), [1], "suspended")

    page = lin.browser.get("/practice/").text

    assert "7 of 8 answered" in before
    assert "You began a round" not in page


def test_a_round_taken_along_is_over_once_nothing_of_it_is_left(lin, session, cast, calendar):
    ask(session, cast, "true_false")
    lin.browser.post("/practice/offline")
    own = newest(session)
    before = lin.browser.get("/practice/offline").text
    turn(session, own, [1], "suspended")

    page = lin.browser.get("/practice/offline").text

    assert f'href="/practice/rounds/{own.id}"' in before
    assert f'href="/practice/rounds/{own.id}"' not in page


def test_the_page_of_a_round_counts_what_is_left(lin, session, many):
    page = lin.begin("drill").rpartition("/")[0]
    answer_all(lin, f"{page}/1", [1, 2])
    turn(session, newest(session), [3], "suspended")

    told = lin.browser.get(page).text

    assert "2 questions of this round are not answered yet." in told
    assert "Go on with question 4" in told


def test_the_day_counts_in_the_row(lin, session, many, calendar):
    answer_all(lin, lin.begin("drill"), [1, 2, 3, 4])
    turn(session, newest(session), [5], "retired")
    calendar.turn()
    answer_all(lin, lin.begin("drill"), [1, 2, 3, 4, 5])

    assert "2 days in a row. Well kept up." in lin.browser.get("/practice/").text


@pytest.mark.usefixtures("in_app")
def test_unfinished_rounds_cost_no_more_queries(session, cast, pool, statements):
    actor = actor_of(person_of(cast.lin.id))

    def costs() -> list[int]:
        found = []
        for read in (today, overview):
            with statements() as heard:
                read(actor.id)
            found.append(len(heard))
        return found

    begun = rounds.begin("drill", actor=actor)
    one = costs()
    for number in (1, 2, 3):
        answering.answer(begun.id, number, None, is_sure=True, actor=actor)
    for about in ("law", "proc", "serv"):
        rounds.begin(about, actor=actor)

    assert costs() == one


@pytest.mark.usefixtures("in_app")
def test_the_drill_costs_one_query_however_many_there_are(session, cast, pool, statements):
    actor = actor_of(person_of(cast.lin.id))
    rounds.begin("drill", actor=actor)
    open_ = open_ids()

    with statements() as heard:
        found = drill_of(actor.id, date(2000, 1, 1), SHANGHAI, open_)

    assert found == Drill(is_done=False, days_in_row=0, open_round=None)
    assert len(heard) == 1


LONG = "law.transportation-permits-32-ch"


def test_a_topic_of_the_greatest_length_has_its_own_part_of_the_notebook(lin, session, cast):
    ask(session, cast, "single", topic=LONG)
    lin.answer(lin.begin(LONG), {"unknown": "1"})

    lin.begin(f"notebook:{LONG}")

    assert len(LONG) == 32
    assert newest(session).about == f"notebook:{LONG}"
