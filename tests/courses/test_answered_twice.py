"""An answer to a self-check that comes twice from the same page is one answer."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from courses.models.studying import CheckAnswer
from practice.queries.tries import records_of
from tests.courses.conftest import RIGHT

pytestmark = pytest.mark.usefixtures("shelf")
B2, B3 = "/courses/procedure/b2/", "/courses/procedure/b3/"


@pytest.fixture
def lin(house, cast):
    return house.as_(cast.lin, "en")


@pytest.fixture
def answer(lin, questions):
    """Answers from a page that knew of this answer, or did not say of which."""

    def post(code, sent, last=None):
        known = {} if last is None else {"last": last}
        module = B3 if code == "q-6" else B2
        return lin.post(
            f"{module}checks/{code}/answers",
            {"revision": questions[code].id, "answer": sent} | known,
        )

    return post


def kept(session):
    session.rollback()
    rows = session.scalars(select(CheckAnswer).order_by(CheckAnswer.id))
    return [(each.question, each.value, each.share >= 1) for each in rows]


def known(browser, code):
    """What the page with the question to be answered again says of the last answer."""
    page = browser.get(f"{B2}?again={code}").text
    section = page.split(f'id="check-{code}"')[1].split("</section>")[0]
    return re.findall(r'name="last" value="([0-9]+)"', section)[0]


@pytest.mark.parametrize("code", RIGHT)
def test_a_double_click_is_one_answer(lin, session, answer, code):
    came = [answer(code, RIGHT[code], "0") for _ in range(2)]

    assert [each.status_code for each in came] == [303, 303]
    assert [(question, right) for question, _, right in kept(session)] == [(code, True)]
    assert "Right.</strong>" in lin.get(B3 if code == "q-6" else B2).text


def test_a_wrong_answer_and_a_double_click_on_the_right_one_are_two(
    app, cast, lin, session, answer
):
    answer("q-1", ["a"], known(lin, "q-1"))
    page = known(lin, "q-1")
    for _ in range(2):
        answer("q-1", ["b"], page)

    assert kept(session) == [("q-1", "a", False), ("q-1", "b", True)]
    with app.app_context():
        assert records_of(cast.lin.id)["q-1"].is_noted


def test_who_answers_again_on_a_new_page_is_believed(lin, session, answer):
    for _ in range(2):
        answer("q-1", ["b"], known(lin, "q-1"))

    assert kept(session) == [("q-1", "b", True)] * 2


def test_the_same_answer_on_another_day_is_another_even_from_a_page_that_stood_open(
    session, answer
):
    answer("q-1", ["b"], "0")
    first = session.scalars(select(CheckAnswer)).one()
    first.at -= timedelta(days=4)
    session.commit()

    answer("q-1", ["b"], "0")

    assert kept(session) == [("q-1", "b", True)] * 2


def test_another_answer_from_the_same_page_is_kept(session, answer):
    for sent in ("a", "b", "a"):
        answer("q-1", [sent], "0")

    assert [value for _, value, _ in kept(session)] == ["a", "b", "a"]


def test_the_same_letter_for_another_question_is_an_answer_of_its_own(session, answer):
    answer("q-1", ["b"], "0")
    answer("q-6", ["b"], "0")

    assert [code for code, *_ in kept(session)] == ["q-1", "q-6"]


def test_the_same_answer_of_another_person_is_theirs(house, cast, session, answer, questions):
    answer("q-1", ["b"], "0")
    house.as_(cast.zhao).post(
        f"{B2}checks/q-1/answers",
        {"revision": questions["q-1"].id, "answer": "b", "last": "0"},
    )

    session.rollback()
    people = session.scalars(select(CheckAnswer.person_id).order_by(CheckAnswer.id)).all()
    assert people == [cast.lin.id, cast.zhao.id]


@pytest.mark.parametrize("last", [None, "", "many", "-"])
def test_every_answer_of_a_page_that_does_not_say_what_it_knew_is_kept(session, answer, last):
    came = [answer("q-1", ["b"], last) for _ in range(2)]

    assert [each.status_code for each in came] == [303, 303]
    assert kept(session) == [("q-1", "b", True)] * 2


@pytest.mark.parametrize("last", ["9" * 30, "-1"])
def test_a_page_that_knew_of_no_answer_there_ever_was_does_no_harm(session, answer, last):
    assert answer("q-1", ["b"], last).status_code == 303
    assert kept(session) == [("q-1", "b", True)]


def test_what_was_no_answer_is_asked_again_with_what_was_known(session, answer):
    refused = answer("q-1", [], "0")

    assert refused.status_code == 422
    assert 'name="last" value="0"' in refused.text
    assert kept(session) == []
