"""Module quizzes over HTTP: drawn, answered, handed in, told."""

import pytest
from sqlalchemy import select

from accounts.queries import actor_of, person_of
from audit.models import Entry
from core.errors import Refused
from courses.actions import taking
from courses.importing import load
from courses.models.testing import CourseTest
from courses.queries.progress import progress
from tests.courses import files
from tests.courses.testing import (
    CODES,
    QUIZ,
    begun,
    draw_from,
    end_of,
    fields,
    hand_in,
    has_read,
    has_studied,
    kept,
    move,
    pass_quiz,
    shelf,
)

pytestmark = pytest.mark.usefixtures("tested")
QUIZZES = "/courses/procedure/b2/quizzes"
SELF_CHECK = "t-0"


@pytest.fixture
def lin(house, cast):
    return house.as_(cast.lin, "en")


def drawn(session, test_id):
    session.rollback()
    return [slot["question"] for slot in session.get_one(CourseTest, test_id).slots]


def all_drawn(session):
    session.rollback()
    return session.scalars(select(CourseTest.id).order_by(CourseTest.id)).all()


def acts(session):
    session.rollback()
    found = session.scalars(select(Entry).where(Entry.act.startswith("course.")).order_by(Entry.id))
    return [(each.act, each.subject_id) for each in found if "imported" not in each.act]


def test_a_quiz_is_drawn_from_open_questions_that_the_module_does_not_ask_itself(
    session, cast, lin
):
    has_read(session, cast.lin)
    seen = set()
    for _ in range(6):
        test_id = begun(session, lin)
        one = drawn(session, test_id)
        assert len(one) == len(set(one)) == 5
        seen |= set(one)
        lin.post(f"/courses/tests/{test_id}/submission", {"as_it_is": "1"})

    assert seen == set(CODES) - {SELF_CHECK}


def test_a_self_check_is_drawn_where_there_are_too_few_others(session, cast, lin):
    has_read(session, cast.lin)
    move(session, CODES[5:], "retired")

    assert set(drawn(session, begun(session, lin))) == set(CODES[:5])


def test_the_next_try_asks_first_what_the_last_one_did_not(session, cast, lin):
    has_read(session, cast.lin)
    first = begun(session, lin)
    lin.post(f"/courses/tests/{first}/submission", {"as_it_is": "1"})

    second = begun(session, lin)

    others = set(CODES) - {SELF_CHECK}
    assert others - set(drawn(session, first)) <= set(drawn(session, second))


def test_a_quiz_that_is_not_handed_in_is_gone_on_with(session, cast, lin):
    has_read(session, cast.lin)

    assert begun(session, lin) == begun(session, lin)
    assert len(all_drawn(session)) == 1


def test_a_quiz_is_open_once_the_module_was_read(session, lin):
    answer = lin.post(QUIZZES)

    assert (answer.status_code, "Read the module first" in answer.text) == (409, True)
    assert all_drawn(session) == []


@pytest.mark.parametrize("path", ["/courses/procedure/z9/quizzes", "/courses/none/b2/quizzes"])
def test_there_is_no_quiz_of_a_module_that_is_not_there(session, lin, path):
    assert (lin.post(path).status_code, all_drawn(session)) == (404, [])


def test_where_there_never_were_five_questions_there_is_no_quiz_and_none_is_asked_for(
    session, cast, lin
):
    has_studied(session, cast.lin)
    move(session, CODES[4:], "in_review")

    page = lin.get("/courses/procedure/b2/").text

    assert (lin.post(QUIZZES).status_code, all_drawn(session)) == (404, [])
    assert ("Module quiz" in page, "This module is complete." in page) == (False, True)


def test_the_sheet_says_nothing_of_what_is_right(session, cast, lin):
    has_read(session, cast.lin)
    test_id = begun(session, lin)

    page = lin.get(f"/courses/tests/{test_id}").text

    assert [code for code in drawn(session, test_id) if f"{code} stem" not in page] == []
    assert "rationale" not in page
    assert 'data-left="' not in page


