"""Reading over HTTP: the courses, a module, its self-checks."""

import re

import pytest
from sqlalchemy import event, select

from audit.models import Entry
from courses.models.studying import CheckAnswer, Reading
from question_bank.models import Question, Revision
from tests.courses import files
from tests.courses.conftest import RIGHT

pytestmark = pytest.mark.usefixtures("shelf")
B2 = "/courses/procedure/b2/"


@pytest.fixture
def lin(house, cast):
    return house.as_(cast.lin, "en")


def answer(browser, questions, code, sent, module=B2):
    data = {"revision": questions[code].id, "answer": sent}
    return browser.post(f"{module}checks/{code}/answers", data)


def answers(session):
    session.rollback()
    rows = session.scalars(select(CheckAnswer).order_by(CheckAnswer.id))
    return [(each.person_id, each.question, each.value, each.share) for each in rows]


def readings(session):
    session.rollback()
    return [each.person_id for each in session.scalars(select(Reading).order_by(Reading.id))]


def completions(session):
    session.rollback()
    rows = session.scalars(select(Entry).where(Entry.act == "course.module_completed"))
    return [(each.actor_id, each.subject_id) for each in rows]


def asked_by(engine, browser, path):
    """The statements that a page needs."""
    asked = []

    def note(*arguments):
        asked.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert browser.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return asked


def on_form(page, code):
    """The items of an ordering as the page shows them, from the top."""
    section = page.split(f'id="check-{code}"')[1].split("</section>")[0]
    return re.findall(rf"<span>{code} option (\d)</span>", section)


def ordered(page, code):
    """What the selects must say to put an ordering right."""
    return [str(int(each) + 1) for each in on_form(page, code)]


def test_the_list_shows_every_course_and_where_to_begin(lin):
    page = lin.get("/courses/").text

    assert [title in page for title in ("Law", "Procedure", "Begin here", "The monopoly")] == [
        True
    ] * 4
    assert page.index(">Law</a>") < page.index(">Procedure</a>")
    assert 'href="/courses/law/a1/"' in page


def test_the_list_says_how_to_begin_where_there_are_no_courses(house, cast, session):
    from courses.models.courses import CourseRevision  # noqa: PLC0415 - emptied for this test alone

    session.query(CourseRevision).delete()
    session.commit()

    assert "flask courses import courses/content" in house.as_(cast.lin).get("/courses/").text


def test_a_course_shows_what_each_module_still_needs(lin, questions):
    answer(lin, questions, "q-1", RIGHT["q-1"])

    page = lin.get("/courses/procedure/").text

    assert [words in page for words in ("Inspection", "立案", "1 of 5 right")] == [True] * 3
    assert "Self-check questions still to be answered right: 3." in page


def test_a_module_shows_its_text_its_edition_and_its_questions(lin):
    page = lin.get(B2).text

    assert '<span class="phrase">Inspection</span>' in page
    assert [words in page for words in ("November 2026", "F-APL-55", "十分钟里，法律要走完。")] == [
        True
    ] * 3
    assert re.findall(r'id="check-(q-\d)"', page) == ["q-1", "q-2", "q-3", "q-4", "q-5"]
    assert "This is training material" in page


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        ("A", "The articles cited were compared"),
        ("P", "this platform's own standard"),
        ("A*", "has not been compared with it yet"),
        ("B", "has not been compared with it yet"),
    ],
)
def test_a_module_says_how_sure_its_facts_are(app, house, cast, shelf, confidence, words):
    from courses.importing import load  # noqa: PLC0415 - beside its only use

    for language in ("zh", "en"):
        path = f"procedure/{language}/02-inspection.md"
        files.write(shelf, {path: files.module(confidence=confidence)})
    with app.app_context():
        load(shelf, actor=None)

    assert words in house.as_(cast.lin, "en").get(B2).text


def test_a_page_in_english_has_the_english_text_and_falls_back_to_chinese_with_a_note(house, cast):
    browser = house.as_(cast.lin, "en")

    english, chinese = browser.get(B2).text, browser.get("/courses/procedure/b3/").text

    assert ('<article class="prose" lang="en">' in english, "only there in Chinese" in english) == (
        True,
        False,
    )
    assert (
        '<article class="prose" lang="zh-CN">' in chinese,
        "only there in Chinese" in chinese,
    ) == (True, True)


def test_opening_a_module_records_nothing(lin, session):
    lin.get(B2)

    assert (readings(session), answers(session)) == ([], [])


def test_saying_that_one_has_read_it_is_recorded_once(lin, session, cast):
    first = lin.post(f"{B2}reading")
    lin.post(f"{B2}reading")

    assert (first.status_code, first.location) == (303, f"{B2}#checks")
    assert readings(session) == [cast.lin.id]
    assert "You have read this module" in lin.get(B2).text


def test_who_answers_has_read_the_module(lin, session, cast, questions):
    sent = answer(lin, questions, "q-1", ["a"])

    assert (sent.status_code, sent.location) == (303, f"{B2}#check-q-1")
    assert answers(session) == [(cast.lin.id, "q-1", "a", 0)]
    assert readings(session) == [cast.lin.id]


