"""What one person does twice, or on two pages, at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from accounts.models import Person
from accounts.queries import actor_of
from audit.models import Entry
from core.clock import now
from courses.actions import drawing, learning, proposing, studying, taking
from courses.models.modules import Module
from courses.models.proposals import ModuleProposal
from courses.models.studying import CheckAnswer, Reading, Stretch
from courses.models.testing import CourseTest, CourseTestEnd
from tests.courses.conftest import RIGHT
from tests.courses.testing import fields, has_read, has_studied
from tests.racing import at_once, refusals

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
CLOCK = "accounts.actions.turns.now"


@pytest.fixture
def lin(app, cast):
    """Lin as actions know her."""
    with app.app_context():
        return actor_of(cast.lin)


@pytest.fixture
def chen(app, cast):
    """Chen, who writes, as actions know him."""
    with app.app_context():
        return actor_of(cast.chen)


@pytest.fixture
def answering(questions, lin):
    """Makes the right answer to a self-check of b2."""

    def to(code):
        def answer():
            learning.answer_check(
                "procedure", "b2", code,
                revision_id=questions[code].id, last_id=0, sent=RIGHT[code], actor=lin,
            )  # fmt: skip

        return answer

    return to


def rows(session, column):
    session.rollback()
    return list(session.scalars(select(column).order_by(column.class_.id)))


def completions(session):
    session.rollback()
    wanted = select(Entry.subject_id).where(Entry.act == "course.module_completed")
    return list(session.scalars(wanted))


@pytest.mark.usefixtures("shelf")
def test_a_stretch_told_many_times_at_once_counts_once(app, session, lin, monkeypatch):
    monkeypatch.setattr(CLOCK, lambda: NINE)

    def tell():
        studying.note_stretch("procedure", "b2", seconds=150, anchor="", actor=lin)

    assert at_once(app, *[tell] * 8) == [None] * 8
    assert rows(session, Stretch.seconds) == [150]


@pytest.mark.usefixtures("shelf")
def test_a_stretch_waits_for_another_and_counts_from_its_end(app, session, cast, lin, monkeypatch):
    monkeypatch.setattr(CLOCK, lambda: NINE + timedelta(seconds=20))
    module = session.scalars(select(Module).where(Module.code == "b2")).one()
    other = Stretch(person_id=lin.id, module_id=module.id, anchor="", seconds=150, at=NINE)

    def tell():
        studying.note_stretch("procedure", "b2", seconds=150, anchor="", actor=lin)

    assert done_after(app, session, cast.lin, other, tell) == [None]
    assert rows(session, Stretch.seconds) == [150, 20]


def done_after(app, session, person, row, deed):
    """Begin the deed while this row is added in the person's turn; what refused it."""
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    session.add(row)
    session.flush()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(at_once, app, deed)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=1)
        session.commit()
        return waiting.result(timeout=60)


@pytest.mark.usefixtures("shelf")
def test_the_last_two_answers_at_once_complete_a_module_once(app, session, answering):
    at_once(app, answering("q-1"))
    at_once(app, answering("q-2"))

    assert at_once(app, answering("q-3"), answering("q-4")) == [None] * 2
    assert completions(session) == ["b2"]


@pytest.mark.usefixtures("shelf")
def test_a_module_that_is_completed_after_the_clock_was_put_back_is_on_the_trail(
    app, session, answering, monkeypatch
):
    for code, at in (("q-1", 0), ("q-2", 1), ("q-3", 5), ("q-4", 4)):
        monkeypatch.setattr(CLOCK, lambda at=at: NINE + timedelta(seconds=at))
        assert at_once(app, answering(code)) == [None]

    assert completions(session) == ["b2"]


@pytest.mark.usefixtures("shelf")
def test_what_is_answered_once_a_module_is_complete_completes_nothing(
    app, session, answering, monkeypatch
):
    monkeypatch.setattr(CLOCK, lambda: NINE)

    for code in ("q-1", "q-2", "q-3", "q-4", "q-1"):
        at_once(app, answering(code))

    assert completions(session) == ["b2"]


