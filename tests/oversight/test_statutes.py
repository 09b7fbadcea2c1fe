"""Statutes, new versions and the worklist over HTTP: who may what, and what changes."""

import re

import pytest
from sqlalchemy import func, select

from audit.models import Entry
from courses.importing import load
from courses.models.modules import ModuleSuspension, ModuleUpholding, ModuleUpholdingAnswer
from question_bank.models import (
    Move,
    Question,
    Revision,
    StatuteVersion,
    Suspension,
    Upholding,
    UpholdingAnswer,
)
from tests.courses import files
from tests.oversight.pages import said
from tests.people import add_person, grant
from tests.question_bank.citing import enter, outside, write

OUTSIDE = ("lin", "kong", "tang", "meng", "lu")
PATH = "/statutes/penalty-law/versions"
ASKED = {
    "name": "2026",
    "adopted": "2026-06-01",
    "in_force": "2027-01-01",
    "changed": "第四十二条",
    "removed": "",
    "articles": "",
    "remark": "官网文本",
}


@pytest.fixture
def bank(app, cast):
    """Questions that cite article 42 and others."""

    def fill():
        for code, ref in {
            "q-41": "penalty-law 41",
            "q-42": "penalty-law 42",
            "q-42-p1": "penalty-law 42(1)",
            "q-42-bis": "penalty-law 42-1",
            "q-other": "compulsion-law 42",
        }.items():
            write(cast, code, ref)
        write(cast, "q-practice", pool="practice")
        write(cast, "q-draft", state="draft")

    outside(app, fill)


@pytest.fixture
def shelf(app, tmp_path):
    """Two modules: one cites article 42, one does not."""
    shelved(app, tmp_path, {"a1": "penalty-law 42, tobacco-law 3", "a2": "penalty-law 42-1"})


def shelved(app, folder, refs):
    codes = ", ".join(f'"{code}"' for code in refs)
    texts = {"law/course.toml": files.course(code='"law"', modules=f"[{codes}]")}
    for code, cited in refs.items():
        texts[f"law/zh/01-{code}.md"] = files.module(
            module=code, title=f"模块{code}", title_parts=None, refs=cited, checks="q-1"
        )
    outside(app, lambda: load(files.write(folder / "courses", texts), actor=None))


def everything(session):
    """All that may change."""
    session.rollback()
    states = session.execute(
        select(Question.code, Revision.state).join(Revision.question).order_by(Question.code)
    )
    tables = (
        StatuteVersion, Suspension, Upholding, UpholdingAnswer, Move,
        ModuleSuspension, ModuleUpholding, ModuleUpholdingAnswer,
    )  # fmt: skip
    counts = [session.scalar(select(func.count()).select_from(each)) for each in tables]
    return dict(states.all()), counts


def acts(session):
    session.rollback()
    statement = select(Entry.act, Entry.subject_id).order_by(Entry.id)
    return [tuple(row) for row in session.execute(statement)]


def previewed(browser, **changes):
    """The page that shows what would be suspended, and what is sent to enter just that."""
    asked = ASKED | changes
    page = browser.post(PATH, asked | {"look": "1"})
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page.text)
    return page, asked | {"enter": "1", "seen": seen[1] if seen else ""}