@pytest.mark.parametrize(
    ("code", "sent", "value", "share", "module"),
    [
        ("q-1", ["b"], "b", 1, B2),
        ("q-1", ["c"], "c", 0, B2),
        ("q-2", ["a", "c"], ["a", "c"], 1, B2),
        ("q-2", ["a"], ["a"], 0, B2),
        ("q-3", ["true"], True, 1, B2),
        ("q-3", ["false"], False, 0, B2),
        ("q-4", [" ７ "], ["７"], 1, B2),
        ("q-4", ["八"], ["八"], 0, B2),
        ("q-6", ["b"], "b", 1, "/courses/procedure/b3/"),
        ("q-6", ["d"], "d", -1, "/courses/procedure/b3/"),
    ],
)
def test_every_kind_is_answered_and_told(lin, session, questions, code, sent, value, share, module):
    answer(lin, questions, code, sent, module)
    page = lin.get(module).text

    kept = [(question, what, earned.numerator) for _, question, what, earned in answers(session)]
    assert kept == [(code, value, share)]
    assert f"{code} rationale" in page
    assert ("Right.</strong>" in page, "Not right yet." in page) == (share == 1, share != 1)


def test_an_ordering_is_answered_by_positions_and_told_in_its_right_order(lin, session, questions):
    page = lin.get(B2).text
    positions = ordered(page, "q-5")

    answer(lin, questions, "q-5", positions)

    assert positions != ["1", "2", "3"]
    assert [each[1:] for each in answers(session)] == [("q-5", ["a", "b", "c"], 1)]
    told = lin.get(B2).text.split('id="check-q-5"')[1]
    assert re.findall(r"q-5 option (\d)", told) == ["0", "1", "2"]


def test_nothing_of_a_key_or_an_explanation_is_on_the_page_before_the_answer(lin, questions):
    answer(lin, questions, "q-1", ["a"])

    page = lin.get(B2).text

    others = [f"q-{number}" for number in (2, 3, 4, 5)]
    assert [f"{code} rationale" in page for code in ["q-1", *others]] == [True] + [False] * 4
    assert [f"{code} feedback" in page for code in others] == [False] * 4
    assert "七" not in page.split('id="check-q-4"')[1].split("</section>")[0]
    assert on_form(page, "q-5") != ["0", "1", "2"]
    assert 'value="a"' not in page.split('id="check-q-5"')[1].split("</section>")[0]


def test_only_the_chosen_and_the_right_option_are_commented(lin, questions):
    answer(lin, questions, "q-1", ["a"])

    page = lin.get(B2).text

    assert [f"q-1 feedback {at}" in page for at in range(4)] == [True, True, False, False]


def test_one_may_answer_again_and_the_best_answer_counts(lin, session, questions):
    for sent in ("a", "b", "c"):
        answer(lin, questions, "q-1", [sent])

    asked_again = lin.get(f"{B2}?again=q-1").text

    assert [value for _, _, value, _ in answers(session)] == ["a", "b", "c"]
    assert "1 of 5 right" in asked_again
    assert "q-1 rationale" not in asked_again


@pytest.mark.parametrize(
    ("code", "sent", "words"),
    [
        ("q-1", [], "Nothing was chosen yet."),
        ("q-1", [""], "Nothing was chosen yet."),
        ("q-1", ["e"], "We could not read that answer."),
        ("q-1", ["ab"], "We could not read that answer."),
        ("q-2", ["a", "a"], "We could not read that answer."),
        ("q-2", ["a", "z"], "We could not read that answer."),
        ("q-3", ["maybe"], "We could not read that answer."),
        ("q-4", ["七", "七"], "We could not read that answer."),
        ("q-4", ["x" * 201], "We could not read that answer."),
        ("q-4", ["\x00"], "We could not read that answer."),
        ("q-5", ["1", "1", "2"], "Give every item a position of its own."),
        ("q-5", ["1", "2"], "Give every item a position of its own."),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_kept(
    lin, session, questions, code, sent, words
):
    refused = answer(lin, questions, code, sent)

    assert (refused.status_code, words in refused.text) == (422, True)
    assert (answers(session), readings(session)) == ([], [])


def test_what_was_typed_is_kept_when_it_is_refused(lin, questions):
    refused = answer(lin, questions, "q-5", ["3", "3", "1"]).text

    assert re.findall(r'<option value="(\d)" selected>', refused) == ["3", "3", "1"]


def test_an_answer_to_an_older_wording_is_asked_for_again(lin, session, questions):
    stale = lin.post(
        f"{B2}checks/q-1/answers", {"revision": questions["q-1"].id + 99, "answer": "b"}
    )
    absent = lin.post(f"{B2}checks/q-1/answers", {"answer": "b"})

    assert [stale.status_code, absent.status_code] == [422, 422]
    assert "This question was changed since the page was shown." in stale.text
    assert answers(session) == []


def test_a_question_that_was_revised_is_asked_anew_and_what_was_right_stays_right(
    lin, session, cast, questions
):
    answer(lin, questions, "q-1", RIGHT["q-1"])
    old = session.get(Revision, questions["q-1"].id)
    old.state = "retired"
    session.flush()
    newer = ask_again(session, old)

    page = lin.get(B2).text

    assert f'name="revision" value="{newer.id}"' in page
    assert ("q-1 rationale" in page, "1 of 5 right" in page) == (False, True)


def ask_again(session, old):
    columns = {each.name for each in Revision.__table__.columns} - {"id", "number", "state"}
    values = {name: getattr(old, name) for name in columns}
    old.is_newest = False
    session.flush()
    newer = Revision(**values | {"number": 2, "state": "approved"})
    session.add(newer)
    session.commit()
    return newer


@pytest.mark.parametrize("state", ["draft", "in_review", "suspended", "retired"])
def test_a_question_that_is_not_approved_is_neither_shown_nor_answered(
    lin, session, questions, state
):
    shown = lin.get(B2).text
    session.get(Revision, questions["q-1"].id).state = state
    session.commit()

    hidden = lin.get(B2).text
    refused = answer(lin, questions, "q-1", ["b"])

    assert ("q-1 stem" in shown, "q-1 stem" in hidden) == (True, False)
    assert (refused.status_code, answers(session)) == (404, [])


def test_a_question_of_the_exam_pool_is_never_shown(lin, session, questions):
    session.get(Question, questions["q-1"].question_id).pool = "exam"
    session.commit()

    assert "q-1 stem" not in lin.get(B2).text
    assert answer(lin, questions, "q-1", ["b"]).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/courses/none/",
        "/courses/none/b2/",
        "/courses/procedure/none/",
        "/courses/law/b2/",
        "/courses/procedure/b2/checks/q-1/answers",
    ],
)
def test_what_is_not_there_is_not_found(lin, path):
    assert lin.get(B2).status_code == 200
    assert lin.get(path).status_code in (404, 405)


