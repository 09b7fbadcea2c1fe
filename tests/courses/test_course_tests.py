"""Tests of courses over HTTP: when they are open, their clock, and how they end."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from audit.models import Entry
from core.clock import now
from courses.actions import taking
from courses.importing import load
from courses.models.testing import CourseTest, CourseTestEnd
from courses.queries.progress import Errand, progress, progress_of, progress_since
from tests.courses import files
from tests.courses.testing import (
    CODES,
    QUIZ,
    begun,
    end_of,
    fields,
    hand_in,
    has_studied,
    kept,
    let_time_pass,
    move,
    pass_quiz,
    shelf,
)

pytestmark = pytest.mark.usefixtures("tested")
TESTS = "/courses/procedure/tests"


@pytest.fixture
def lin(house, cast):
    return house.as_(cast.lin, "en")


@pytest.fixture
def ready(session, cast, lin):
    """Lin's browser, with all modules complete."""
    has_studied(session, cast.lin)
    pass_quiz(session, lin)
    return lin


@pytest.fixture
def course(app):
    """How far a person is: modules complete, waiting for the test, complete."""

    def found(person):
        with app.app_context():
            one = progress(person.id)[0]
        return one.is_studied, one.awaits_test, one.is_complete

    return found


def course_tests(session):
    session.rollback()
    found = select(CourseTest.id).where(CourseTest.module_id.is_(None))
    return session.scalars(found.order_by(CourseTest.id)).all()


def passes(session):
    session.rollback()
    found = session.scalars(select(Entry).where(Entry.act == "course.test_passed"))
    return [
        (each.actor_id, each.subject_id, each.fields["person"], each.fields["percent"])
        for each in found
    ]


def test_the_test_is_open_once_all_modules_are_complete(session, cast, lin):
    has_studied(session, cast.lin)

    answer = lin.post(TESTS)

    assert (answer.status_code, "Complete all modules first" in answer.text) == (409, True)
    assert course_tests(session) == []
    assert "The test is open once all modules are complete." in lin.get("/courses/procedure/").text


def test_a_course_without_a_test_has_none(app, session, cast, tested, ready, course):
    files.write(tested, {"procedure/course.toml": files.course(quiz=QUIZ)})
    with app.app_context():
        load(tested, actor=None)

    assert (ready.post(TESTS).status_code, course_tests(session)) == (404, [])
    assert course(cast.lin) == (True, False, True)


def test_a_test_with_too_few_questions_left_stays_asked_for_and_waits_for_new_ones(
    session, cast, ready, course
):
    move(session, CODES[4:], "retired")

    page, answer = ready.get("/courses/procedure/").text, ready.post(TESTS)

    few = "Too few questions are open for this at the moment."
    assert (answer.status_code, few in answer.text, course_tests(session)) == (409, True, [])
    assert (few in page, "Begin the test" in page) == (True, False)
    assert course(cast.lin) == (True, True, False)


def test_a_passed_test_completes_the_course_and_is_on_the_trail(session, cast, ready, course):
    before = course(cast.lin)
    page = ready.get("/courses/procedure/").text
    test_id = begun(session, ready, TESTS)
    sheet = ready.get(f"/courses/tests/{test_id}").text

    hand_in(session, ready, test_id, right=3)

    assert ("Begin the test" in page, 'data-left="1' in sheet) == (True, True)
    assert end_of(session, test_id) == (["1"] * 3 + ["0"] * 3, "1/2", True)
    assert (before, course(cast.lin)) == ((True, True, False), (True, False, True))
    assert passes(session) == [(cast.lin.id, "procedure", cast.lin.id, 50)]
    assert "You completed this course on" in ready.get("/courses/procedure/").text


def test_it_asks_six_open_questions_of_the_course_once_each(session, ready):
    test_id = begun(session, ready, TESTS)

    asked = [slot["question"] for slot in session.get_one(CourseTest, test_id).slots]
    session.rollback()
    assert (len(asked), len(set(asked)), set(asked) <= set(CODES)) == (6, 6, True)


def test_after_a_failure_another_is_drawn_and_after_a_pass_none(session, cast, ready, course):
    first = begun(session, ready, TESTS)
    hand_in(session, ready, first, right=2)
    state = course(cast.lin)
    second = begun(session, ready, TESTS)
    hand_in(session, ready, second)

    answer = ready.post(TESTS)

    asked = [
        {slot["question"] for slot in session.get_one(CourseTest, each).slots}
        for each in (first, second)
    ]
    assert state == (True, True, False)
    assert set(CODES) - asked[0] <= asked[1]
    assert (answer.status_code, course_tests(session)) == (409, [first, second])
    assert course(cast.lin) == (True, False, True)


