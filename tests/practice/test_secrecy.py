"""What practice never tells: exam questions, and keys before an answer."""

import pytest
from sqlalchemy import delete, select

from accounts.queries import actor_of, person_of
from core.clock import now
from core.errors import Refused
from practice.actions import answering
from practice.models import PracticeAnswer, Round
from practice.queries.home import overview, today
from practice.queries.plans import plan_of
from practice.queries.questions import practised
from tests.browsing import without_token
from tests.practice.conftest import SENTINEL

WORDS = (SENTINEL, "law.crime", "Tobacco crimes")


def told_about(page) -> list[str]:
    return [word for word in WORDS if word in page.text]


def test_an_exam_question_is_in_no_page_and_no_count(lin, pool, sentinel):
    first = lin.begin("law")
    round_page = first.rpartition("/")[0]

    pages = [
        lin.browser.get(address)
        for address in (
            "/practice/",
            "/practice/notebook",
            "/practice/notebook/print",
            "/practice/goal",
            first,
            round_page,
        )
    ]

    assert [told_about(page) for page in pages] == [[]] * 6
    assert "0 of 4" in pages[0].text


@pytest.mark.parametrize(
    "about", [SENTINEL, "law.crime", "{id}", "", "notebook ", "exam", "drill ", "due:law.crime"]
)
def test_a_round_about_an_exam_question_is_as_one_about_nothing(lin, session, sentinel, about):
    asked = lin.browser.post("/practice/rounds", {"about": about.format(id=sentinel.id)})
    nothing = lin.browser.post("/practice/rounds", {"about": "no.such.topic"})

    assert asked.status_code == nothing.status_code == 404
    assert without_token(asked.text) == without_token(nothing.text)
    assert session.scalars(select(Round)).all() == []


def test_no_address_leads_to_an_exam_question(lin, session, pool, sentinel):
    round_page = lin.begin("law").rpartition("/")[0]
    addresses = [
        f"/practice/rounds/{sentinel.id}",
        f"{round_page}/{sentinel.id + 100}",
        f"{round_page}/{SENTINEL}",
        f"/practice/{SENTINEL}",
        f"/practice/questions/{sentinel.id}",
    ]
    fields = {"a1": "a", "revision": str(sentinel.id), "question": SENTINEL, "unknown": "1"}

    lin.browser.post(f"{round_page}/1/answer", fields)

    kept = session.scalars(select(PracticeAnswer)).one()
    assert kept.revision_id != sentinel.id
    for address in addresses[1:]:
        assert lin.browser.get(address).status_code == 404
        assert lin.browser.post(f"{address}/answer", fields).status_code == 404
    assert told_about(lin.browser.get(addresses[0])) == []
    assert told_about(lin.browser.get(f"{round_page}/1")) == []


@pytest.fixture
def smuggled(session, cast, sentinel) -> Round:
    """A round of Lin's whose row names an exam question, as no action would write it."""
    slot = {"revision": sentinel.id, "question": SENTINEL, "order": [0, 1, 2, 3]}
    made = Round(person_id=cast.lin.id, about="law", seed="", slots=[slot], at=now())
    session.add(made)
    session.flush()
    answered = PracticeAnswer(
        round_id=made.id, number=1, person_id=cast.lin.id, revision_id=sentinel.id,
        question=SENTINEL, topic="law.crime", value='"a"', share="0", at=now(),
    )  # fmt: skip
    session.add(answered)
    session.commit()
    return made


def test_even_a_round_that_names_an_exam_question_shows_nothing_of_it(lin, smuggled):
    pages = [
        lin.browser.get(address)
        for address in (
            "/practice/",
            "/practice/notebook",
            "/practice/notebook/print",
            "/practice/goal",
            f"/practice/rounds/{smuggled.id}",
            f"/practice/rounds/{smuggled.id}/1",
        )
    ]

    assert [page.status_code for page in pages] == [200] * 6
    assert [told_about(page) for page in pages] == [[]] * 6


def test_even_a_round_that_names_an_exam_question_marks_no_answer_to_it(
    in_app, session, cast, smuggled
):
    session.execute(delete(PracticeAnswer))
    session.commit()
    lin = actor_of(person_of(cast.lin.id))

    with pytest.raises(Refused):
        answering.answer(smuggled.id, 1, "b", is_sure=True, actor=lin)

    assert session.scalars(select(PracticeAnswer)).all() == []
    assert practised() == []
    assert overview(lin.id).groups == []
    assert today(lin.id).notebook == 0
    assert (plan_of(lin.id).today, plan_of(lin.id).memories) == ([], {})


@pytest.mark.parametrize("about", ["law", "proc", "serv"])
def test_neither_key_nor_reasons_are_in_the_page_before_the_answer(lin, pool, about):
    first = lin.begin(about)
    count = {"law": 4, "proc": 1, "serv": 1}[about]
    addresses = [f"{first.rpartition('/')[0]}/{number}" for number in range(1, count + 1)]

    pages = [lin.browser.get(address).text for address in addresses]
    pages += [lin.browser.post(f"{address}/answer", {}).text for address in addresses]
    pages.append(lin.browser.get(first.rpartition("/")[0]).text)

    words = ("rationale", "-why-", "七", "earns", "Right answer", "article 42")
    assert [word for word in words for page in pages if word in page] == []
