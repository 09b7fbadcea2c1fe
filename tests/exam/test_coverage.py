"""The map of the bank, what blueprints need of it, and how often questions were seen."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from exam.actions import grading
from question_bank.actions.using import Figures, note_figures
from question_bank.models import Statistic, Use
from question_bank.queries.counting import Count, counts
from tests import factories
from tests.exam import steps


@pytest.fixture
def small_bank(session, cast):
    """Four questions: two ready, one that waits for a legal reviewer, one draft."""
    how = {"author": cast.chen, "topic": "law.penalty"}
    factories.question(session, "law-1", **how)
    factories.question(session, "law-2", languages=("zh",), **how)
    factories.question(session, "law-3", confidence="B", **how)
    factories.question(session, "law-4", state="draft", difficulty="hard", **how)
    factories.question(session, "law-5", pool="practice", **how)


def test_the_map_counts_ready_unsure_and_coming_questions_by_language(app, small_bank):
    with app.app_context():
        found = {language: counts(language) for language in ("zh", "en")}

    rest = [
        Count("exam", "law.penalty", "hard", "single", 0, 0, 1),
        Count("practice", "law.penalty", "easy", "single", 1, 0, 0),
    ]
    assert found == {
        "zh": [Count("exam", "law.penalty", "easy", "single", 2, 1, 0), *rest],
        "en": [Count("exam", "law.penalty", "easy", "single", 1, 1, 0), *rest],
    }


def test_what_a_blueprint_lacks_is_told_in_each_language(house, app, session, cast, small_bank):
    factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    browser = house.as_(cast.kong)
    browser.post("/language", {"language": "en"})

    page = browser.get("/coverage/?language=en&pool=exam").text

    assert [page.count(word) for word in ("1 question short", "covered</span>")] == [1, 1]


@pytest.mark.parametrize("who", ["lin", "meng", "lu", "bao"])
def test_whoever_neither_writes_nor_holds_exams_reads_no_coverage(house, cast, small_bank, who):
    browser = house.as_(getattr(cast, who))

    answers = [
        browser.get(path).status_code
        for path in (
            "/coverage/",
            "/coverage/map.csv",
            "/coverage/exposure",
            "/coverage/exposure/law-1",
        )
    ]

    assert answers == [403, 403, 403, 403]


def test_the_map_as_a_file_has_a_row_for_each_cell(house, cast, small_bank):
    answer = house.as_(cast.chen).get("/coverage/map.csv", headers={"Accept-Language": "en"})

    rows = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="question-bank.csv"'
    assert rows[1:] == [
        "exam,zh,law.penalty,easy,single,2,1,0",
        "exam,zh,law.penalty,hard,single,0,0,1",
        "practice,zh,law.penalty,easy,single,1,0,0",
        "exam,en,law.penalty,easy,single,1,1,0",
        "exam,en,law.penalty,hard,single,0,0,1",
        "practice,en,law.penalty,easy,single,1,0,0",
    ]


def test_marking_tells_the_bank_what_was_seen_and_how_it_fared(app, session, both_done):
    uses = session.scalars(select(Use).order_by(Use.id)).all()
    figures = session.scalars(select(Statistic).order_by(Statistic.id)).all()

    assert {(use.forms, use.place) for use in uses} <= {(1, uses[0].place), (2, uses[0].place)}
    assert sum(use.forms for use in uses) == 4
    assert {each.revision_id for each in figures} == {use.revision_id for use in uses}
    assert sum(each.answered for each in figures) == 4
    assert all(each.share == Decimal("0.5") for each in figures if each.answered == 2)


def test_marking_again_keeps_new_figures_and_no_second_use(app, session, running, both_done):
    before = session.scalars(select(Use.id)).all(), session.scalars(select(Statistic.id)).all()
    session.commit()

    with app.app_context():
        grading.run(running.id, actor=None)

    session.expire_all()
    assert session.scalars(select(Use.id)).all() == before[0]
    assert len(session.scalars(select(Statistic.id)).all()) == 2 * len(before[1])


def test_while_a_sitting_runs_the_bank_learns_nothing_of_its_papers(house, session, cast, running):
    steps.start(house, session, running, cast.lin)

    page = house.as_(cast.chen).get("/coverage/exposure").text

    assert session.scalars(select(Use)).all() == []
    assert page.count("从未") == 6 or page.count("never") == 6


def test_a_question_tells_where_it_was_seen_and_who_knows_it(house, app, session, cast):
    revision = factories.question(session, "law-1", author=cast.chen, approver=cast.xu)
    other = factories.question(session, "law-2", author=cast.chen)
    session.commit()
    with app.app_context():
        note_figures("sitting:7", {revision.id: Figures(30, 29, Decimal("0.61"), Decimal("0.33"))})
        note_figures("sitting:7", {revision.id: Figures(30, 29, Decimal("0.62"), None)})

    browser = house.as_(cast.shen)
    page = browser.get("/coverage/exposure/law-1").text
    listed = browser.get("/coverage/exposure?sort=share").text

    assert all(
        word in page for word in ("sitting:7", "0.62", "30", "29", cast.chen.name, cast.xu.name)
    )
    assert "0.61" not in page
    assert listed.index("law-1") < listed.index("law-2")
    assert other.question.code in listed


def test_a_question_of_another_unit_is_not_there(house, session, cast):
    factories.question(session, "law-1", author=cast.wu)
    browser = house.as_(cast.chen)

    here = cast.wu.unit_id == cast.chen.unit_id
    assert browser.get("/coverage/exposure/law-1").status_code == (200 if here else 404)
    assert browser.get("/coverage/exposure/no-such").status_code == 404


def test_lists_ask_the_database_the_same_for_one_question_and_for_three(
    house, session, cast, statements
):
    browser = house.as_(cast.chen)
    factories.question(session, "law-1", author=cast.chen)
    with statements() as one:
        browser.get("/coverage/exposure")
    for number in (2, 3):
        factories.question(session, f"law-{number}", author=cast.chen)
    with statements() as three:
        browser.get("/coverage/exposure")

    assert len(one) == len(three)


def test_an_empty_house_says_how_to_begin(house, cast):
    browser = house.as_(cast.kong)
    browser.post("/language", {"language": "en"})

    pages = [browser.get(path).text for path in ("/coverage/", "/coverage/exposure")]

    assert "There is no blueprint yet. An examiner brings one in." in pages[0]
    assert "This pool has no question in this language yet." in pages[0]
    assert "No approved question of the exam pool fits." in pages[1]


@pytest.mark.parametrize("who", ["chen", "xu", "gu", "shen"])
def test_whoever_reads_the_bank_finds_coverage_and_statutes_from_there(house, cast, who):
    browser = house.as_(getattr(cast, who))

    page = browser.get("/bank/").text

    doors = ("/coverage/", "/statutes/")
    assert [f'href="{door}"' in page for door in doors] == [True, True]
    assert [browser.get(door).status_code for door in doors] == [200, 200]