def test_a_legal_reviewer_sees_what_would_be_suspended_and_enters_it(
    session, house, cast, bank, shelf
):
    gu = house.as_(cast.gu, "en")
    before, count = everything(session), len(acts(session))

    page, asked = previewed(gu)

    shown = said(page.text)
    assert page.status_code == 200
    assert "Changed article 42" in shown
    assert "3 questions q-42 article 42, Exam pool q-42-p1 article 42, Exam pool" in shown
    assert "q-practice article 42, Practice pool" in shown
    assert "1 module 模块a1 article 42" in shown
    assert "None." in shown
    assert (everything(session), len(acts(session))) == (before, count)

    answer = gu.post(PATH, asked)

    assert (answer.status_code, answer.location) == (303, "/statutes/penalty-law")
    states, counts = everything(session)
    assert states == before[0] | dict.fromkeys(("q-42", "q-42-p1", "q-practice"), "suspended")
    assert counts == [1, 3, 0, 0, before[1][4] + 3, 1, 0, 0]
    assert acts(session)[count:] == [
        ("question.suspended", "q-42"),
        ("question.suspended", "q-42-p1"),
        ("question.suspended", "q-practice"),
        ("question.statute_entered", "penalty-law"),
        ("course.module_suspended", "a1"),
    ]
    listed = said(gu.get("/statutes/penalty-law").text)
    assert "2026 adopted 1 Jun 2026, in force from 1 Jan 2027 Changed: article 42" in listed
    assert "Entered by 顾明法" in listed
    assert "官网文本" in listed


def test_what_changed_since_it_was_looked_at_is_shown_again_and_not_entered(
    session, app, house, cast, bank
):
    gu = house.as_(cast.gu, "en")
    _, asked = previewed(gu)
    outside(app, lambda: write(cast, "q-new"))
    before = everything(session)

    for sent in (asked, asked | {"changed": "41"}, asked | {"seen": ""}):
        page = gu.post(PATH, sent)
        assert (page.status_code, "This is not what you looked at" in page.text) == (409, True)
    assert everything(session) == before
    _, asked = previewed(gu)
    assert gu.post(PATH, asked).status_code == 303


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"changed": "forty"}, "“forty” is no article."),
        ({"changed": ""}, "Name the articles"),
        ({"changed": "87"}, "There is no article 87: the statute has 86 articles."),
        ({"name": "2021"}, "The version 2021 is in the list already."),
        ({"name": ""}, "This field is required."),
        ({"in_force": ""}, "This field is required."),
        ({"in_force": "soon"}, "Not a valid date value."),
        ({"in_force": "2025-01-01"}, "This day is before the day of adoption."),
        ({"removed": "42"}, "Article 42 cannot be changed and removed at once."),
        ({"articles": "0"}, "Number must be between"),
        ({"name": "x" * 65}, "Field cannot be longer"),
    ],
)
def test_a_form_with_errors_keeps_what_was_typed(session, house, cast, bank, changes, words):
    before = everything(session)

    page = house.as_(cast.gu, "en").post(PATH, ASKED | changes | {"enter": "1"})

    assert (page.status_code, words in said(page.text)) == (422, True)
    assert "官网文本" in page.text
    assert everything(session) == before


@pytest.mark.parametrize("login", [*OUTSIDE, "chen", "wu", "xu", "shen"])
def test_only_legal_reviewers_enter_a_version(session, house, cast, bank, login):
    before = everything(session)
    browser = house.as_(cast.people[login], "en")

    answers = [
        browser.get(f"{PATH}/new"),
        browser.post(PATH, ASKED | {"look": "1"}),
        browser.post(PATH, ASKED | {"enter": "1", "seen": ""}),
    ]

    assert [each.status_code for each in answers] == [403, 403, 403]
    assert everything(session) == before


def test_a_legal_reviewer_of_one_city_enters_none(session, house, cast, bank):
    near = add_person(session, "near", "近", cast.units["yunxi"])
    grant(session, near, "legal_reviewer", cast.units["yunxi"])
    before = everything(session)

    answer = house.as_(near, "en").post(PATH, ASKED | {"enter": "1", "seen": ""})

    assert (answer.status_code, everything(session)) == (403, before)


@pytest.mark.parametrize("path", ["/statutes/", "/statutes/penalty-law", "/statutes/worklist/"])
@pytest.mark.parametrize(
    ("login", "status"),
    [*((login, 403) for login in OUTSIDE),
     *((login, 200) for login in ("chen", "xu", "gu", "shen"))],
)  # fmt: skip
def test_the_pages_are_for_whoever_reads_the_bank(house, cast, login, status, path):
    assert house.as_(cast.people[login], "en").get(path).status_code == status