@pytest.mark.parametrize(
    "path",
    [
        "/courses/law/b2/reading",
        "/courses/none/b2/reading",
        "/courses/procedure/none/reading",
        "/courses/procedure/b2/checks/q-6/answers",
        "/courses/procedure/b2/checks/none/answers",
        "/courses/law/b2/checks/q-1/answers",
    ],
)
def test_nothing_is_kept_for_what_is_not_there(lin, session, questions, path):
    refused = lin.post(path, {"revision": questions["q-1"].id, "answer": "b"})

    assert refused.status_code == 404
    assert (answers(session), readings(session)) == ([], [])


def test_a_form_without_its_token_is_refused(lin, session, questions):
    read = lin.post(f"{B2}reading", token=False)
    said = lin.post(f"{B2}checks/q-1/answers", {"answer": "b"}, token=False)

    assert [read.status_code, said.status_code] == [400, 400]
    assert (answers(session), readings(session)) == ([], [])


def test_strangers_are_asked_to_sign_in(house):
    stranger = house.stranger()

    assert [stranger.get(path).status_code for path in ("/courses/", B2)] == [303, 303]
    assert stranger.post(f"{B2}reading").status_code == 401


def test_what_one_person_did_is_not_shown_to_another(lin, house, cast, questions):
    answer(lin, questions, "q-1", ["b"])

    other = house.as_(cast.zhao, "en").get(B2).text

    assert ("q-1 rationale" in other, "0 of 5 right" in other) == (False, True)


def test_completing_a_module_is_said_and_noted_on_the_trail_once(lin, session, cast, questions):
    lin.post(f"{B2}reading")
    for code in ("q-1", "q-2", "q-3"):
        answer(lin, questions, code, RIGHT[code])
    before = completions(session)

    answer(lin, questions, "q-4", RIGHT["q-4"])
    after = completions(session)
    answer(lin, questions, "q-1", ["a"])

    assert (before, after) == ([], [(cast.lin.id, "b2")])
    assert completions(session) == after
    assert "This module is complete." in lin.get(B2).text


def test_a_page_asks_as_many_statements_however_much_was_answered(
    engine, house, cast, lin, questions
):
    paths = ("/courses/", "/courses/procedure/", B2)
    answer(lin, questions, "q-1", ["a"])
    few = [len(asked_by(engine, lin, path)) for path in paths]
    for code in ("q-1", "q-2", "q-3", "q-4"):
        for _ in range(3):
            answer(lin, questions, code, RIGHT[code])

    many = [len(asked_by(engine, lin, path)) for path in paths]

    assert many == few
    assert max(many) <= 20


def test_a_rationale_in_chinese_stays_where_english_is_lacking(house, cast, session, questions):
    asked = session.get(Revision, questions["q-1"].id)
    asked.asked, asked.told = {"zh": asked.asked["zh"]}, {"zh": asked.told["zh"]}
    session.commit()
    browser = house.as_(cast.lin, "en")

    answer(browser, questions, "q-1", ["b"])

    assert [words in browser.get(B2).text for words in ("q-1 stem", "q-1 rationale")] == [
        True,
        True,
    ]


def test_courses_are_a_room_for_everyone(house, cast):
    for person in (cast.lin, cast.chen, cast.shen):
        assert 'href="/courses/"' in house.as_(person).get("/courses/").text
