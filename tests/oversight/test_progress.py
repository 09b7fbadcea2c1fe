"""Managers' rooms: whose units, which numbers, and that charts, tables and files say the same."""

import csv
import html
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, select

from accounts.queries import actor_of
from competitions.board import forget
from competitions.models import Competition, Entry, Final, FinalPlace, Freeze, Score
from core.clock import now
from credentials.actions import issuing, status
from credentials.models import Credential
from credentials.rules.periods import local_day
from exam.models.sittings import Release
from tests.credentials import steps
from tests.oversight.pages import said
from tests.people import add_person, grant

CONTEST = {
    "code": "contest",
    "kind": "competition",
    "title": {"zh": "竞赛", "en": "Competition"},
    "series": ["drill"],
    "months": 24,
    "percent": "60",
}
OTHERS = ["lin", "chen", "xu", "kong", "yin", "shang", "lu"]


@pytest.fixture
def rule(session):
    """A credential type that asks for papers, an exam and a competition."""
    return steps.rule(session, conditions=[*steps.DEFINITION["conditions"], CONTEST])


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
def issued(app, session, cast):
    """Gives people a credential by both issuers' acts."""

    def given(*people, code="small"):
        found = []
        for person in people:
            with app.app_context():
                proposed = issuing.propose(person.id, rule_code=code, actor=actor_of(cast.yin))
                found.append(issuing.confirm(proposed.id, actor=actor_of(cast.fu)).id)
        return [session.get(Credential, each) for each in found]

    return given


def unit(cast, code, rest=""):
    return f"/progress/units/{cast.units[code].id}{rest}"


def bars(page):
    """The chart of the way: each bar's name, count and width."""
    chart = re.search(r'<ol class="bars">(.*?)</ol>', page, re.DOTALL)
    rows = re.findall(
        r'<span class="bar-name">(.*?)</span><b>(\d+).*?class="bar-part" width="(\d+)"',
        chart[1] if chart else "",
        re.DOTALL,
    )
    return [(name, int(count), int(width)) for name, count, width in rows]