def test_the_first_page_leads_back_to_a_test_whose_clock_runs(session, ready):
    before = ready.get("/").text
    test_id = begun(session, ready, TESTS)
    door = f'href="/courses/tests/{test_id}"><span>Course test: '

    during = ready.get("/").text
    hand_in(session, ready, test_id, right=2)
    after = ready.get("/").text

    assert ["Your clock is running" in page for page in (before, during, after)] == [
        False,
        True,
        False,
    ]
    assert during.count(door) == 1


def test_a_test_whose_time_is_up_is_not_told_as_running(session, ready):
    test_id = begun(session, ready, TESTS)

    let_time_pass(session, test_id)

    assert "Your clock is running" not in ready.get("/").text


def test_the_course_says_until_when_its_test_runs_and_no_more_once_its_time_is_up(session, ready):
    test_id = begun(session, ready, TESTS)
    due_at = session.get_one(CourseTest, test_id).due_at
    until = f"{due_at.astimezone(ZoneInfo('Asia/Shanghai')):%H:%M}"

    running = ready.get("/courses/procedure/").text
    let_time_pass(session, test_id)
    over = ready.get("/courses/procedure/").text

    assert (f"Under way, until {until}" in running, "Under way" in over) == (True, False)


def test_two_tabs_go_on_with_one_test(session, ready):
    assert begun(session, ready, TESTS) == begun(session, ready, TESTS)
    assert len(course_tests(session)) == 1


def test_two_tabs_answer_one_test_and_the_newest_answer_holds(session, house, cast, ready):
    test_id = begun(session, ready, TESTS)
    other = house.as_(cast.lin, "en")
    path = f"/courses/tests/{test_id}/answers"
    ready.post(path, {"q": "1", "a1": "a"})
    other.post(path, {"q": "1", "a1": "b"})
    other.post(path, {"q": "2", "a2": "c"})

    answer = ready.post(
        path, {"q": ["1", "2"], "was1": '"a"', "was2": "null", "a1": "a", "page": "1"}
    )

    assert (answer.status_code, answer.location) == (303, f"/courses/tests/{test_id}?page=1")
    assert kept(session, test_id) == {1: '"b"', 2: '"c"'}


def test_after_its_time_answers_are_refused_and_whoever_looks_ends_it(session, cast, ready, course):
    test_id = begun(session, ready, TESTS)
    ready.post(f"/courses/tests/{test_id}/answers", fields(session, test_id, only=[1, 2, 3]))
    due_at = let_time_pass(session, test_id)

    late = ready.post(f"/courses/tests/{test_id}/answers", fields(session, test_id, only=[4]))
    untouched = end_of(session, test_id), set(kept(session, test_id))
    seen = ready.get(f"/courses/tests/{test_id}")

    assert (late.status_code, untouched) == (409, (None, {1, 2, 3}))
    assert seen.location == f"/courses/tests/{test_id}/result"
    assert end_of(session, test_id) == (["1"] * 3 + ["0"] * 3, "1/2", True)
    assert session.get_one(CourseTestEnd, test_id).at == due_at
    session.rollback()
    assert course(cast.lin) == (True, False, True)


@pytest.mark.parametrize("as_it_is", [True, False])
def test_handed_in_after_its_time_it_ends_with_what_was_kept(session, ready, as_it_is):
    test_id = begun(session, ready, TESTS)
    ready.post(f"/courses/tests/{test_id}/answers", fields(session, test_id, only=[1]))
    let_time_pass(session, test_id)
    sheet = {"as_it_is": "1"} if as_it_is else fields(session, test_id)

    answer = ready.post(f"/courses/tests/{test_id}/submission", sheet)

    assert answer.location == f"/courses/tests/{test_id}/result"
    assert end_of(session, test_id) == (["1"] + ["0"] * 5, "1/6", False)


@pytest.mark.parametrize("path", ["", "/submission", "/result"])
def test_every_page_of_a_test_whose_time_is_up_ends_it(session, ready, path):
    test_id = begun(session, ready, TESTS)
    let_time_pass(session, test_id)

    ready.get(f"/courses/tests/{test_id}{path}")

    assert end_of(session, test_id) == (["0"] * 6, "0", False)


