"""Figures of a run: kept, shown to those who may see them, told to the bank, computed again."""

from decimal import Decimal

import pytest
from sqlalchemy import select, update

from exam.actions import grading
from exam.models.analysis import RunAnalysis
from exam.models.sittings import GradingRun
from exam.queries.analysis import analysis_of
from exam.rules.basis import Basis
from exam.rules.rulings import Rule, Ruling
from question_bank.models import Revision, Statistic
from question_bank.queries.drawing import drawable
from question_bank.queries.questions import revisions
from tests.exam import steps
from tests.exam.analysing import sat
from tests.factories import DEFINITION, sitting
from tests.people import grant

CLOSED = DEFINITION | {"show_paper": False}


@pytest.fixture
def marked(app, session, cast):
    """Sixty sat six questions, one of them miskeyed."""
    return sat(app, session, cast)


def english(house, person):
    browser = house.as_(person)
    browser.post("/language", {"language": "en"})
    return browser


def statistics(session):
    session.commit()
    return {each.figures["revision"]: each for each in session.scalars(select(Statistic))}


def test_marking_keeps_the_figures_of_the_test_and_of_every_question(session, marked):
    kept = session.scalars(select(RunAnalysis)).one()

    assert kept.figures["papers"] == 60
    assert kept.figures["alike"] is True
    assert kept.figures["cut"] == 3.6
    assert len(kept.figures["questions"]) == 6
    flags = [each["flags"] for each in kept.figures["questions"]]
    assert flags[1] == ["miskey", "negative", "harder"]


def test_the_bank_is_told_the_same_figures(session, marked):
    questions = session.scalars(select(RunAnalysis)).one().figures["questions"]

    told = statistics(session)

    assert {revision: each.figures for revision, each in told.items()} == {
        each["revision"]: each for each in questions
    }
    one = told[questions[1]["revision"]]
    assert (one.papers, one.answered, one.share) == (60, 60, Decimal("0.4"))
    assert one.discrimination == Decimal(str(questions[1]["discrimination"]))
    assert one.upper_lower == Decimal(str(questions[1]["upper_lower"]))


def test_marking_again_gives_the_same_figures(app, session, marked):
    with app.app_context():
        grading.run(marked.id, actor=None)

    first, second = session.scalars(select(RunAnalysis).order_by(RunAnalysis.run_id)).all()
    assert first.figures == second.figures


def test_the_command_computes_again_and_says_whether_it_is_the_same(app, session, marked):
    run = app.test_cli_runner().invoke
    same = run(args=["exam", "analyse", str(marked.id)])
    session.execute(update(RunAnalysis).values(figures={"questions": []}))
    session.commit()
    other = run(args=["exam", "analyse", str(marked.id)])
    session.execute(RunAnalysis.__table__.delete())
    session.commit()
    none = run(args=["exam", "analyse", str(marked.id)])

    assert (same.exit_code, same.output.splitlines()[1]) == (0, "The same as stored.")
    assert (other.exit_code, other.output.splitlines()[1]) == (1, "NOT the same as stored.")
    assert none.exit_code == 1
    assert "No figures were kept" in none.output


def test_a_sitting_that_is_not_marked_has_no_figures(house, app, session, cast, running):
    page = english(house, cast.kong).get(f"/sittings/{running.id}/analysis")
    said = app.test_cli_runner().invoke(args=["exam", "analyse", str(running.id)])

    assert "Nothing is marked yet." in page.text
    assert (
        english(house, cast.kong).get(f"/sittings/{running.id}/analysis/questions.csv").status_code
        == 404
    )
    assert said.exit_code == 1


def test_the_page_shows_the_test_and_the_flagged_questions_first(house, cast, marked):
    page = english(house, cast.kong).get(f"/sittings/{marked.id}/analysis").text

    assert "Reliability (alpha)" in page
    assert "Same outcome on another paper" in page
    assert "The key may be wrong" in page
    assert page.index(">law-2<") < page.index(">law-1<")