def table(page, label):
    """The cells of a table by its label."""
    found = re.search(rf'aria-label="{label}"><table.*?</table>', page, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", found[0], re.DOTALL) if found else []
    return [
        [said(f"<main>{cell}").strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


def lines(browser, path):
    """A file of comma-separated values."""
    text = browser.get(path).data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("login", OTHERS)
@pytest.mark.parametrize(
    "rest", ["", "/people", "/people.csv", "/tables/funnel.csv", "/competitions/1"]
)
def test_nobody_else_follows_a_unit(house, cast, rule, login, rest):
    answer = house.as_(cast.people[login]).get(unit(cast, "songyan", rest))

    assert answer.status_code == 403


@pytest.mark.parametrize("login", OTHERS)
def test_nobody_else_opens_the_room_or_a_persons_record(house, cast, rule, login):
    browser = house.as_(cast.people[login])

    paths = ("/progress/", f"/progress/people/{cast.zhao.id}")
    assert [browser.get(path).status_code for path in paths] == [403, 403]


@pytest.mark.parametrize(
    "rest", ["", "/people", "/people.csv", "/people.xlsx", "/tables/endings.csv"]
)
@pytest.mark.parametrize("code", ["lanting", "yunxi", "hezhou", "nation"])
def test_another_unit_does_not_exist_for_a_manager(cast, meng, rule, code, rest):
    assert meng.get(unit(cast, "songyan", rest)).status_code == 200
    assert meng.get(unit(cast, code, rest)).status_code == 404


def test_an_officer_of_another_unit_does_not_exist_for_a_manager(cast, meng, rule):
    found = {
        login: meng.get(f"/progress/people/{cast.people[login].id}").status_code
        for login in ("lin", "he", "kong", "meng")
    }

    assert found == {"lin": 200, "he": 404, "kong": 404, "meng": 404}


def test_a_manager_can_change_nothing(app, session, cast, meng, rule):
    steps.qualified(session, cast, cast.lin)
    before = steps.state(session)

    answers = [
        meng.post(path).status_code
        for path in (
            "/progress/",
            unit(cast, "songyan"),
            unit(cast, "songyan", "/people"),
            f"/progress/people/{cast.lin.id}",
        )
    ]

    assert answers == [405] * 4
    assert steps.state(session) == before


def test_of_one_unit_the_room_is_that_unit_and_of_several_a_list(house, session, cast, meng):
    two = add_person(session, "two", "二处", cast.units["qinglan"])
    for code in ("lanting", "hezhou", "shibei"):
        grant(session, two, "manager", cast.units[code])

    answer, listed = meng.get("/progress/"), house.as_(two, "en").get("/progress/").text

    assert said(answer.text) == said(meng.get(unit(cast, "songyan")).text)
    assert "Songyan County 2 officers" in said(answer.text)
    doors = re.findall(r'<a href="(/progress/units/\d+)"><span>(.*?)</span><b>(.*?)</b>', listed)
    assert doors == [
        (unit(cast, "lanting"), "Lanting County", "0 officers"),
        (unit(cast, "hezhou"), "Hezhou City", "1 officer"),
    ]


def test_the_chart_the_table_the_file_and_the_database_say_the_same(
    confirmed, session, cast, top, rule, issued
):
    more = [add_person(session, f"o{n}", f"学员{n}", cast.units["lanting"]) for n in range(2)]
    for person in more:
        grant(session, person, "officer", cast.units["lanting"])
    steps.released(session, cast, cast.lin, cast.zhao, cast.he)
    steps.released(session, cast, more[0], score="40")
    confirmed({cast.lin: "80", cast.zhao: "50", more[1]: "90"})
    steps.eligible(session, cast.lin, cast.yin)
    issued(cast.lin)

    page = top.get(unit(cast, "qinglan")).text

    assert bars(page) == [
        ("Officers", 5, 100),
        ("Exam passed", 3, 60),
        ("Competition condition met", 1, 20),
        ("Papers confirmed", 1, 20),
        ("Credential in force", 1, 20),
    ]
    rows = table(page, "From study to credential")[1:]
    assert rows == [
        ["Officers", "5", ""],
        ["Exam passed", "3", "3", "0", "2"],
        ["Competition condition met", "1", "2", "0", "3"],
        ["Papers confirmed", "1", "1", "0", "4"],
        ["Credential in force", "1", ""],
    ]
    told = lines(top, unit(cast, "qinglan", "/tables/funnel.csv"))
    assert [row[:2] for row in told[1:]] == [row[:2] for row in rows]
    assert [row[2:] for row in told[2:5]] == [row[2:] for row in rows[1:4]]
    assert session.scalars(select(Credential.person_id)).all() == [cast.lin.id]


def test_the_units_below_add_up_and_lead_on_to_the_person(session, cast, top, rule):
    steps.released(session, cast, cast.lin, cast.he)

    page = top.get(unit(cast, "qinglan")).text

    rows = {row[0]: row[1:] for row in table(page, "Units below")[1:]}
    assert rows == {
        "Yunxi City": ["2", "1", "0", "0", "0"],
        "Hezhou City": ["1", "1", "0", "0", "0"],
    }
    at = "qinglan"
    for below in ("yunxi", "songyan"):
        assert f'href="{unit(cast, below)}' in top.get(unit(cast, at)).text
        at = below
    people = top.get(unit(cast, "songyan", "/people")).text
    assert f'href="/progress/people/{cast.lin.id}"' in people
    assert top.get(f"/progress/people/{cast.lin.id}").status_code == 200


def test_officers_of_the_unit_itself_have_a_line_of_their_own(session, cast, top, rule):
    grant(session, cast.kong, "officer", cast.units["yunxi"])

    rows = table(top.get(unit(cast, "yunxi")).text, "Units below")

    assert [row[:2] for row in rows[1:]] == [
        ["in the unit itself", "1"], ["Songyan County", "2"], ["Lanting County", "0"],
    ]  # fmt: skip


def test_a_closed_account_and_a_former_officer_are_not_counted(session, cast, meng, rule):
    session.get(type(cast.zhao), cast.zhao.id).closed_at = now()
    session.commit()

    assert bars(meng.get(unit(cast, "songyan")).text)[0] == ("Officers", 1, 100)


def test_the_list_shows_who_lacks_a_step_and_the_file_has_the_same_people(
    session, cast, meng, rule
):
    steps.released(session, cast, cast.lin)

    shown = {
        query: re.findall(
            r'href="/progress/people/\d+">(.*?)</a>',
            meng.get(unit(cast, "songyan", f"/people?{query}")).text,
        )
        for query in ("", "lacks=exam", "lacks=credential", "q=知", "lacks=exam&q=知")
    }

    assert shown == {
        "": ["林知夏", "赵一帆"],
        "lacks=exam": ["赵一帆"],
        "lacks=credential": ["林知夏", "赵一帆"],
        "q=知": ["林知夏"],
        "lacks=exam&q=知": [],
    }
    for query, names in shown.items():
        told = lines(meng, unit(cast, "songyan", f"/people.csv?{query}"))
        assert [row[0] for row in told[1:]] == names


@pytest.mark.parametrize(
    "rest",
    [
        "/people?lacks=wings", "?rule=nothing", "/people?rule=nothing", "/tables/secrets.csv",
        "/tables/funnel.pdf", "/people.exe", "/competitions/999",
    ],
)  # fmt: skip
def test_what_there_is_not_is_not_found(cast, meng, rule, rest):
    assert meng.get(unit(cast, "songyan", rest)).status_code == 404


def colleagues(session, cast, unit_code, count):
    """So many officers of a unit."""
    people = [
        add_person(session, f"{unit_code}{place}", f"{unit_code}{place}", cast.units[unit_code])
        for place in range(count)
    ]
    for person in people:
        grant(session, person, "officer", cast.units[unit_code])
    return people


def test_pass_rates_count_the_units_own_people_and_nothing_voided(session, cast, meng, top, rule):
    songyan = colleagues(session, cast, "songyan", 6)
    shibei = colleagues(session, cast, "shibei", 5)
    attempts = steps.released(session, cast, *songyan, *shibei)
    steps.released(session, cast, *songyan, score="30")
    session.get(type(attempts["songyan0"]), attempts["songyan0"].id).state = "voided"
    session.commit()

    own = table(meng.get(unit(cast, "songyan")).text, "Pass rates")[1:]
    all_of = table(top.get(unit(cast, "qinglan")).text, "Pass rates")[1:]

    assert [row[1:4] for row in own] == [["6", "0", "0%"], ["5", "5", "100%"]]
    assert [row[1:4] for row in all_of] == [["6", "0", "0%"], ["10", "10", "100%"]]
    told = lines(meng, unit(cast, "songyan", "/tables/sittings.csv"))
    assert [row[2:] for row in told[1:]] == [["6", "0", "0"], ["5", "5", "100"]]


def test_pass_rates_of_too_few_are_left_out_and_of_the_neighbour_that_would_tell(
    session, cast, meng, top, rule
):
    shibei, lanting = (colleagues(session, cast, code, 5) for code in ("shibei", "lanting"))
    steps.released(session, cast, cast.lin, cast.zhao, *lanting, *shibei)

    few = table(meng.get(unit(cast, "songyan")).text, "Pass rates")[1:]
    neighbour = table(top.get(unit(cast, "lanting")).text, "Pass rates")[1:]
    above = table(top.get(unit(cast, "yunxi")).text, "Pass rates")[1:]

    assert [row[1:] for row in few] == [row[1:] for row in neighbour]
    assert [row[1:] for row in few] == [["left out: too few people"]]
    assert [row[1:4] for row in above] == [["7", "7", "100%"]]
    told = lines(meng, unit(cast, "songyan", "/tables/sittings.csv"))
    assert [row[2:] for row in told[1:]] == [["", "", ""]]


def test_a_period_leaves_out_what_was_before_it(session, cast, meng, rule):
    steps.released(session, cast, cast.lin)
    release = session.scalars(select(Release)).one()
    release.first_at = release.at = now() - timedelta(days=200)
    session.commit()

    found = {
        months: len(table(meng.get(unit(cast, "songyan", f"?months={months}")).text, "Pass rates"))
        for months in ("3", "12", "0", "x", "5")
    }

    assert found == {"3": 0, "12": 2, "0": 2, "x": 2, "5": 2}


def test_competitions_show_final_ranks_of_the_units_own_people(
    confirmed, session, cast, meng, rule
):
    held = confirmed({cast.he: "95", cast.zhao: "80", cast.lin: "70.5"})

    page = meng.get(unit(cast, "songyan", "?months=0")).text
    people = meng.get(unit(cast, "songyan", f"/competitions/{held.id}")).text

    row = table(page, "Competitions")[1]
    assert (row[1], row[3], row[4]) == ("2", "2", "75.3")
    assert [row[:2] for row in table(people, "Standings of your people")[1:]] == [
        ["2", "赵一帆 Songyan County"], ["3", "林知夏 Songyan County"],
    ]  # fmt: skip
    assert "何望舒" not in people


def test_a_running_competition_shows_what_its_board_shows_and_nothing_newer_than_a_freeze(
    app, session, cast, meng, rule, confirmed
):
    held = confirmed({cast.zhao: "80", cast.lin: "70", cast.he: "60"})
    session.execute(delete(FinalPlace))
    session.execute(delete(Final))
    session.commit()
    entries = {each.person_id: each.id for each in session.scalars(select(Entry))}
    path = unit(cast, "songyan", f"/competitions/{held.id}")

    def line(number, person, points):
        session.add(
            Score(
                competition_id=held.id, number=number, kind="score", entry_id=entries[person.id],
                round="quiz", points=Decimal(points), full=Decimal(100), used_ms=1, limit_ms=2,
                finished_ms=number, source={}, at_ms=number,
            )
        )  # fmt: skip
        session.get(Competition, held.id).last_score = number
        session.commit()
        forget()

    def shown():
        return [row[:2] for row in table(meng.get(path).text, "Standings of your people")[1:]]

    line(1, cast.lin, "50")
    line(2, cast.he, "60")
    assert shown() == [["2", "林知夏 Songyan County"], ["", "赵一帆 Songyan County"]]
    session.add(Freeze(competition_id=held.id, at_number=2, at_ms=2, by_id=cast.kong.id))
    line(3, cast.zhao, "99")
    assert shown() == [["2", "林知夏 Songyan County"], ["", "赵一帆 Songyan County"]]
    assert "The board is frozen" in said(meng.get(path).text)
    assert table(meng.get(unit(cast, "songyan", "?months=0")).text, "Competitions")[1][3] == ""


def ending(session, credential, days):
    today = local_day(now(), "Asia/Shanghai")
    credential.valid_until = today + timedelta(days=days)
    session.commit()


def test_credentials_that_end_soon_are_counted_under_90_30_and_7_days(
    app, session, cast, meng, issued
):
    steps.rule(session)
    people = steps.many_qualified(session, cast, 4)
    for person in people:
        grant(session, person, "officer", cast.units["songyan"])
    for credential, days in zip(issued(*people), (5, 25, 80, 200), strict=True):
        ending(session, credential, days)

    page = meng.get(unit(cast, "songyan")).text

    counts = re.findall(r"<dt>within (\d+) days</dt><dd>(\d+)</dd>", page)
    assert counts == [("90", "3"), ("30", "2"), ("7", "1")]
    told = lines(meng, unit(cast, "songyan", "/tables/endings.csv"))
    assert [row[4] for row in told[1:]] == ["5", "25", "80"]


def test_a_suspended_credential_is_not_in_force(app, session, cast, meng, issued):
    steps.rule(session)
    steps.qualified(session, cast, cast.lin)
    (credential,) = issued(cast.lin)
    with app.app_context():
        change = status.ask(
            credential.id,
            kind="suspend",
            reason_class="inquiry",
            reason="x",
            actor=actor_of(cast.yin),
        )
        status.decide(change.id, agreed=True, reason="", actor=actor_of(cast.fu))

    page = meng.get(unit(cast, "songyan")).text

    assert bars(page)[-1][:2] == ("Credential in force", 0)


def test_names_in_a_file_cannot_be_formulas(session, cast, meng, rule):
    session.get(type(cast.lin), cast.lin.id).name = "=1+1"
    session.commit()

    told = lines(meng, unit(cast, "songyan", "/people.csv"))
    book = load_workbook(io.BytesIO(meng.get(unit(cast, "songyan", "/people.xlsx")).data))

    assert "'=1+1" in [row[0] for row in told]
    assert [c.data_type for c in book.active["A"] if c.value == "=1+1"] == ["s"]


@pytest.mark.parametrize("table_name", ["funnel", "sittings", "competitions", "endings"])
@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_every_table_can_be_taken_along_in_both_forms(
    confirmed, house, session, cast, rule, table_name, language
):
    steps.released(session, cast, cast.lin)
    confirmed({cast.lin: "80"})
    meng = house.as_(cast.meng, language)

    told = lines(meng, unit(cast, "songyan", f"/tables/{table_name}.csv?months=0"))
    answer = meng.get(unit(cast, "songyan", f"/tables/{table_name}.xlsx?months=0"))

    book = load_workbook(io.BytesIO(answer.data)).active
    cells = [["" if c.value is None else str(c.value) for c in row] for row in book.iter_rows()]
    assert [len(row) for row in cells] == [len(row) for row in told]
    assert cells[0] == told[0]
    assert answer.headers["Content-Disposition"] == f"attachment; filename={table_name}.xlsx"


def test_without_a_credential_type_there_is_no_funnel_and_the_rest_stands(session, cast, meng):
    steps.released(session, cast, cast.lin)

    page = meng.get(unit(cast, "songyan")).text

    assert "No credential type is in force yet." in said(page)
    assert len(table(page, "Pass rates")) == 2


def test_of_several_credential_types_one_is_chosen(session, cast, meng, rule):
    steps.rule(session, code="other", title={"zh": "他证", "en": "Other credential"})

    page = meng.get(unit(cast, "songyan", "?rule=other")).text

    assert '<option value="other" selected>Other credential</option>' in page
    assert [name for name, _, _ in bars(page)] == [
        "Officers", "Exam passed", "Papers confirmed", "Credential in force",
    ]  # fmt: skip


def test_the_room_asks_the_database_as_often_for_many_as_for_one(
    confirmed, session, cast, top, rule, issued, statements
):
    number = iter(range(100))

    def add():
        n = next(number)
        person = add_person(session, f"n{n}", f"新{n}", cast.units["songyan"])
        grant(session, person, "officer", cast.units["songyan"])
        steps.qualified(session, cast, person)
        held = confirmed({person: "80"})
        (credential,) = issued(person)
        ending(session, credential, 5)
        return person, held

    def asked():
        _person, held = add()
        found = {}
        for path in (
            "/progress/",
            unit(cast, "qinglan", "?months=0"),
            unit(cast, "songyan", "?months=0"),
            unit(cast, "songyan", "/people"),
            unit(cast, "songyan", "/people.csv"),
            unit(cast, "songyan", "/tables/endings.csv"),
            unit(cast, "songyan", f"/competitions/{held.id}"),
        ):
            top.get(path)
            with statements() as heard:
                assert top.get(path).status_code in (200, 303)
            found[path.partition("competitions")[0]] = len(heard)
        return found

    few = asked()
    add()
    add()

    assert asked() == few


def test_a_page_of_officers_holds_fifty(session, cast, meng, rule):
    for n in range(55):
        person = add_person(session, f"n{n:02}", f"新{n:02}", cast.units["songyan"])
        grant(session, person, "officer", cast.units["songyan"])

    first = meng.get(unit(cast, "songyan", "/people")).text
    second = meng.get(unit(cast, "songyan", "/people?page=2")).text

    count = r'href="/progress/people/\d+">'
    assert (len(re.findall(count, first)), len(re.findall(count, second))) == (50, 7)
    assert len(lines(meng, unit(cast, "songyan", "/people.csv"))) == 58
    assert 'rel="next"' in html.unescape(first)