def test_a_passed_quiz_completes_the_module_and_is_on_the_trail(session, cast, lin, in_test_app):
    has_studied(session, cast.lin)
    before = in_test_app(cast.lin)
    test_id = begun(session, lin)

    answer = hand_in(session, lin, test_id, right=3)

    assert (answer.status_code, answer.location) == (303, f"/courses/tests/{test_id}/result")
    assert end_of(session, test_id) == (["1", "1", "1", "0", "0"], "3/5", True)
    assert (before, in_test_app(cast.lin)) == ((0, False), (1, False))
    assert acts(session) == [("course.module_completed", "b2")]
    page = lin.get(f"/courses/tests/{test_id}/result").text
    assert [words in page for words in ("60% reached", "3 of 5 right", ">You passed<")] == [
        True
    ] * 3


@pytest.mark.parametrize("state", ["retired", "suspended"])
def test_a_quiz_with_too_few_questions_left_stays_asked_for_and_waits_for_new_ones(
    session, cast, lin, in_test_app, state
):
    has_studied(session, cast.lin)
    move(session, CODES[4:], state)

    page = lin.get("/courses/procedure/b2/").text
    answer = lin.post(QUIZZES)

    few = "Too few questions are open for this at the moment."
    assert (answer.status_code, few in answer.text, all_drawn(session)) == (409, True, [])
    assert (few in page, "Take the quiz" in page) == (True, False)
    assert in_test_app(cast.lin) == (0, False)


def test_a_new_question_for_a_retired_one_waives_no_quiz(session, cast, lin, in_test_app):
    has_studied(session, cast.lin)
    move(session, CODES[4:], "retired")
    draw_from(session, cast, "t-new")

    assert in_test_app(cast.lin) == (0, False)
    pass_quiz(session, lin)
    assert in_test_app(cast.lin) == (1, False)


def test_a_quiz_whose_module_left_the_courses_is_handed_in_and_completes_nothing(
    app, session, cast, lin, tested
):
    has_studied(session, cast.lin)
    test_id = begun(session, lin)
    for file in (tested / "procedure").glob("*/02-inspection.md"):
        file.unlink()
    left = {
        "procedure/course.toml": files.course(modules='["b3"]', quiz=QUIZ),
        "procedure/zh/03-filing.md": files.module(module="b3", title_parts=None, checks="t-0"),
        "procedure/en/03-filing.md": files.module(module="b3", title_parts=None, checks="t-0"),
    }
    files.write(tested, left)
    with app.app_context():
        assert load(tested, actor=None)

    answer = hand_in(session, lin, test_id)

    assert (answer.status_code, answer.location) == (303, f"/courses/tests/{test_id}/result")
    assert end_of(session, test_id) == (["1"] * 5, "1", True)
    assert lin.get(answer.location).status_code == 200
    assert acts(session) == []


def test_who_completed_while_no_quiz_was_asked_for_stays_complete_when_one_is_again(
    app, session, cast, tested, in_test_app
):
    def imported(head):
        files.write(tested, {"procedure/course.toml": head})
        with app.app_context():
            assert load(tested, actor=None)

    imported(files.course())
    has_studied(session, cast.lin)
    imported(files.course(quiz=QUIZ))
    has_studied(session, cast.zhao)

    assert (in_test_app(cast.lin), in_test_app(cast.zhao)) == ((1, True), (0, False))


@pytest.fixture
def in_test_app(app):
    """Modules done of the course, and whether it is complete, for a person."""

    def count(person):
        with app.app_context():
            found = progress(person.id)[0]
        return found.done, found.is_complete

    return count


def test_the_quiz_may_come_before_the_self_checks_and_the_last_of_both_completes(
    session, cast, lin, in_test_app
):
    has_read(session, cast.lin)
    pass_quiz(session, lin)
    partly = in_test_app(cast.lin), acts(session)

    has_studied(session, cast.lin)

    assert (partly, in_test_app(cast.lin)) == (((0, False), []), (1, False))


