"""Rosters over HTTP: dry run, then all or nothing."""

import io

import pytest
from sqlalchemy import func, select, update

from accounts.models import GrantEnd, Person, RoleGrant, Roster
from audit.models import Entry
from core.clock import now
from core.jobs import Job
from tests.accounts.test_forbidden import refusals, state
from tests.accounts.workbooks import workbook
from tests.people import add_person, grant

GOOD = (
    "登录名,姓名,单位代码,角色\n"
    "new1,新一,songyan,学员\n"
    "new2,新二,lanting,学员;教员\n"
    "lin,林知秋,songyan,\n"
    "zhao,赵一帆,songyan,学员\n"
)


def send(browser, text=GOOD, name="名单.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    form = {"file": (io.BytesIO(data), name)}
    return browser.post("/rosters/new", form, content_type="multipart/form-data")


def people(session):
    session.rollback()
    rows = session.execute(select(Person.login, Person.name, Person.unit_id).order_by(Person.id))
    return {login: (name, unit_id) for login, name, unit_id in rows}


def acts(session):
    session.rollback()
    return [entry.act for entry in session.scalars(select(Entry).order_by(Entry.id))]


def without_rosters(found):
    return found[:-1]


def test_a_dry_run_says_what_would_happen_and_changes_nobody(house, session, cast):
    before = state(session)
    browser = house.as_(cast.lu, "en")

    sent = send(browser)
    page = browser.get(sent.location).text

    assert sent.status_code == 303
    assert without_rosters(state(session)) == without_rosters(before)
    assert acts(session) == []
    numbers = [page.partition(f"<dt>{name}</dt><dd>")[2][0] for name in ("New", "Changed", "Wrong")]
    assert numbers == ["2", "1", "0"]
    assert "林知夏 becomes 林知秋" in page
    assert "Role Trainer: proposed" in page


def test_an_import_stores_every_row_and_says_so_on_the_trail(house, session, cast):
    browser = house.as_(cast.lu)
    roster = send(browser).location

    started = browser.post(f"{roster}/import")

    job = session.scalars(select(Job)).one()
    assert started.location == f"/jobs/{job.id}"
    assert (job.done, job.total, job.problem) == (4, 4, None)
    assert job.outcome == {"new": 2, "changed": 1, "unchanged": 1, "error": 0}
    found = people(session)
    assert found["new1"] == ("新一", cast.units["songyan"].id)
    assert found["lin"] == ("林知秋", cast.units["songyan"].id)
    assert acts(session) == [
        "account.person_added",
        "account.person_added",
        "account.person_changed",
        "account.role_granted",
        "account.role_granted",
        "account.role_proposed",
        "account.roster_imported",
    ]
    kept = session.scalars(select(Roster)).one()
    assert (kept.rows, kept.outcome, kept.imported_at is None) == ([], job.outcome, False)


def test_officers_hold_at_once_and_other_roles_wait(house, session, cast):
    browser = house.as_(cast.lu)
    browser.post(f"{send(browser).location}/import")

    new2 = session.scalars(select(Person).where(Person.login == "new2")).one()
    page = house.as_(cast.shen, "en").get("/roles/waiting").text

    assert "新二" in page
    assert "Trainer" in page
    roles = session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == new2.id)).all()
    assert sorted(roles) == ["officer", "trainer"]
    assert "Officer" in house.as_(new2, "en").get("/me/").text
    assert "Trainer" not in house.as_(new2, "en").get("/me/").text


def test_the_same_file_again_changes_nothing(house, session, cast):
    browser = house.as_(cast.lu)
    browser.post(f"{send(browser).location}/import")
    session.execute(update(Job).values(owner_id=None))
    session.commit()
    before = without_rosters(state(session))

    again = send(browser)
    page = browser.get(again.location).text
    browser.post(f"{again.location}/import")

    assert f"{again.location}/import" not in page
    assert without_rosters(state(session)) == before
    assert acts(session)[7:] == ["account.roster_imported"]


def test_the_same_file_after_a_role_ended_does_not_give_it_back(house, session, cast):
    browser = house.as_(cast.lu)
    browser.post(f"{send(browser).location}/import")
    given = session.scalars(select(RoleGrant).where(RoleGrant.role == "trainer")).all()[-1]
    session.add(GrantEnd(grant_id=given.id, reason="r", at=now()))
    session.commit()
    before = without_rosters(state(session))

    browser.post(f"{send(browser).location}/import")

    assert without_rosters(state(session)) == before


def test_one_wrong_row_among_many_and_nothing_is_imported(house, session, cast):
    rows = [f"p{number},人{number},songyan,学员" for number in range(499)]
    text = "\n".join(["login,name,unit,roles", *rows, "bad1,坏,nowhere,"])
    browser = house.as_(cast.lu, "en")
    before = people(session)

    roster = send(browser, text).location
    page = browser.get(roster).text
    started = browser.post(f"{roster}/import").location

    assert "Row 501" in page
    assert "There is no unit with the code" in page
    assert f"{roster}/import" not in page
    assert "Wrong rows: 1. Nothing was imported." in browser.get(started).text
    assert people(session) == before
    assert acts(session) == []


