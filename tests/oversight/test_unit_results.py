"""A manager's results of one sitting by unit: whose, from when on, and nobody read out of them."""

import csv
import io
import re
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update

from core.clock import now
from exam.models.attempts import Attempt
from exam.models.results import Result
from exam.models.sittings import GradingRun, Release, Sitting
from tests.credentials import steps
from tests.oversight.pages import said
from tests.people import add_person, grant


@pytest.fixture
def meng(house, cast):
    """The manager of Songyan County, who reads English."""
    return house.as_(cast.meng, "en")


@pytest.fixture
def top(house, session, cast):
    """A manager of the whole province."""
    person = add_person(session, "top", "省管理", cast.units["qinglan"])
    grant(session, person, "manager", cast.units["qinglan"])
    return house.as_(person, "en")


@pytest.fixture
def held(session, cast):
    """A released sitting: Songyan 6, Lanting 7 and Shibei 5, with a score for each."""
    people = {
        code: [
            add_person(session, f"{code}{place}", f"{code}{place}", cast.units[code])
            for place in range(count)
        ]
        for code, count in (("songyan", 6), ("lanting", 7), ("shibei", 5))
    }
    steps.released(session, cast, *(each for some in people.values() for each in some))
    for result, attempt in session.execute(
        select(Result, Attempt).join(Attempt, Attempt.id == Result.attempt_id)
    ):
        low = attempt.candidate.login in ("songyan0", "shibei0")
        result.score, result.passed = Decimal(30 if low else 90), not low
        result.breakdown = {
            "missed": [], "sections": {"law": ["1", "4"], "proc": ["3", "4"]}, "topics": {},
        }  # fmt: skip
    sitting = session.scalars(select(Sitting)).one()
    sitting.blueprint.definition = {
        **sitting.blueprint.definition,
        "sections": [
            {"code": "law", "zh": "法律", "en": "Law", "topics": ["law.*"]},
            {"code": "proc", "zh": "程序", "en": "Procedure", "topics": ["proc.*"]},
        ],
    }
    session.commit()
    return sitting


def address(cast, code, sitting, rest=""):
    return f"/progress/units/{cast.units[code].id}/sittings/{sitting.id}{rest}"


def words(markup):
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split()).replace(" ,", ",")


def rows(page):
    found = re.findall(r"<tr><th scope=\"row\".*?>(.*?)</th>(.*?)</tr>", page)
    return [
        (words(name), [words(cell) for cell in re.findall(r"<td.*?>(.*?)</td>", cells)])
        for name, cells in found
    ]


def test_each_unit_stands_with_all_below_it(cast, top, held):
    found = rows(top.get(address(cast, "qinglan", held)).text)

    weak = "Law 25%, Procedure 75%"
    assert found == [
        ("Qinglan Province", ["18", "16", "89%", "83.3", weak]),
        ("Yunxi City", ["13", "12", "92%", "85.4", weak]),
        ("Songyan County", ["6", "5", "83%", "80.0", weak]),
        ("Lanting County", ["7", "7", "100%", "90.0", weak]),
        ("Hezhou City", ["5", "4", "80%", "78.0", weak]),
        ("Shibei County", ["5", "4", "80%", "78.0", weak]),
    ]


def void(session, login):
    attempt = session.scalars(
        select(Attempt).join(Attempt.candidate).where(Attempt.candidate.has(login=login))
    ).one()
    attempt.state = "voided"
    session.commit()


def test_a_voided_paper_counts_for_nothing_and_may_make_a_group_too_small(
    session, cast, meng, top, held
):
    void(session, "songyan1")
    assert rows(meng.get(address(cast, "songyan", held)).text)[0][1][:2] == ["5", "4"]

    void(session, "songyan2")

    left_out = ["left out: too few people"]
    found = dict(rows(top.get(address(cast, "qinglan", held)).text))
    assert found["Yunxi City"][:2] == ["11", "10"]
    assert found["Songyan County"] == found["Lanting County"] == left_out
    assert rows(meng.get(address(cast, "songyan", held)).text) == [("Songyan County", left_out)]
    assert rows(top.get(address(cast, "lanting", held)).text) == [("Lanting County", left_out)]