def test_a_failed_quiz_completes_nothing_and_is_told_with_reasons_and_places(
    session, cast, lin, in_test_app
):
    has_studied(session, cast.lin)
    test_id = begun(session, lin)

    hand_in(session, lin, test_id, right=2)

    page = lin.get(f"/courses/tests/{test_id}/result").text
    assert end_of(session, test_id) == (["1", "1", "0", "0", "0"], "2/5", False)
    assert (in_test_app(cast.lin), acts(session)) == ((0, False), [])
    assert [f"{code} rationale" in page for code in drawn(session, test_id)] == [True] * 5
    assert page.count('href="/courses/procedure/b2/#F-APL-55"') == 5
    assert ("Not passed yet" in page, "Try again with new questions" in page) == (True, True)
    assert "Last try: 40%, not passed yet" in lin.get("/courses/procedure/b2/").text


def test_with_answers_missing_one_is_asked_and_may_hand_in_as_it_is(session, cast, lin):
    has_read(session, cast.lin)
    test_id = begun(session, lin)
    sheet = fields(session, test_id, only=[1, 2, 4])

    answer = lin.post(f"/courses/tests/{test_id}/submission", sheet)

    assert answer.location == f"/courses/tests/{test_id}/submission"
    assert (end_of(session, test_id), set(kept(session, test_id))) == (None, {1, 2, 4})
    page = lin.get(answer.location).text
    assert ["#q-3" in page, "#q-5" in page, "#q-4" in page] == [True, True, False]
    lin.post(answer.location, {"as_it_is": "1"})
    assert end_of(session, test_id) == (["1", "1", "0", "1", "0"], "3/5", True)


def test_handing_in_twice_is_as_once(session, cast, lin):
    has_studied(session, cast.lin)
    test_id = begun(session, lin)
    hand_in(session, lin, test_id)
    after_once = end_of(session, test_id), kept(session, test_id), acts(session)

    again = hand_in(session, lin, test_id, right=0)
    as_it_is = lin.post(f"/courses/tests/{test_id}/submission", {"as_it_is": "1"})

    assert {again.location, as_it_is.location} == {f"/courses/tests/{test_id}/result"}
    assert (end_of(session, test_id), kept(session, test_id), acts(session)) == after_once


def test_nothing_is_answered_after_the_end(session, cast, lin):
    has_read(session, cast.lin)
    test_id = begun(session, lin)
    hand_in(session, lin, test_id)
    before = end_of(session, test_id), kept(session, test_id)

    answer = lin.post(
        f"/courses/tests/{test_id}/answers", fields(session, test_id, right=0, only=[1])
    )

    assert answer.status_code == 409
    assert (end_of(session, test_id), kept(session, test_id)) == before


def test_a_page_left_open_takes_back_nothing_that_was_answered_elsewhere(session, cast, lin):
    has_read(session, cast.lin)
    test_id = begun(session, lin)
    path = f"/courses/tests/{test_id}/answers"
    untouched = {"q": ["1", "2", "3"], "was1": "null", "was2": "null", "was3": "null"}
    here = fields(session, test_id, only=[1, 2])

    lin.post(path, here | {"was1": "null", "was2": "null"})
    first = kept(session, test_id)
    lin.post(path, untouched | {"a3": "a"})

    assert kept(session, test_id) == first | {3: '"a"'}


def test_an_answer_is_changed_and_taken_back(session, cast, lin):
    has_read(session, cast.lin)
    test_id = begun(session, lin)
    path = f"/courses/tests/{test_id}/answers"
    states = []
    for sheet in ({"a1": "a"}, {"a1": "b"}, {"a1": "b"}, {}):
        assert lin.post(path, {"q": "1"} | sheet).status_code == 204
        states.append(kept(session, test_id))

    assert states == [{1: '"a"'}, {1: '"b"'}, {1: '"b"'}, {1: "null"}]


@pytest.mark.parametrize("sheet", [{"q": "1", "a1": "z"}, {"q": "1", "a1": "😀"}])
def test_what_is_no_answer_is_refused(session, cast, lin, sheet):
    has_read(session, cast.lin)
    test_id = begun(session, lin)

    answer = lin.post(f"/courses/tests/{test_id}/answers", sheet)

    assert (answer.status_code, kept(session, test_id)) == (409, {})


