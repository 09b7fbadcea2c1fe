"""The report on drawn papers: who sees it, what is on it, and what never is."""

import csv
import io
import re

import pytest
from sqlalchemy import select

from exam.models.candidates import Form
from exam.models.sittings import Sealing
from tests import factories
from tests.exam import steps
from tests.people import add_person, grant

PAGES = ("", "/questions", "/papers.csv", "/questions.csv")


def addresses(sitting):
    return [f"/sittings/{sitting.id}/papers{page}" for page in PAGES]


@pytest.mark.parametrize(
    ("login", "status"),
    [
        ("kong", 200), ("shen", 200), ("tang", 404), ("lin", 403), ("chen", 403), ("xu", 403),
        ("meng", 403), ("cun", 403), ("lu", 403),
    ],
)  # fmt: skip
def test_examiners_and_supervisors_of_the_unit_read_the_report_and_nobody_else(
    house, cast, running, login, status
):
    browser = house.as_(getattr(cast, login))

    assert [browser.get(each).status_code for each in addresses(running)] == [status] * 4


def test_the_report_holds_the_figures_that_were_kept(house, session, cast, running):
    figures = session.scalars(select(Sealing)).one().figures["zh"]

    page = house.as_(cast.kong, "en").get(f"/sittings/{running.id}/papers").text

    assert "5 of 2 questions each" in page
    assert "3, of which 0 went to late entries" in page
    assert "Lowest 0.8500, highest 0.8500; it should be 0.8500, give or take 0.05." in page
    most = max(use for _code, use in figures["exposure"])
    assert f"No question may be on more than 5 papers (100.0%). The most used is on {most}." in page
    assert page.count('<svg viewBox="0 0 100 40"') == 3
    row = (
        r'<th scope="row" class="num">(\d+)</th><td class="num">[\d.]+%</td><td class="num">(\d+)<'
    )
    pairs = re.findall(row, page)
    assert [[int(a), int(b)] for a, b in pairs] == figures["overlap"]["counts"]
    assert page.count("+0.0000") == 5


def test_late_entries_are_counted_among_the_reserves(house, session, cast, running):
    late = add_person(session, "late", "迟到", cast.units["lanting"])
    grant(session, late, "officer", cast.units["lanting"])
    kong = house.as_(cast.kong, "en")
    kong.post(
        f"/sittings/{running.id}/late-entries",
        {"person": late.id, "language": "zh", "reason": "r"},
    )

    page = kong.get(f"/sittings/{running.id}/papers").text

    assert "3, of which 1 went to late entries" in page
    assert page.count("a late entry") == 1


def test_no_word_of_a_question_and_no_key_is_on_the_report(house, cast, running):
    kong = house.as_(cast.kong, "en")

    pages = [kong.get(each).text for each in addresses(running)]

    for page in pages:
        assert " stem" not in page
        assert " option" not in page
        assert "rationale" not in page
        assert "revision" not in page


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_the_tables_have_every_paper_and_every_question(house, session, cast, running):
    kong = house.as_(cast.kong, "en")
    papers, questions = (kong.get(each) for each in addresses(running)[2:])

    assert rows_of(papers) == [
        ["Language", "Paper", "Mean expected share", "Drawn in reserve", "With somebody"],
        *(["zh", str(n), "0.8500", str(int(n > 2)), str(int(n <= 2))] for n in range(1, 6)),
    ]
    head, *rows = rows_of(questions)
    assert head == [
        "Language", "Question", "Topic", "Difficulty", "Kind", "Papers with it", "At most",
    ]  # fmt: skip
    forms = session.scalars(select(Form.slots)).all()
    assert {row[1] for row in rows} == {f"law-{n}" for n in range(1, 7)}
    assert sum(int(row[5]) for row in rows) == sum(len(slots) for slots in forms)
    assert {row[6] for row in rows} == {"5"}


def test_who_writes_questions_learns_which_are_on_the_papers_only_at_the_end(
    house, app, session, cast, running
):
    grant(session, cast.kong, "trainer", cast.units["qinglan"])
    kong = house.as_(cast.kong, "en")

    during = [kong.get(each).text for each in addresses(running)]
    steps.run_out(app, session)
    after = [kong.get(each).text for each in addresses(running)]

    assert not any("law-1" in page for page in during)
    assert "their ids are shown to you once the sitting is over" in during[0]
    assert ["law-1" in page for page in after] == [True, True, False, True]


def test_before_the_sealing_and_of_old_sittings_there_is_nothing_to_show(
    house, session, cast, planned, held
):
    kong = house.as_(cast.kong, "en")

    unsealed, old = (kong.get(f"/sittings/{each.id}/papers") for each in (planned, held))

    assert "Papers are drawn when the sitting is sealed." in unsealed.text
    assert "it was sealed by an earlier version" in old.text
    for sitting in (planned, held):
        assert [kong.get(each).status_code for each in addresses(sitting)] == [200, 404, 404, 404]


def test_each_language_has_its_own_figures(house, app, session, cast, planned):
    steps.registered(session, planned, cast.lin)
    steps.registered(session, planned, cast.zhao, language="en")
    steps.sealed(app, planned, cast.kong)
    kong = house.as_(cast.kong, "en")
    url = f"/sittings/{planned.id}/papers"

    pages = {language: kong.get(f"{url}?language={language}").text for language in ("zh", "en")}

    assert 'language=zh" aria-current="page"' in pages["zh"]
    assert 'language=en" aria-current="page"' in pages["en"]
    assert 'language=zh" aria-current="page"' in kong.get(f"{url}?language=fr").text
    assert len(rows_of(kong.get(f"{url}/papers.csv"))) == 9


@pytest.mark.parametrize("page", ["0", "2", "999999", "x", "-1", "9" * 30])
def test_any_page_number_gives_a_page(house, cast, running, page):
    kong = house.as_(cast.kong)

    assert kong.get(f"/sittings/{running.id}/papers?page={page}").status_code == 200
    assert kong.get(f"/sittings/{running.id}/papers/questions?page={page}").status_code == 200


def test_the_report_asks_no_more_for_more_papers(house, app, session, cast, running, statements):
    officers = [add_person(session, f"o{n}", f"o{n}", cast.units["lanting"]) for n in range(30)]
    for officer in officers:
        grant(session, officer, "officer", cast.units["lanting"])
    larger = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    steps.registered(session, larger, *officers)
    steps.sealed(app, larger, cast.kong)
    kong = house.as_(cast.kong)
    kong.get(f"/sittings/{running.id}/papers")

    heard = []
    for sitting in (running, larger):
        with statements() as asked:
            kong.get(f"/sittings/{sitting.id}/papers")
        heard.append(len(asked))

    assert heard[0] == heard[1]