def test_the_newest_release_counts_alone(session, cast, meng, held):
    old = session.scalars(select(Release)).one()
    run = GradingRun(sitting_id=held.id, rules_version=2, digest="e" * 64, at=now())
    session.add(run)
    session.flush()
    for result in session.scalars(select(Result)).all():
        session.add(
            Result(
                run_id=run.id, attempt_id=result.attempt_id, score=100, full=100, passed=True,
                marks=[], breakdown=result.breakdown,
            )
        )  # fmt: skip
    session.commit()
    before = rows(meng.get(address(cast, "songyan", held)).text)[0][1][:4]
    session.add(
        Release(
            sitting_id=held.id, run_id=run.id, by_id=old.by_id, second_id=cast.shen.id,
            first_at=old.first_at, at=now(),
        )
    )  # fmt: skip
    session.commit()

    after = rows(meng.get(address(cast, "songyan", held)).text)[0][1][:4]

    assert (before, after) == (["6", "5", "83%", "80.0"], ["6", "6", "100%", "100.0"])


def test_before_the_release_there_is_nothing_to_see(session, cast, meng, held):
    session.execute(delete(Release))
    session.commit()

    assert meng.get(address(cast, "songyan", held)).status_code == 404
    assert meng.get(address(cast, "songyan", held, "/units.csv")).status_code == 404
    assert "Autumn exam" not in meng.get(f"/progress/units/{cast.units['songyan'].id}").text
    assert "Sittings with results of your people 0" in home(meng)


def home(browser):
    return re.sub(r"(people)\s+(\d)", r"\1 \2", said(browser.get("/").text))


def test_the_way_leads_from_home_over_the_unit_to_the_sitting(cast, meng, held):
    assert "Sittings with results of your people 1" in home(meng)
    assert 'href="/progress/#rates"' in meng.get("/").text
    assert address(cast, "songyan", held) in meng.get("/progress/").text


def test_where_nobody_of_the_unit_sat_there_is_nothing(cast, top, held):
    assert top.get(address(cast, "heping", held)).status_code == 404
    assert top.get(f"/progress/units/{cast.units['qinglan'].id}/sittings/999").status_code == 404


@pytest.mark.parametrize("rest", ["", "/units.csv", "/units.xlsx"])
def test_only_those_who_follow_the_unit_see_it(house, cast, meng, held, rest):
    seen = {
        login: house.as_(getattr(cast, login)).get(address(cast, "songyan", held, rest)).status_code
        for login in ("meng", "shen", "lin", "kong", "chen", "cun", "shang", "yin", "lu")
    }

    assert seen == {
        "meng": 200, "shen": 200, "lin": 403, "kong": 403, "chen": 403, "cun": 403, "shang": 403,
        "yin": 403, "lu": 403,
    }  # fmt: skip
    assert meng.get(address(cast, "lanting", held, rest)).status_code == 404
    assert meng.get(address(cast, "yunxi", held, rest)).status_code == 404


def test_the_file_says_what_the_page_says(cast, top, held):
    answer = top.get(address(cast, "yunxi", held, "/units.csv"))

    told = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert told == [
        ["Unit", "Sat", "Passed", "Percent", "Mean of 100", "Weakest sections"],
        ["Yunxi City", "13", "12", "92", "85.385", "Law 25%, Procedure 75%"],
        ["Songyan County", "6", "5", "83", "80.000", "Law 25%, Procedure 75%"],
        ["Lanting County", "7", "7", "100", "90.000", "Law 25%, Procedure 75%"],
    ]
    assert top.get(address(cast, "yunxi", held, "/units.exe")).status_code == 404


def test_the_page_asks_as_often_for_many_units_as_for_one(session, cast, top, held, statements):
    path = address(cast, "qinglan", held)
    others = select(Attempt.id).where(~Attempt.candidate.has(unit_id=cast.units["songyan"].id))
    hidden = Attempt.id.in_(session.scalars(others).all())
    session.execute(update(Attempt).where(hidden).values(state="voided"))
    session.commit()
    top.get(path)
    with statements() as few:
        assert len(rows(top.get(path).text)) == 3
    session.execute(update(Attempt).where(hidden).values(state="closed"))
    session.commit()
    with statements() as many:
        assert len(rows(top.get(path).text)) == 6

    assert len(few) == len(many)
