"""Practice in a few numbers, and what it costs to know them."""

import pytest

from accounts.queries import actor_of, person_of
from practice import actions
from practice.queries import PracticeToday, overview, records_of, today
from tests.practice.conftest import ask

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def actor(cast):
    return actor_of(person_of(cast.lin.id))


def practise(actor, about, value) -> None:
    begun = actions.begin(about, actor=actor)
    for number in range(1, len(begun.slots) + 1):
        actions.answer(begun.id, number, value, actor=actor)


def test_today_says_nothing_before_anything_was_practised(actor, pool):
    assert today(actor.id) == PracticeToday(notebook=0, topics_practised=0, weakest=None)


def test_today_counts_the_notebook_and_names_the_weakest_topic(session, cast, actor):
    ask(session, cast, "true_false")
    ask(session, cast, "judgement")
    practise(actor, "law", True)
    practise(actor, "serv", None)

    assert today(actor.id) == PracticeToday(notebook=1, topics_practised=2, weakest="serv.phone")


def test_only_the_last_two_tries_are_remembered_newest_first(session, cast, actor):
    ask(session, cast, "true_false")
    for value in (True, False, True):
        practise(actor, "law", value)

    record = records_of(actor.id)["q-true-false"]

    assert record.shares == (1, 0)
    assert record.is_noted


def test_what_others_answered_is_not_mine(session, cast, actor, pool):
    practise(actor_of(person_of(cast.zhao.id)), "serv", None)

    assert records_of(actor.id) == {}


def test_more_answers_cost_no_more_queries(session, cast, actor, pool, statements):
    def cost(read) -> int:
        with statements() as heard:
            read(actor.id)
        return len(heard)

    practise(actor, "serv", None)
    few = (cost(today), cost(overview))
    for about in ("law", "proc", "serv", "law"):
        practise(actor, about, None)

    assert (cost(today), cost(overview)) == few
    assert few[0] == 2