def test_a_place_that_is_not_there_takes_nothing(session, cast, lin):
    has_read(session, cast.lin)
    test_id = begun(session, lin)

    lin.post(f"/courses/tests/{test_id}/answers", {"q": ["9", "x"], "a9": "a"})

    assert kept(session, test_id) == {}


@pytest.mark.parametrize(
    ("verb", "end"),
    [
        ("get", ""),
        ("get", "/submission"),
        ("get", "/result"),
        ("post", "/answers"),
        ("post", "/submission"),
    ],
)
def test_somebody_elses_quiz_is_not_there(house, session, cast, lin, verb, end):
    has_read(session, cast.lin)
    test_id = begun(session, lin)

    answer = getattr(house.as_(cast.zhao), verb)(f"/courses/tests/{test_id}{end}")

    assert (answer.status_code, end_of(session, test_id)) == (404, None)
    stranger = getattr(house.stranger(), verb)(f"/courses/tests/{test_id}{end}")
    assert stranger.status_code in (302, 303, 401)


def test_before_the_end_there_is_no_result_and_after_it_no_sheet(session, cast, lin):
    has_read(session, cast.lin)
    test_id = begun(session, lin)
    base = f"/courses/tests/{test_id}"
    before = lin.get(f"{base}/result").location
    hand_in(session, lin, test_id)

    assert (before, lin.get(base).location, lin.get(f"{base}/submission").location) == (
        base, f"{base}/result", f"{base}/result",
    )  # fmt: skip


def test_a_question_withdrawn_after_the_draw_counts_in_this_try_and_is_in_no_other(
    session, cast, lin
):
    has_read(session, cast.lin)
    test_id = begun(session, lin)
    gone = drawn(session, test_id)[0]
    move(session, [gone], "retired")

    hand_in(session, lin, test_id)

    assert end_of(session, test_id) == (["1"] * 5, "1", True)
    assert lin.get(f"/courses/tests/{test_id}/result").status_code == 200
    assert gone not in drawn(session, begun(session, lin))


def test_who_completed_the_module_before_it_had_a_quiz_stays_complete(
    app, session, cast, lin, tested, in_test_app
):
    files.write(tested, shelf(quiz="{ questions = 5, percent = 60 } # once more"))
    from courses.models.courses import CourseRevision  # noqa: PLC0415 - as it was before quizzes

    for revision in session.scalars(select(CourseRevision)):
        revision.quiz = revision.test = None
    session.commit()
    has_studied(session, cast.lin)
    with app.app_context():
        load(tested, actor=None)
    has_studied(session, cast.zhao)

    page = lin.get("/courses/procedure/b2/").text

    assert (in_test_app(cast.lin), in_test_app(cast.zhao)) == ((1, True), (0, False))
    assert ("before it had a quiz" in page, "This module is complete." in page) == (True, True)


def test_the_action_refuses_what_comes_too_late(app, session, cast, lin):
    has_read(session, cast.lin)
    test_id = pass_quiz(session, lin)

    with app.app_context(), pytest.raises(Refused):
        taking.keep(test_id, {1: "a"}, actor=actor_of(person_of(cast.lin.id)))


def test_a_result_asks_as_many_queries_for_five_questions_as_for_eight(
    session, cast, lin, statements, tested, app
):
    has_read(session, cast.lin)
    few = pass_quiz(session, lin)
    files.write(tested, shelf(quiz="{ questions = 8, percent = 60 }"))
    with app.app_context():
        load(tested, actor=None)
    many = pass_quiz(session, lin)
    asked = []
    for test_id in (few, many):
        with statements() as heard:
            assert lin.get(f"/courses/tests/{test_id}/result").status_code == 200
        asked.append(len(heard))

    assert asked[0] == asked[1]


def test_options_are_shown_in_the_order_drawn(session, cast, lin):
    has_read(session, cast.lin)
    draw_from(session, cast, "t-9")
    orders = set()
    for _ in range(4):
        test_id = begun(session, lin)
        orders |= {tuple(slot["order"]) for slot in session.get_one(CourseTest, test_id).slots}
        session.rollback()
        lin.post(f"/courses/tests/{test_id}/submission", {"as_it_is": "1"})

    assert len(orders) > 3