@pytest.mark.usefixtures("shelf")
def test_a_module_that_is_said_to_be_read_twice_at_once_is_read_and_completed_once(
    app, session, lin
):
    def confirm():
        learning.confirm_reading("law", "a1", actor=lin)

    assert at_once(app, *[confirm] * 4) == [None] * 4
    assert (len(rows(session, Reading.id)), completions(session)) == (1, ["a1"])


@pytest.mark.usefixtures("tested")
def test_a_quiz_and_the_last_answer_at_once_complete_a_module_once(app, session, cast, lin):
    has_studied(session, cast.lin)
    answer = session.scalars(select(CheckAnswer)).one()
    revision_id = answer.question_revision_id
    session.delete(answer)
    session.commit()
    test_id, values = quiz(app, session, lin)

    came = at_once(
        app,
        lambda: taking.hand_in(test_id, values, actor=lin),
        lambda: learning.answer_check(
            "procedure", "b2", "t-0",
            revision_id=revision_id, last_id=0, sent=["b"], actor=lin,
        ),
    )  # fmt: skip

    assert (came, completions(session)) == ([None, None], ["b2"])


@pytest.mark.usefixtures("tested")
def test_a_quiz_that_is_handed_in_twice_at_once_completes_a_module_once(app, session, cast, lin):
    has_studied(session, cast.lin)
    test_id, values = quiz(app, session, lin)

    def hand_in():
        taking.hand_in(test_id, values, actor=lin)

    assert at_once(app, *[hand_in] * 4) == [None] * 4
    assert completions(session) == ["b2"]


def quiz(app, session, lin):
    """A quiz on b2 that was begun, and what is right in it."""
    assert at_once(app, lambda: drawing.begin_quiz("procedure", "b2", actor=lin)) == [None]
    test_id = rows(session, CourseTest.id)[-1]
    given = fields(session, test_id)
    return test_id, {int(number): given[f"a{number}"] for number in given["q"]}


@pytest.mark.usefixtures("shelf")
def test_an_answer_that_is_sent_many_times_at_once_is_one_answer(app, session, answering):
    assert at_once(app, *[answering("q-1")] * 6) == [None] * 6
    assert rows(session, CheckAnswer.question) == ["q-1"]


@pytest.mark.usefixtures("tested")
def test_a_quiz_that_is_begun_many_times_at_once_is_one_quiz(app, session, cast, lin):
    has_read(session, cast.lin)

    def begin():
        drawing.begin_quiz("procedure", "b2", actor=lin)

    assert at_once(app, *[begin] * 4) == [None] * 4
    assert len(rows(session, CourseTest.id)) == 1


@pytest.mark.usefixtures("tested")
def test_a_test_that_is_passed_while_another_is_begun_is_not_drawn_again(app, session, cast, lin):
    has_studied(session, cast.lin)
    quiz_id, values = quiz(app, session, lin)
    at_once(app, lambda: taking.hand_in(quiz_id, values, actor=lin))

    def begin():
        drawing.begin_test("procedure", actor=lin)

    at_once(app, begin)
    drawn = rows(session, CourseTest.id)
    passed = CourseTestEnd(test_id=drawn[-1], shares=["1"] * 6, share="1", is_passed=True, at=now())

    came = done_after(app, session, cast.lin, passed, begin)

    assert refusals(came) == ["You have passed this test already."]
    assert rows(session, CourseTest.id) == drawn


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("code", ["b9", "b2"])
def test_a_text_that_is_begun_many_times_at_once_is_one_proposal(app, session, chen, code):
    def begin():
        if code == "b9":
            proposing.begin_new("procedure", code, position=1, actor=chen)
        else:
            proposing.begin("procedure", code, actor=chen)

    assert at_once(app, *[begin] * 6) == [None] * 6
    assert rows(session, ModuleProposal.module_code) == [code]


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("code", ["b9", "b2"])
def test_of_several_texts_of_ones_own_the_oldest_is_gone_on_with(app, session, cast, chen, code):
    session.add_all(
        ModuleProposal(course_code="procedure", module_code=code, by_id=cast.chen.id, at=NINE)
        for _ in range(3)
    )
    session.commit()

    with app.app_context():
        if code == "b9":
            begun = proposing.begin_new("procedure", code, position=1, actor=chen)
        else:
            begun = proposing.begin("procedure", code, actor=chen)

    assert begun.id == min(rows(session, ModuleProposal.id))