@pytest.mark.parametrize("path", ["/statutes/no-law", "/statutes/no-law/versions/new"])
def test_there_is_no_page_of_a_statute_that_is_not_in_the_list(house, cast, path):
    assert house.as_(cast.gu, "en").get(path).status_code == 404


def test_a_statute_shows_what_tests_and_teaches_each_article(house, cast, bank, shelf):
    chen = house.as_(cast.chen, "en")
    page = said(chen.get("/statutes/penalty-law").text)

    assert "All articles 87" in page
    assert "Without an approved question 84" in page
    assert "With an approved question 3" in page
    assert "article 41 – Approved 1 –" in page
    assert "article 42 Approved 1 Approved 2 Draft 1 模块a1" in page
    assert "article 42-1 – Approved 1 模块a2" in page
    assert "article 86 – – –" in page
    tested = said(chen.get("/statutes/penalty-law?show=tested").text)
    assert re.findall(r"article [\d-]+", tested) == ["article 41", "article 42", "article 42-1"]
    unknown = said(chen.get("/statutes/compulsion-law").text)
    assert re.findall(r"article [\d-]+", unknown) == ["article 42"]
    assert "How many articles it has is not on record" in unknown


@pytest.fixture
def in_doubt(app, cast, bank, shelf):
    outside(app, lambda: enter(cast))


def work(browser, kind="questions", code="q-42", act="upholdings", **sent):
    return browser.post(f"/statutes/worklist/{kind}/{code}/1/{act}", sent)


@pytest.mark.parametrize(("kind", "code"), [("questions", "q-42"), ("modules", "a1")])
def test_the_list_is_worked_off_by_a_trainer_and_a_reviewer(
    session, house, cast, in_doubt, kind, code
):
    wu, xu = house.as_(cast.wu, "en"), house.as_(cast.xu, "en")
    listed = said(wu.get("/statutes/worklist/").text)
    assert "For a trainer 4 For a reviewer 0" in listed
    assert "Administrative Penalty Law 2026: article 42 in force from 1 Jan 2027" in listed

    first = work(wu, kind, code, note="只改了标点")
    sent_back = work(xu, kind, code, "return", note="请看第二款")
    again = said(wu.get("/statutes/worklist/").text)
    second = work(wu, kind, code, note="看过了第二款")
    waiting = said(xu.get("/statutes/worklist/?for=reviewer").text)
    confirmed = work(xu, kind, code, "confirmation")

    answers = [first, sent_back, second, confirmed]
    assert [each.status_code for each in answers] == [303] * 4
    assert "许慎行 sent it back" in again
    assert "请看第二款" in again
    assert "For a trainer 3 For a reviewer 1" in waiting
    assert "吴问渠 finds it still right" in waiting
    assert "看过了第二款" in waiting
    states, counts = everything(session)
    assert states["q-42"] == ("approved" if kind == "questions" else "suspended")
    assert counts[2:4] == ([2, 2] if kind == "questions" else [0, 0])
    assert counts[6:] == ([0, 0] if kind == "questions" else [2, 2])
    name = "question" if kind == "questions" else "course.module"
    ends = ["upheld", "doubted", "upheld", "confirmed"]
    dot = "." if kind == "questions" else "_"
    assert acts(session)[-4:] == [(f"{name}{dot}{end}", code) for end in ends]


@pytest.mark.parametrize(("kind", "code"), [("questions", "q-42"), ("modules", "a1")])
@pytest.mark.parametrize("login", [*OUTSIDE, "xu", "gu", "shen"])
def test_only_trainers_say_that_something_is_still_right(
    session, house, cast, in_doubt, login, kind, code
):
    before = everything(session)
    answer = work(house.as_(cast.people[login], "en"), kind, code, note="x")
    assert (answer.status_code, everything(session)) == (403, before)


