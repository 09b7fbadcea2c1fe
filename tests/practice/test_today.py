"""Practice in a few numbers, and what it costs to know them."""

import pytest

from accounts.queries import actor_of, person_of
from core.database import db
from practice.actions import answering, rounds
from practice.queries.home import PracticeToday, overview, today
from practice.queries.notebook import notebook
from practice.queries.plans import Plan, comes_again, plan_of
from practice.queries.tries import records_of
from tests.practice.conftest import ask

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def actor(cast):
    return actor_of(person_of(cast.lin.id))


def practise(actor, about, value) -> None:
    """A round as a request of its own, which sees what was stored before it."""
    db.session.rollback()
    begun = rounds.begin(about, actor=actor)
    for number in range(1, len(begun.slots) + 1):
        answering.answer(begun.id, number, value, is_sure=True, actor=actor)


def test_today_says_what_is_due_before_anything_was_practised(pool, actor):
    assert today(actor.id) == PracticeToday(
        due=4, is_drilled=False, days_in_row=0, notebook=0, weakest=None
    )


def test_today_counts_the_notebook_and_what_is_still_due(session, cast, actor):
    ask(session, cast, "true_false")
    ask(session, cast, "judgement")
    practise(actor, "law", True)
    practise(actor, "serv", None)

    assert today(actor.id) == PracticeToday(
        due=0, is_drilled=False, days_in_row=0, notebook=1, weakest=None
    )


def test_today_names_the_weakest_topic_once_five_questions_were_tried(session, cast, actor):
    for at in range(5):
        ask(session, cast, "judgement", f"q-judged-{at}")
    practise(actor, "serv", None)

    assert today(actor.id).weakest == "serv.phone"


def test_only_the_last_two_tries_are_remembered_newest_first(session, cast, actor):
    ask(session, cast, "true_false")
    for value in (True, False, True):
        practise(actor, "law", value)

    record = records_of(actor.id)["q-true-false"]

    assert [each.share for each in record.tries] == [1, 0]
    assert record.is_noted


def test_what_others_answered_is_not_mine(session, cast, actor, pool):
    practise(actor_of(person_of(cast.zhao.id)), "serv", None)

    assert records_of(actor.id) == {}
    assert plan_of(actor.id).memories == {}


def test_the_first_page_plans_no_day_after_today(pool, actor, monkeypatch):
    practise(actor, "serv", None)
    monkeypatch.setattr(Plan, "jobs", property(lambda plan: pytest.fail("planned anew")))

    assert today(actor.id).due == 3


def test_questions_are_chosen_before_the_write_begins(pool, actor, statements):
    with statements() as heard:
        rounds.begin("drill", actor=actor)

    written = [at for at, text in enumerate(heard) if text.startswith("INSERT")]
    chosen = [at for at, text in enumerate(heard) if "revision.shuffle" in text]
    locked = [at for at, text in enumerate(heard) if text.startswith("SELECT person.id \nFROM")]
    assert (len(written), len(chosen), len(locked)) == (1, 1, 1)
    assert chosen[0] < locked[0] < written[0]


def test_more_answers_cost_no_more_queries(pool, actor, statements):
    def cost(read) -> int:
        with statements() as heard:
            read(actor.id)
        return len(heard)

    def costs() -> list[int]:
        return [cost(read) for read in (today, overview, notebook, plan_of)]

    practise(actor, "drill", None)
    few = [*costs(), cost(lambda person_id: comes_again(person_id, "q-judgement"))]
    for about in ("law", "proc", "serv", "notebook"):
        practise(actor, about, None)

    assert [*costs(), cost(lambda person_id: comes_again(person_id, "q-judgement"))] == few
    assert few == [9, 11, 15, 8, 7]