@pytest.mark.parametrize(
    ("sort", "first"), [("code", "law-1"), ("share", "law-6"), ("discrimination", "law-2")]
)
def test_questions_are_sorted_by_an_address(house, cast, marked, sort, first):
    page = house.as_(cast.kong).get(f"/sittings/{marked.id}/analysis?sort={sort}").text

    assert min(range(1, 7), key=lambda number: page.index(f">law-{number}<")) == int(first[-1])


def test_a_question_shows_who_chose_what_as_a_picture_and_as_a_table(house, cast, marked):
    page = english(house, cast.kong).get(f"/sittings/{marked.id}/analysis/law-2").text

    assert page.count("<polyline") == 4
    assert "law-2 option 3" in page
    assert "40%" in page
    assert "60%" in page


def test_the_table_as_a_file(house, cast, marked):
    browser = english(house, cast.kong)

    answer = browser.get(f"/sittings/{marked.id}/analysis/questions.csv")

    rows = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert len(rows) == 7
    row = rows[2].split(",")
    assert row[:10] == ["law-2", "1", "law.penalty", "single", "60", "60", "0", "0.4",
                        "0.2857", "0.5263"]  # fmt: skip
    assert row[-1] == "A:0 B*:24 C:0 D:36"


@pytest.mark.parametrize(("who", "status"), [("tang", 404), ("lin", 403), ("chen", 403)])
@pytest.mark.parametrize("path", ["", "/law-2", "/questions.csv"])
def test_nobody_else_reads_figures(house, cast, marked, who, status, path):
    answer = house.as_(getattr(cast, who)).get(f"/sittings/{marked.id}/analysis{path}")

    assert answer.status_code == status
    assert "law-2 option" not in answer.text


def test_who_may_still_sit_sees_the_test_and_no_question(house, app, session, cast):
    held = sat(app, session, cast, definition=CLOSED)
    grant(session, cast.kong, "officer", cast.units["yunxi"])
    session.commit()
    browser = english(house, cast.kong)

    page = browser.get(f"/sittings/{held.id}/analysis").text
    refused = [
        browser.get(f"/sittings/{held.id}/analysis/{path}") for path in ("law-2", "questions.csv")
    ]

    assert "Reliability (alpha)" in page
    assert "law-2" not in page
    assert [answer.status_code for answer in refused] == [403, 403]
    assert not any("law-2 option" in answer.text for answer in refused)


def test_an_examiner_who_sits_nothing_sees_the_questions_of_closed_papers(
    house, app, session, cast
):
    held = sat(app, session, cast, definition=CLOSED)

    assert house.as_(cast.kong).get(f"/sittings/{held.id}/analysis/law-2").status_code == 200


def test_there_is_no_such_question(house, cast, marked):
    answer = house.as_(cast.kong).get(f"/sittings/{marked.id}/analysis/law-9")

    assert answer.status_code == 404


def test_of_few_papers_only_means_are_told(house, app, session, cast):
    held = sat(app, session, cast, people=5)
    browser = english(house, cast.kong)

    page = browser.get(f"/sittings/{held.id}/analysis").text
    question = browser.get(f"/sittings/{held.id}/analysis/law-2").text

    assert "With fewer than 30 papers chance says more than the test" in page
    assert "too few papers to say" in question
    assert "<polyline" not in question


def test_a_run_from_before_there_were_figures_says_so(house, session, cast, marked):
    session.execute(RunAnalysis.__table__.delete())
    session.commit()

    page = english(house, cast.kong).get(f"/sittings/{marked.id}/analysis").text

    assert "before figures were kept" in page


def expected(app):
    with app.app_context():
        return {each.code: (each.expected, each.calibrated) for each in drawable("zh")}


def test_what_a_sitting_tells_comes_back_into_assembly(app, session, cast):
    sat(app, session, cast)

    assert expected(app)["law-2"] == (Decimal("0.5500"), True)


@pytest.mark.parametrize("how", [{"real": False}, {"people": 29}])
def test_demonstrations_and_few_papers_calibrate_nothing(app, session, cast, how):
    sat(app, session, cast, **how)

    assert expected(app)["law-2"] == (Decimal("0.85"), False)