@pytest.mark.parametrize(("kind", "code"), [("questions", "q-42"), ("modules", "a1")])
@pytest.mark.parametrize("login", [*OUTSIDE, "chen", "wu", "shen"])
def test_only_reviewers_confirm_or_send_back(session, house, cast, in_doubt, login, kind, code):
    work(house.as_(cast.wu, "en"), kind, code, note="x")
    before = everything(session)
    browser = house.as_(cast.people[login], "en")

    answers = [work(browser, kind, code, act, note="x") for act in ("confirmation", "return")]

    assert [each.status_code for each in answers] == [403, 403]
    assert everything(session) == before


@pytest.mark.parametrize(
    ("kind", "code", "login"),
    [("questions", "q-42", "chen"), ("questions", "q-42", "wu"), ("modules", "a1", "wu")],
)
def test_a_reviewer_who_wrote_it_or_upheld_it_does_not_confirm_it(
    session, house, cast, in_doubt, kind, code, login
):
    grant(session, cast.people[login], "reviewer", cast.units["nation"])
    work(house.as_(cast.wu, "en"), kind, code, note="x")
    before = everything(session)
    browser = house.as_(cast.people[login], "en")

    page = said(browser.get("/statutes/worklist/?for=reviewer").text)
    answers = [work(browser, kind, code, act, note="x") for act in ("confirmation", "return")]

    assert "somebody else must confirm it" in page
    assert [each.status_code for each in answers] == [403, 403]
    assert everything(session) == before


@pytest.mark.parametrize(("kind", "code"), [("questions", "q-42"), ("modules", "a1")])
def test_a_word_without_words_is_asked_for_again(session, house, cast, in_doubt, kind, code):
    before = everything(session)

    page = work(house.as_(cast.wu, "en"), kind, code, note=" ")

    assert (page.status_code, "This field is required." in page.text) == (422, True)
    assert everything(session) == before


@pytest.mark.parametrize(
    "path",
    ["questions/q-41/1/upholdings", "modules/a2/1/upholdings", "questions/q-42/1/confirmation",
     "modules/a1/1/confirmation"],
)  # fmt: skip
def test_what_is_not_in_doubt_or_not_yet_upheld_is_refused(session, house, cast, in_doubt, path):
    login = "wu" if path.endswith("upholdings") else "xu"
    before = everything(session)

    answer = house.as_(cast.people[login], "en").post(f"/statutes/worklist/{path}", {"note": "x"})

    assert (answer.status_code, everything(session)) == (409, before)


@pytest.mark.parametrize("path", ["questions/q-none/1", "questions/q-42/9", "modules/a9/1"])
def test_there_is_nothing_to_say_about_what_is_not_there(house, cast, in_doubt, path):
    answer = house.as_(cast.wu, "en").post(f"/statutes/worklist/{path}/upholdings", {"note": "x"})
    assert answer.status_code == 404


def test_a_trainer_of_another_city_upholds_nothing(session, house, cast, in_doubt):
    far = add_person(session, "far", "远", cast.units["shibei"])
    grant(session, far, "trainer", cast.units["shibei"])
    before = everything(session)
    browser = house.as_(far, "en")

    assert "q-42" not in browser.get("/statutes/worklist/").text
    assert work(browser, note="x").status_code == 403
    assert everything(session) == before


def test_readers_are_told_and_their_completion_stays(app, session, house, cast, shelf, tmp_path):
    lin = house.as_(cast.lin, "en")
    lin.post("/courses/law/a1/reading")
    before = said(lin.get("/courses/law/").text)
    outside(app, lambda: enter(cast))

    page = said(lin.get("/courses/law/a1/").text)
    other = said(lin.get("/courses/law/a2/").text)

    told = "being checked against the new version of Administrative Penalty Law"
    assert (told in page, told in other) == (True, False)
    assert "in force from 1 Jan 2027" in page
    assert said(lin.get("/courses/law/").text) == before
    assert "Complete" in before

    shelved(app, tmp_path, {"a1": "penalty-law 42, penalty-law 44", "a2": "penalty-law 42-1"})
    assert told not in said(lin.get("/courses/law/a1/").text)
    work(house.as_(cast.wu, "en"), "modules", "a1", note="x")
    assert everything(session)[1][6:] == [0, 0]