def test_a_row_that_became_wrong_since_the_dry_run_stops_the_import(house, session, cast):
    browser = house.as_(cast.lu)
    roster = send(browser).location
    session.execute(update(Person).where(Person.login == "zhao").values(closed_at=now()))
    session.commit()
    before = people(session)
    grants = session.scalar(select(func.count(RoleGrant.id)))
    session.commit()

    browser.post(f"{roster}/import")

    assert people(session) == before
    assert session.scalar(select(func.count(RoleGrant.id))) == grants


def test_a_roster_is_imported_once(house, session, cast):
    browser = house.as_(cast.lu, "en")
    roster = send(browser).location
    browser.post(f"{roster}/import")
    before = state(session)

    second = browser.post(f"{roster}/import").location

    assert "imported already" in browser.get(second).text
    assert state(session) == before


def test_after_the_import_the_page_says_when_and_how_many(house, cast):
    browser = house.as_(cast.lu, "en")
    roster = send(browser).location
    browser.post(f"{roster}/import")

    page = browser.get(roster).text

    assert "Imported on" in page
    assert "新一" not in page


def test_a_workbook_is_imported_like_a_csv_file(house, session, cast):
    data = workbook(["工号", "姓名", "单位代码", "角色"], [330012, "数字", "songyan", "学员"])
    browser = house.as_(cast.lu)

    browser.post(f"{send(browser, data, 'people.xlsx').location}/import")

    assert people(session)["330012"] == ("数字", cast.units["songyan"].id)


@pytest.mark.parametrize(
    "data", [b"", b"login,name,unit\n", "login,name,unit\nx,Müller,x".encode("latin-1")]
)
def test_a_file_that_cannot_be_read_is_refused_on_the_page(house, session, cast, data):
    answer = send(house.as_(cast.lu), data)

    assert answer.status_code == 422
    assert session.scalars(select(Roster)).all() == []


def test_a_cell_with_a_nul_is_a_wrong_row_and_no_failure(house, session, cast):
    text = "login,name,unit\nnew1,新\0一,songyan\nne\0w,新,songyan\n".encode("utf-8-sig")
    browser = house.as_(cast.lu, "en")

    page = browser.get(send(browser, text).location).text

    assert page.count('class="fault"') == 2


def test_a_form_without_a_file_is_refused(house, cast):
    assert house.as_(cast.lu).post("/rosters/new", {}).status_code == 422


def test_a_local_administrator_imports_only_into_units_under_them(house, session, cast):
    local = add_person(session, "local", "地方", cast.units["yunxi"])
    grant(session, local, "administrator", cast.units["yunxi"])
    browser = house.as_(local, "en")
    text = "login,name,unit\nnew1,新,shibei\nhe,何望舒,songyan\nnew2,新,songyan\n"

    page = browser.get(send(browser, text).location).text

    assert "The unit shibei is not under you." in page
    assert "belongs to a unit that is not under you" in page
    assert page.count("fault") == 2


@pytest.mark.parametrize("login", ["shen", "lin", "kong", "meng"])
def test_nobody_but_an_administrator_sends_or_imports_a_roster(house, session, cast, login):
    before = state(session)

    answer = send(house.as_(cast.people[login]))

    assert answer.status_code == 403
    assert state(session) == before
    assert refusals(session) == [("account.refused", cast.people[login].id, "/rosters/new")]


def test_anothers_roster_is_not_there(house, session, cast):
    other = add_person(session, "other", "他人", cast.units["nation"])
    grant(session, other, "administrator", cast.units["nation"])
    roster = send(house.as_(cast.lu)).location
    before = people(session)

    answers = [house.as_(other).get(roster), house.as_(other).post(f"{roster}/import")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert people(session) == before


def test_an_administrator_whose_role_has_ended_imports_no_more(house, session, cast):
    browser = house.as_(cast.lu)
    roster = send(browser).location
    own = session.scalar(select(RoleGrant.id).where(RoleGrant.person_id == cast.lu.id))
    session.add(GrantEnd(grant_id=own, reason="r", at=now()))
    session.commit()
    before = people(session)

    answers = [browser.get(roster), browser.post(f"{roster}/import")]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert people(session) == before


def test_the_rows_are_paged_and_filtered_by_fate(house, cast):
    rows = [f"p{number:03},人,songyan," for number in range(60)]
    text = "\n".join(["login,name,unit,roles", *rows, "bad1,,songyan,"])
    browser = house.as_(cast.lu)
    roster = send(browser, text).location

    first, second = browser.get(roster).text, browser.get(f"{roster}?page=2").text
    wrong = browser.get(f"{roster}?fate=error").text

    assert ("p048" in first, "p049" in first, "p049" in second) == (True, False, True)
    assert ("bad1" in wrong, "p000" in wrong) == (True, False)


@pytest.mark.parametrize(("language", "header"), [("zh_Hans", "登录名,"), ("en", "login,")])
def test_an_empty_roster_can_be_fetched(house, cast, language, header):
    answer = house.as_(cast.lu, language).get("/rosters/template.csv")

    assert answer.data.decode("utf-8-sig").startswith(header)
    assert answer.headers["Content-Disposition"] == "attachment; filename=roster.csv"