def test_marking_again_does_not_count_a_sitting_twice(app, session, cast, marked):
    with app.app_context():
        grading.run(marked.id, actor=None)

    assert expected(app)["law-2"] == (Decimal("0.5500"), True)


def test_what_was_sealed_is_what_was_drawn_from_and_the_report_says_how_many_were_known(
    house, app, session, cast, marked
):
    wide = DEFINITION | {"tolerance": "0.5"}
    held = sitting(session, unit=cast.units["yunxi"], examiner=cast.kong, definition=wide)
    steps.registered(session, held, cast.lin)
    steps.sealed(app, held, cast.kong)
    session.commit()

    page = english(house, cast.kong).get(f"/sittings/{held.id}/papers").text
    again = app.test_cli_runner().invoke(args=["exam", "replay", str(held.id)])
    kept = {row["code"]: row["expected"] for row in held.sealing.bank["zh"]}

    assert "from earlier papers for 6 of 6 questions" in page
    assert kept["law-2"] == "0.5500"
    assert again.output == "Every form is as drawn.\n"


def test_the_number_of_questions_does_not_change_how_often_the_database_is_asked(
    house, app, session, cast, statements
):
    counts = []
    for prefix in ("law", "proc"):
        held = sat(app, session, cast, people=3, prefix=prefix)
        run = session.scalars(select(GradingRun).where(GradingRun.sitting_id == held.id)).one()
        if prefix == "law":
            kept = session.get_one(RunAnalysis, run.id)
            kept.figures = kept.figures | {"questions": kept.figures["questions"][:1]}
            session.commit()
        browser = house.as_(cast.kong)
        browser.get(f"/sittings/{held.id}/analysis")
        with statements() as made:
            browser.get(f"/sittings/{held.id}/analysis")
        counts.append(len(made))

    assert counts[0] == counts[1]


def ruled(app, held, *rulings):
    """The figures by code after a marking with these rulings."""
    with app.app_context():
        run = grading.run(held.id, actor=None, basis=Basis(rulings=rulings))
        figures = analysis_of(run).figures["questions"]
        codes = {
            each.id: each.question.code
            for each in revisions(each["revision"] for each in figures).values()
        }
        return {codes[each["revision"]]: each for each in figures}


def test_a_question_that_everybody_was_given_is_undefined_not_flagged_and_calibrates_nothing(
    app, session, marked
):
    revision = session.scalars(select(Revision).where(Revision.question.has(code="law-2"))).one()

    found = ruled(app, marked, Ruling(revision.id, None, Rule.CREDIT))["law-2"]

    assert (found["share"], found["discrimination"], found["flags"]) == (1.0, None, [])
    assert (found["ruled"], found["calibrates"]) == ("credit", False)
    assert expected(app)["law-2"] == (Decimal("0.85"), False)


def test_a_dropped_question_has_no_figures(app, session, marked):
    revision = session.scalars(select(Revision).where(Revision.question.has(code="law-2"))).one()

    found = ruled(app, marked, Ruling(revision.id, None, Rule.DROP))

    assert sorted(found) == ["law-1", "law-3", "law-4", "law-5", "law-6"]


def test_by_a_corrected_key_the_options_that_are_right_are_the_new_ones(app, session, cast, marked):
    revision = session.scalars(select(Revision).where(Revision.question.has(code="law-2"))).one()
    revision.state = "retired"
    session.flush()
    values = {
        column.key: getattr(revision, column.key)
        for column in Revision.__table__.columns
        if column.key not in ("id", "number", "state", "key", "is_newest")
    }
    corrected = Revision(**values, number=2, state="approved", key={"right": 3, "size": 4})
    session.add(corrected)
    session.commit()

    found = ruled(app, marked, Ruling(revision.id, None, Rule.KEY, corrected.id))["law-2"]

    assert [each["option"] for each in found["options"] if each["right"]] == [3]
    assert found["share"] == 0.6
    assert found["discrimination"] > 0
    assert "miskey" not in found["flags"]