def test_the_list_of_one_statute_shows_only_that(app, house, cast, in_doubt):
    outside(app, lambda: enter(cast, "compulsion-law"))
    wu = house.as_(cast.wu, "en")

    of_all = said(wu.get("/statutes/worklist/").text)
    of_one = said(wu.get("/statutes/worklist/?statute=compulsion-law").text)

    assert "For a trainer 5" in of_all
    assert "For a trainer 1" in of_one
    assert ("q-other" in of_one, "q-42" in of_one) == (True, False)
    rows = said(wu.get("/statutes/").text)
    assert "Administrative Compulsion Law compulsion-law 2026" in rows


def test_as_many_queries_for_three_as_for_one(app, house, cast, statements, tmp_path):
    shelved(app, tmp_path, {"a1": "penalty-law 42"})
    for code in ("q-0", "q-1"):
        outside(app, lambda code=code: write(cast, code))
    outside(app, lambda: enter(cast))
    wu, gu = house.as_(cast.wu, "en"), house.as_(cast.gu, "en")
    paths = (
        "/statutes/",
        "/statutes/penalty-law",
        "/statutes/worklist/",
        "/statutes/worklist/?for=reviewer",
    )

    def asked():
        for path in paths:
            wu.get(path)
        found = []
        for path in paths:
            with statements() as heard:
                assert wu.get(path).status_code == 200
            found.append(len(heard))
        with statements() as heard:
            assert gu.post(PATH, ASKED | {"name": "2027", "look": "1"}).status_code == 200
        return [*found, len(heard)]

    work(wu, code="q-1", note="x")
    one = asked()
    for code in ("q-2", "q-3", "q-4", "q-5"):
        outside(app, lambda code=code: write(cast, code))
    shelved(app, tmp_path, {"a1": "penalty-law 42", "a2": "penalty-law 42", "a3": "penalty-law 42"})
    outside(app, lambda: enter(cast, name="2028"))
    for code in ("q-1", "q-2", "q-3"):
        work(wu, code=code, note="x")
    assert asked() == one


def command(app, *words, answer="y\n"):
    done = app.test_cli_runner().invoke(
        args=["questions", "statute", "enter", *words], input=answer
    )
    return done.exit_code, done.output


TYPED = ("penalty-law", "--name", "2026", "--in-force", "2027-01-01")


def test_the_command_looks_asks_and_enters(session, app, cast, bank, shelf):
    before = everything(session)
    words = (*TYPED, "--changed", "42, 44-46", "--as", "gu")

    looked = command(app, *words, "--look")
    declined = command(app, *words, answer="n\n")
    assert everything(session) == before
    entered = command(app, *words)

    for code, text in (looked, declined, entered):
        assert "3 questions to be suspended:\n  q-42 " in text
        assert "1 modules to be checked:\n  a1 " in text
        assert code == (1 if "Aborted" in text else 0)
    states, _ = everything(session)
    assert states == before[0] | dict.fromkeys(("q-42", "q-42-p1", "q-practice"), "suspended")


@pytest.mark.parametrize(
    ("words", "said_so"),
    [
        (("--changed", "42", "--as", "chen"), "Your duties do not include this"),
        (("--changed", "42", "--as", "nobody"), "nobody"),
        (("--changed", "x", "--as", "gu"), "is no article"),
        (("--as", "gu"), "Name the articles"),
    ],
)
def test_the_command_refuses_as_the_page_does(session, app, cast, bank, words, said_so):
    before = everything(session)

    code, text = command(app, *TYPED, *words, "--yes")

    assert (code, said_so in text, everything(session)) == (1, True, before)