def test_beginning_again_after_the_time_shows_the_one_that_is_over(session, ready):
    test_id = begun(session, ready, TESTS)
    let_time_pass(session, test_id)

    assert begun(session, ready, TESTS) == test_id
    assert ready.get(f"/courses/tests/{test_id}").location.endswith("/result")
    assert begun(session, ready, TESTS) != test_id


def test_the_beat_ends_what_is_left_and_leaves_what_runs(app, session, house, cast, ready):
    zhao = house.as_(cast.zhao, "en")
    has_studied(session, cast.zhao)
    pass_quiz(session, zhao)
    running = begun(session, zhao, TESTS)
    over = begun(session, ready, TESTS)
    ready.post(f"/courses/tests/{over}/answers", fields(session, over, only=[1, 2, 3]))
    let_time_pass(session, over)

    with app.app_context():
        ended = taking.end_due(), taking.end_due()

    assert ended == (1, 0)
    assert end_of(session, over) == (["1"] * 3 + ["0"] * 3, "1/2", True)
    assert end_of(session, running) is None
    assert passes(session) == [(None, "procedure", cast.lin.id, 50)]


def test_somebody_elses_test_is_not_there(session, house, cast, ready):
    test_id = begun(session, ready, TESTS)
    zhao = house.as_(cast.zhao)
    base = f"/courses/tests/{test_id}"

    answers = [
        zhao.get(base), zhao.get(f"{base}/result"), zhao.get(f"{base}/submission"),
        zhao.post(f"{base}/answers", {"q": "1", "a1": "a"}),
        zhao.post(f"{base}/submission", {"as_it_is": "1"}),
        zhao.get("/courses/tests/999999"),
    ]  # fmt: skip

    assert [each.status_code for each in answers] == [404] * 6
    assert (end_of(session, test_id), kept(session, test_id)) == (None, {})


@pytest.mark.parametrize(
    "path", [TESTS, "/courses/procedure/b2/quizzes", "/courses/tests/1/answers"]
)
def test_a_form_without_its_token_does_nothing(session, ready, path):
    before = session.scalars(select(CourseTest.id)).all()
    session.rollback()

    assert ready.post(path, token=False).status_code == 400
    assert session.scalars(select(CourseTest.id)).all() == before


def test_a_long_test_has_pages_of_ten(app, session, cast, tested, ready):
    files.write(tested, shelf(test="{ questions = 8, minutes = 20, percent = 50 }"))
    with app.app_context():
        load(tested, actor=None)
    test_id = begun(session, ready, TESTS)
    test = session.get_one(CourseTest, test_id, populate_existing=True)
    test.slots = [*test.slots, *test.slots]
    session.commit()

    pages = [ready.get(f"/courses/tests/{test_id}?page={page}").text for page in (1, 2, 9, "x")]
    turned = ready.post(f"/courses/tests/{test_id}/answers", {"q": "1", "a1": "a", "page": "2"})

    assert [page.count("data-question=") for page in pages] == [10, 6, 6, 10]
    assert ("Keep and go on" in pages[0], "Keep and go back" in pages[1]) == (True, True)
    assert turned.location == f"/courses/tests/{test_id}?page=2"


def test_repeating_a_course_asks_its_quizzes_anew_and_not_its_test(app, session, cast, ready):
    since = now()
    errand = Errand(cast.lin.id, "procedure", since)

    def done():
        with app.app_context():
            found = progress_since({errand})[errand]
        module = found.modules[0].standing
        return found.is_complete, module.right, module.passed_at is not None

    states = [done()]
    has_studied(session, cast.lin)
    states.append(done())
    pass_quiz(session, ready)
    states.append(done())

    assert states == [(False, 0, False), (False, 1, False), (True, 1, True)]


def test_progress_asks_nine_queries_for_one_person_and_for_three(
    app, session, cast, statements, ready
):
    counts = []
    for people in ([cast.lin.id], [cast.lin.id, cast.zhao.id, cast.he.id]):
        with app.app_context(), statements() as heard:
            progress_of(people)
        counts.append(len([each for each in heard if each != "BEGIN"]))

    assert counts == [9, 9]


def test_a_quiz_counts_as_work_on_its_module(app, session, cast, ready):
    with app.app_context():
        before = progress(cast.lin.id)[0].modules[0].last_at
    pass_quiz(session, ready)
    with app.app_context():
        after = progress(cast.lin.id)[0].modules[0].last_at

    assert before < after < before + timedelta(minutes=1)
