"""Doing a course once more: what counts as done anew, and since when."""

from datetime import timedelta

import pytest

from core.clock import now
from courses.models.modules import Module
from courses.models.studying import CheckAnswer
from courses.queries.progress import Errand, progress_since
from tests.courses.conftest import RIGHT


@pytest.fixture
def since():
    return now() - timedelta(days=10)


@pytest.fixture
def answer(session, cast, shelf, questions):
    """Lin's answer to a question of a module, so many days ago."""

    def answered(module, question, days, *, earned=1):
        session.add(
            CheckAnswer(
                person_id=cast.lin.id,
                module_id=session.query(Module.id).filter_by(code=module).scalar(),
                question=question,
                question_revision_id=questions[question].id,
                value=RIGHT.get(question),
                earned=earned,
                full=1,
                at=now() - timedelta(days=days),
            )
        )
        session.commit()

    return answered


@pytest.fixture
def done(app, cast, since):
    """How many of the course's modules Lin has done anew."""

    def count(course="procedure"):
        asked = Errand(cast.lin.id, course, since)
        with app.app_context():
            found = progress_since({asked}).get(asked)
        return found and (found.done, found.is_complete)

    return count


def test_each_module_must_be_done_anew(answer, done):
    for question in ("q-1", "q-2", "q-3", "q-4"):
        answer("b2", question, 5)
    partly = done()
    answer("b3", "q-6", 5)

    assert (partly, done()) == ((1, False), (2, True))


@pytest.mark.parametrize(("days", "earned"), [(11, 1), (5, 0)])
def test_what_was_right_before_or_is_wrong_since_counts_nothing(answer, done, days, earned):
    answer("b3", "q-6", days, earned=earned)

    assert done() == (0, False)


def test_what_was_right_before_and_since_counts(answer, done):
    for days in (20, 5):
        answer("b3", "q-6", days)

    assert done() == (1, False)


def test_a_course_that_is_not_there_is_no_answer(shelf, done):
    assert done("ballet") is None


def test_nothing_is_asked_of_the_database_for_nothing(app, statements):
    with app.app_context(), statements() as heard:
        assert progress_since(set()) == {}

    assert heard == []
