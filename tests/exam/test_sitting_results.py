"""The results of a sitting for who holds it: figures, units, list, files; and who sees none."""

import csv
import io
import re
import subprocess
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from core.clock import now
from exam.models.results import Result, Voiding, VoidingDecision
from exam.models.sittings import GradingRun, Release
from tests import factories
from tests.exam import steps
from tests.people import add_person


def said(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def names_in(page):
    return re.findall(r'registrations/\d+">(.*?)</a>', page)


@pytest.fixture
def marked(session, cast):
    """Makes a closed and marked sitting: (login, name, unit, score) a candidate; not released."""
    held = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    factories.sealing(session, held)
    run = GradingRun(sitting_id=held.id, rules_version=2, digest="c" * 64, at=now())
    session.add(run)
    session.commit()

    def add(login, name, unit, score, *, passed=None, **breakdown):
        person = add_person(session, login, name, cast.units[unit])
        attempt = factories.attempt(session, held, person, [], state="closed")
        attempt.closed_ms = factories.clock(session)
        reached = Decimal(score) >= Decimal("1.2") if passed is None else passed
        session.add(
            Result(
                run_id=run.id, attempt_id=attempt.id, score=Decimal(score), full=2,
                passed=reached, marks=[],
                breakdown={"missed": [], "sections": {"law": [score, "2"]}, "topics": {}}
                | breakdown,
            )
        )  # fmt: skip
        session.commit()
        return attempt

    add.sitting, add.run = held, run
    return add


def void(session, cast, attempt):
    attempt.state = "voided"
    asked = Voiding(attempt_id=attempt.id, reason="替考", by_id=cast.kong.id, at=now())
    asked.decision = VoidingDecision(agreed=True, by_id=cast.shen.id, at=now())
    session.add(asked)
    session.commit()


def page_of(house, person, marked, query=""):
    return house.as_(person, "en").get(f"/sittings/{marked.sitting.id}/results{query}")


def test_the_figures_leave_out_what_was_voided(house, session, cast, marked):
    for place, score in enumerate(("0.5", "1.2", "1.5", "2")):
        marked(f"c{place}", f"考{place}", "songyan", score)
    void(session, cast, marked("v", "作废者", "songyan", "0.1"))

    page = said(page_of(house, cast.kong, marked).text)

    assert "Results that count 4 Passed 3, 75.0%" in page
    assert "Mean 1.3 Median 1.35 Standard deviation 0.627 Lowest and highest 0.5 – 2" in page
    assert "Voided 1 in none of these figures" in page
    assert "1 result is below the cut, 3 at it or above." in page
    assert "60 percent of the full marks. It is a plain percentage" in page


def test_who_reaches_the_cut_and_misses_a_floor_is_counted_apart(house, cast, marked):
    marked("a", "甲", "songyan", "1.5", passed=False, missed=["law"])
    marked("b", "乙", "songyan", "2")

    page = said(page_of(house, cast.kong, marked).text)

    assert "2 at it or above. 1 of those does not pass, because a section" in page


def test_papers_with_cuts_of_their_own_are_drawn_as_distances(house, cast, marked):
    marked("a", "甲", "songyan", "1.1", passed=True, cut="1")
    marked("b", "乙", "songyan", "1.1", passed=False, cut="1.4")

    page = said(page_of(house, cast.kong, marked).text)

    assert "Each paper has a cut of its own" in page
    assert "1 result is below the cut, 1 at it or above." in page
    assert "points from the cut" in page


def test_the_picture_and_its_table_count_everybody_once(house, cast, marked):
    for place, score in enumerate(("0", "0.05", "1.19", "1.2", "2")):
        marked(f"c{place}", f"考{place}", "songyan", score)

    page = page_of(house, cast.kong, marked).text
    table = page[page.index('aria-labelledby="spread"><table') :]
    rows = re.findall(r'<td class="num">(\d+)</td><td>(.*?)</td>', table[: table.index("</table>")])

    assert sum(int(count) for count, _ in rows) == 5
    assert sum(int(count) for count, side in rows if side == "below the cut") == 3
    assert page.count('<rect class="plot-bar is-under" x=') == 2
    assert page.count('<rect class="plot-bar" x=') == 2


def units_in(page):
    part = page[page.index('id="units"') :]
    part = part[: part.index("</table>")]
    rows = re.findall(r"<tr><th.*?>(.*?)</th>(.*?)</tr>", part)
    return [(said(name), said(cells)) for name, cells in rows[1:] or rows]


def test_small_units_are_left_out_and_the_next_smallest_with_one(house, cast, marked):
    for place in range(3):
        marked(f"s{place}", f"松{place}", "songyan", "2")
    for place in range(5):
        marked(f"l{place}", f"兰{place}", "lanting", "2")
    for place in range(7):
        marked(f"y{place}", f"云{place}", "yunxi", "0")

    found = dict(units_in(page_of(house, cast.kong, marked).text))

    assert found["Yunxi City"].startswith("15 8 53% 53.3")
    assert found["Songyan County"] == found["Lanting County"] == "left out: too few people"
    assert found["Yunxi City in the unit itself"].startswith("7 0 0% 0.0")


def test_the_list_is_searched_sifted_and_paged(house, session, cast, marked):
    for place in range(52):
        marked(f"c{place:02}", f"考{place:02}", "songyan", "2" if place else "0")
    void(session, cast, marked("v", "作废者", "lanting", "1.9"))

    def listed(query):
        return names_in(page_of(house, cast.kong, marked, query).text)

    assert len(listed("")) == 50
    assert listed("?page=2") == ["考51", "作废者", "考00"]
    assert listed("?outcome=failed") == ["考00"]
    assert listed("?outcome=voided") == ["作废者"]
    assert len(listed("?outcome=passed")) == 50
    assert listed("?q=c07") == ["考07"]
    assert listed("?q=Lanting") == ["作废者"]
    assert listed("?q=100%") == []
    assert page_of(house, cast.kong, marked, "?outcome=wings").status_code == 404


def lines(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_a_file_holds_commas_and_formulas_as_text_and_nothing_of_a_voided_paper(
    house, session, cast, marked
):
    marked("a", '=HYPERLINK("x"),甲', "songyan", "1.333")
    marked("b", "+1,乙", "songyan", "0.5")
    void(session, cast, marked("v", "@丙", "songyan", "1.9"))
    kong = house.as_(cast.kong, "en")
    base = f"/sittings/{marked.sitting.id}"

    told = lines(kong.get(f"{base}/results.csv"))
    book = load_workbook(io.BytesIO(kong.get(f"{base}/results.xlsx").data)).active

    assert told == [
        [
            "Name",
            "Sign-in name",
            "Unit",
            "Points",
            "Full marks",
            "Points to pass",
            "Outcome",
            "Law",
        ],
        ["'@丙", "v", "Songyan County", "", "", "", "voided", ""],
        ['\'=HYPERLINK("x"),甲', "a", "Songyan County", "1.333", "2.000", "1.2", "passed", "1.333"],
        ["'+1,乙", "b", "Songyan County", "0.500", "2.000", "1.2", "not passed", "0.5"],
    ]
    assert [cell.data_type for cell in book["A"]] == ["s"] * 4
    assert kong.get(f"{base}/results.exe").status_code == 404


def test_the_list_to_print_says_what_the_page_says(house, cast, marked, tmp_path):
    marked("a", "#panic() 甲", "songyan", "1.333")
    path = tmp_path / "made.pdf"
    answer = house.as_(cast.kong, "en").get(f"/sittings/{marked.sitting.id}/results.pdf")
    path.write_bytes(answer.data)
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    flat = re.sub(r"\s+", " ", text)

    assert answer.mimetype == "application/pdf"
    assert "#panic() 甲 a Songyan County 1.333 / 2 1.2 passed" in flat
    assert "These results are not released" in flat
    assert "1 results count, 1 passed, 0 voided" in flat
    assert "c" * 16 in flat


def release(session, marked, by, run=None):
    at = now()
    session.add(
        Release(
            sitting_id=marked.sitting.id, run_id=(run or marked.run).id, by_id=by.id, first_at=at,
            at=at,
        )
    )  # fmt: skip
    session.commit()


def test_the_page_says_whether_what_it_shows_is_released(house, session, cast, marked):
    marked("a", "甲", "songyan", "2")

    before = said(page_of(house, cast.kong, marked).text)
    release(session, marked, cast.kong)
    after = said(page_of(house, cast.kong, marked).text)
    session.add(
        GradingRun(sitting_id=marked.sitting.id, rules_version=2, digest="d" * 64, at=now())
    )
    session.commit()
    newer = said(page_of(house, cast.kong, marked).text)

    assert "These results are not released." in before
    assert "not released" not in after
    assert "This marking is newer than the one that was released." in newer


def test_before_it_is_marked_there_is_nothing(house, session, cast):
    held = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    kong = house.as_(cast.kong, "en")

    assert "Nothing is marked yet." in kong.get(f"/sittings/{held.id}/results").text
    assert kong.get(f"/sittings/{held.id}/results.csv").status_code == 409


@pytest.mark.parametrize("path", ["results", "results.csv", "results.xlsx", "results.pdf"])
def test_nobody_else_sees_a_sittings_results(house, session, cast, marked, path):
    attempt = marked("a", "甲", "songyan", "2")
    release(session, marked, cast.kong)
    session.commit()
    address = f"/sittings/{marked.sitting.id}/{path}"

    seen = {
        login: house.as_(getattr(cast, login)).get(address).status_code
        for login in ("kong", "shen", "lin", "meng", "tang", "chen", "cun", "shang", "lu")
    }

    others = {
        "lin": 403,
        "meng": 403,
        "tang": 404,
        "chen": 403,
        "cun": 403,
        "shang": 403,
        "lu": 403,
    }
    assert seen == {"kong": 200, "shen": 200} | others
    assert attempt.id


def test_the_page_asks_as_often_for_many_as_for_one(house, cast, marked, statements):
    kong = house.as_(cast.kong)
    address = f"/sittings/{marked.sitting.id}/results"
    marked("a", "甲", "songyan", "2")
    kong.get(address)
    with statements() as few:
        kong.get(address)
    for place in range(6):
        marked(f"c{place}", f"考{place}", "lanting", "1")
    with statements() as many:
        assert kong.get(address).status_code == 200

    assert len(many) == len(few)


def test_total_export_and_page_are_the_same_number(house, session, cast, running, both_done):
    attempt = steps.attempt_of(session, running, cast.lin)
    result = session.scalars(select(Result).where(Result.attempt_id == attempt.id)).one()
    kong = house.as_(cast.kong, "en")

    told = {row[1]: row[3] for row in lines(kong.get(f"/sittings/{running.id}/results.csv"))[1:]}

    assert Decimal(told["lin"]) == result.score == sum(map(Decimal, result.marks))
    assert "2 / 2" in kong.get(f"/sittings/{running.id}/results").text
