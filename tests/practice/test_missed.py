"""The notebook takes what was missed anywhere: in practice, courses and mock exams that ended."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core.database import db
from courses.models.courses import Course
from courses.models.modules import Module
from courses.models.studying import CheckAnswer
from courses.models.testing import CourseTest, CourseTestAnswer, CourseTestEnd
from practice.models import MockAnswer, MockEnd, MockExam, PracticeAnswer, Round
from practice.queries.home import overview
from practice.queries.notebook import notebook
from practice.rules.records import Spot, Where
from question_bank.models import Question, Revision
from tests.courses.testing import begun, furnish, hand_in
from tests.practice.conftest import ask
from tests.practice.mocking import plan_for

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
ORDER = [2, 0, 3, 1]
"""Under "a" stands option 2; option 1, under "d", is right."""


@pytest.fixture
def revision(session, cast):
    return ask(session, cast, "single")


class Tries:
    """Answers of Lin to one question, a day apart, each on the row where it would stand."""

    def __init__(self, session, cast, revision) -> None:
        self.session, self.cast, self.revision = session, cast, revision
        self.at = START - timedelta(days=1)
        self.module = Module(code="a1")
        self.course = Course(code="law")
        session.add_all([self.module, self.course])
        session.commit()

    def add(self, where: Where, letter: str | None, *, ended: bool = True) -> Spot:
        self.at += timedelta(days=1)
        share = str(int(letter == "d"))
        spot = getattr(self, f"_{where}")(letter, share, ended)
        self.session.commit()
        return spot

    @property
    def _slot(self) -> dict:
        return {
            "revision": self.revision.id, "question": self.revision.question.code,
            "order": ORDER, "kind": "single", "topic": "law.basics", "points": "1",
        }  # fmt: skip

    def _kept(self, row):
        self.session.add(row)
        self.session.flush()
        return row

    def _practice(self, letter, share, ended) -> Spot:
        lin = self.cast.lin.id
        round_ = self._kept(
            Round(person_id=lin, about="law", seed="", slots=[self._slot], at=self.at)
        )
        self._kept(
            PracticeAnswer(
                round_id=round_.id, number=1, person_id=lin, revision_id=self.revision.id,
                question=self.revision.question.code, topic="law.basics",
                value=json.dumps(letter), share=share, at=self.at,
            )
        )  # fmt: skip
        return Spot(Where.PRACTICE, round_.id, 1)

    def _self_check(self, letter, share, ended) -> Spot:
        """In the order of the bank."""
        kept = self._kept(
            CheckAnswer(
                person_id=self.cast.lin.id, module_id=self.module.id,
                question=self.revision.question.code, question_revision_id=self.revision.id,
                value="b" if letter == "d" else "c", earned=int(share), full=1, at=self.at,
            )
        )  # fmt: skip
        return Spot(Where.SELF_CHECK, kept.id, 1)

    def _quiz(self, letter, share, ended) -> Spot:
        return Spot(Where.QUIZ, self._sheet(letter, share, ended, self.module.id), 1)

    def _course_test(self, letter, share, ended) -> Spot:
        return Spot(Where.COURSE_TEST, self._sheet(letter, share, ended, None), 1)

    def _sheet(self, letter, share, ended, module_id) -> int:
        test = self._kept(
            CourseTest(
                person_id=self.cast.lin.id, course_id=self.course.id, module_id=module_id,
                seed="", slots=[self._slot], percent=80, at=self.at,
            )
        )  # fmt: skip
        if letter:
            for given in ("d" if letter != "d" else "b", letter):
                value = json.dumps(given)
                self._kept(CourseTestAnswer(test_id=test.id, number=1, value=value, at=self.at))
        if ended:
            is_passed = share == "1"
            self._kept(
                CourseTestEnd(
                    test_id=test.id, shares=[share], share=share, is_passed=is_passed, at=self.at
                )
            )
        return test.id

    def _mock(self, letter, share, ended) -> Spot:
        plan = plan_for(self.session, self.cast, version=self.at.day)
        mock = MockExam(
            person_id=self.cast.lin.id, blueprint_id=plan.id, seed="", slots=[self._slot],
            relaxed={"moves": [], "missing": []}, at=self.at, due_at=self.at + timedelta(hours=1),
        )  # fmt: skip
        self._kept(mock)
        if letter:
            value = json.dumps(letter)
            mock.answers.append(MockAnswer(number=1, value=value, at=self.at))
        if ended:
            shares = [share if letter else None]
            self._kept(MockEnd(mock_id=mock.id, shares=shares, by_time=False, at=self.at))
        return Spot(Where.MOCK, mock.id, 1)


@pytest.fixture
def tries(session, cast, revision) -> Tries:
    return Tries(session, cast, revision)


def noted(person_id: int) -> list[tuple]:
    """The notebook: question, where and when it was missed, what was answered, right since.

    Read as a request of its own, which sees what was stored before it.
    """
    db.session.rollback()
    return [
        (
            each.revision.question.code,
            each.tried.spot,
            each.tried.at,
            each.missed and (list(each.missed.order), each.missed.value),
            each.is_right,
        )
        for each in notebook(person_id)
    ]


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize("where", Where)
def test_what_was_missed_anywhere_is_noted_with_where_and_what_was_answered(cast, tries, where):
    spot = tries.add(where, "a")

    order, value = ([0, 1, 2, 3], "c") if where is Where.SELF_CHECK else (ORDER, "a")
    assert noted(cast.lin.id) == [("q-single", spot, START, (order, value), False)]
    assert noted(cast.zhao.id) == []


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize("where", [Where.QUIZ, Where.COURSE_TEST, Where.MOCK])
def test_nothing_is_noted_of_a_test_that_is_still_open(cast, tries, where):
    tries.add(where, "a", ended=False)

    assert noted(cast.lin.id) == []
    assert [each.answered for each in overview(cast.lin.id).groups[0].topics] == [0]


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize("where", [Where.QUIZ, Where.COURSE_TEST, Where.MOCK])
def test_a_place_that_was_left_without_an_answer_is_no_try(cast, tries, where):
    tries.add(where, None)

    assert noted(cast.lin.id) == []
    assert [each.answered for each in overview(cast.lin.id).groups[0].topics] == [0]


@pytest.mark.usefixtures("in_app")
def test_an_answer_that_was_taken_back_is_no_try(session, cast, tries):
    spot = tries.add(Where.QUIZ, "a")
    session.add(CourseTestAnswer(test_id=spot.row, number=1, value="null", at=START))
    session.commit()

    assert noted(cast.lin.id) == []


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        (Where.MOCK, Where.PRACTICE, Where.PRACTICE),
        (Where.PRACTICE, Where.SELF_CHECK, Where.MOCK),
        (Where.SELF_CHECK, Where.COURSE_TEST, Where.QUIZ),
    ],
)
def test_it_leaves_when_it_is_right_twice_in_a_row_wherever_that_is(
    cast, tries, first, second, third
):
    missed = tries.add(first, "a")
    tries.add(second, "d")
    once = noted(cast.lin.id)
    tries.add(third, "d")
    twice = noted(cast.lin.id)
    again = tries.add(first, "c")

    def entry(spot, letter, *, days, is_right):
        in_bank = spot.where is Where.SELF_CHECK
        said = ([0, 1, 2, 3], "c") if in_bank else (ORDER, letter)
        return [("q-single", spot, START + timedelta(days), said, is_right)]

    assert once == entry(missed, "a", days=0, is_right=True)
    assert twice == []
    assert noted(cast.lin.id) == entry(again, "c", days=3, is_right=False)


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize("where", Where)
def test_the_topic_lists_count_every_try(cast, tries, where):
    def counted() -> list[tuple]:
        db.session.rollback()
        found = overview(cast.lin.id)
        return [
            (each.topic, each.questions, each.answered, each.right)
            for group in found.groups
            for each in group.topics
        ] + [found.notebook]

    tries.add(where, "a")
    wrong = counted()
    tries.add(where, "d")

    assert wrong == [("law.basics", 1, 1, 0), 1]
    assert counted() == [("law.basics", 1, 1, 1), 1]


@pytest.mark.usefixtures("in_app")
def test_an_answer_to_an_older_wording_is_not_told_in_the_words_of_the_new_one(
    session, cast, tries, revision, lin
):
    spot = tries.add(Where.MOCK, "a")
    revision.state = "retired"
    session.commit()
    newer = ask(session, cast, "single", "q-single-2")
    newer.question_id, newer.number = revision.question_id, 2
    session.commit()

    assert noted(cast.lin.id) == [("q-single", spot, START, None, False)]
    page = lin.browser.get("/practice/notebook").text
    assert "Mock exam, 2 Mar, 09:00: the question has been revised since" in page


@pytest.mark.usefixtures("in_app")
def test_an_exam_question_is_never_noted_even_where_a_row_names_it(session, cast, tries, sentinel):
    tries.revision = sentinel
    for where in Where:
        tries.add(where, "a")

    assert noted(cast.lin.id) == []


@pytest.mark.usefixtures("in_app")
def test_more_that_was_missed_costs_no_more_queries(session, cast, tries, statements):
    def cost() -> int:
        db.session.rollback()
        with statements() as heard:
            notebook(cast.lin.id)
        return len(heard)

    few = cost()
    for code, where in zip("abcde", Where, strict=True):
        tries.revision = ask(session, cast, "single", f"q-{code}")
        tries.add(where, "a")
    one_each = cost()
    for code, where in zip("fghij", Where, strict=True):
        tries.revision = ask(session, cast, "single", f"q-{code}")
        tries.add(where, "a")

    assert (few, one_each, cost()) == (15, 15, 15)


PLACES = {
    Where.PRACTICE: ("Practice", "/practice/rounds/{}/1"),
    Where.SELF_CHECK: ("Self-check question", "/courses/law/a1/#check-q-single"),
    Where.QUIZ: ("Module quiz", "/courses/tests/{}/result#q-1"),
    Where.COURSE_TEST: ("Course test", "/courses/tests/{}/result#q-1"),
    Where.MOCK: ("Mock exam", "/practice/mocks/{}/result#q-1"),
}


@pytest.mark.parametrize("where", Where)
def test_the_page_says_where_and_when_and_leads_there(lin, session, cast, tries, where):
    spot = tries.add(where, "a")

    page = lin.browser.get("/practice/notebook").text

    name, address = PLACES[where]
    href = address.format(spot.row)
    if where is Where.SELF_CHECK:
        assert href not in page
    else:
        assert f'href="{href}"' in page
    assert f'{name}, 2 Mar, 09:00: <span lang="en">q-single-2</span>' in page
    assert "Not right last time" in page


def test_what_is_missed_on_the_pages_of_a_course_is_in_the_notebook_at_once(
    app, session, cast, lin, tmp_path
):
    furnish(app, session, cast, tmp_path / "tested")
    asked = session.scalars(select(Revision).join(Question).where(Question.code == "t-0")).one()
    checked = lin.browser.post(
        "/courses/procedure/b2/checks/t-0/answers", {"answer": "a", "revision": str(asked.id)}
    )
    after_check = lin.browser.get("/practice/notebook").text
    quiz = begun(session, lin.browser)
    open_quiz = lin.browser.get("/practice/notebook").text
    hand_in(session, lin.browser, quiz, right=4)
    after_quiz = lin.browser.get("/practice/notebook").text

    places = r'href="(/courses/(?:procedure/b2/#|tests/)[^"]*)"'
    assert checked.status_code == 303
    assert re.findall(places, after_check) == ["/courses/procedure/b2/#check-t-0"]
    assert re.findall(places, open_quiz) == ["/courses/procedure/b2/#check-t-0"]
    assert f"/courses/tests/{quiz}/result#q-5" in re.findall(places, after_quiz)
    assert lin.browser.get("/courses/procedure/b2/").text.count('id="check-t-0"') == 1
