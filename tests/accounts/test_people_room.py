"""The people room: lists, a person's page, and what an administrator does there."""

import pytest
from sqlalchemy import event, select

from accounts.models import Person, SignIn, Unit
from audit.models import Entry
from core.database import db
from tests.people import add_person, grant


@pytest.fixture
def fang(session, cast):
    """An administrator of Yunxi City alone."""
    person = add_person(session, "fang", "方立", cast.units["yunxi"])
    grant(session, person, "administrator", cast.units["yunxi"])
    return person


def fields_of(session, person_id):
    session.rollback()
    person = session.scalars(
        select(Person).where(Person.id == person_id).execution_options(populate_existing=True)
    ).one()
    return person.login, person.name, person.unit_id, person.closed_at is None


def entries(session):
    session.rollback()
    return [(e.act, e.subject_id) for e in session.scalars(select(Entry).order_by(Entry.id))]


def queries_of(app, browser, path):
    """How many statements a page asks."""
    asked = []
    with app.app_context():
        engine = db.engine
    listener = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    try:
        assert browser.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    return len(asked)


def test_an_administrator_sees_the_people_under_their_duty_and_nobody_else(house, cast, fang):
    page = house.as_(fang).get("/people/").text

    assert all(name in page for name in ("林知夏", "赵一帆", "孔令仪"))
    assert not any(name in page for name in ("何望舒", "唐守正", "沈观澜"))


def test_a_supervisor_reads_and_is_offered_nothing_to_change(house, cast):
    page = house.as_(cast.shen).get("/people/").text
    person = house.as_(cast.shen).get(f"/people/{cast.lin.id}").text

    assert "林知夏" in page
    assert "/people/new" not in page
    assert "particulars" not in person


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("林", {"林知夏"}),
        ("LIN", {"林知夏"}),
        ("孔", {"孔令仪"}),
        ("%", set()),
        ("_", set()),
        ("林\0", set()),
    ],
)
def test_people_are_found_by_a_part_of_name_or_login(house, cast, words, found):
    page = house.as_(cast.lu).get("/people/", query_string={"q": words}).text

    listed = {person.name for person in cast.people.values() if f">{person.name}<span" in page}
    assert listed == found


def test_units_are_found_by_name_and_code(house, cast):
    page = house.as_(cast.lu, "en").get("/people/?q=heping").text

    assert f"/people/?unit={cast.units['heping'].id}" in page
    assert f"/people/?unit={cast.units['shibei'].id}" not in page


def test_a_unit_shows_its_people_and_those_below(house, cast):
    page = house.as_(cast.lu).get(f"/people/?unit={cast.units['hezhou'].id}").text

    assert "何望舒" in page
    assert "唐守正" in page
    assert "林知夏" not in page


def test_a_unit_or_person_not_under_me_is_not_there(house, cast, fang):
    browser = house.as_(fang)

    answers = [
        browser.get(f"/people/?unit={cast.units['hezhou'].id}"),
        browser.get(f"/people/{cast.he.id}"),
        browser.get(f"/people/{cast.he.id}/particulars"),
        browser.get("/people/999999"),
        browser.get("/people/?unit=999999"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5


@pytest.mark.parametrize("path", ["/people/?page=0", "/people/?page=-3", "/people/?page=x"])
def test_a_page_that_there_is_not_shows_the_nearest(house, cast, path):
    assert house.as_(cast.lu).get(path).status_code == 200


def test_a_long_list_is_paged(house, session, cast):
    for number in range(60):
        add_person(session, f"p{number:02}", f"第{number:02}人", cast.units["heping"])
    session.commit()
    browser, path = house.as_(cast.lu), f"/people/?unit={cast.units['heping'].id}"

    first, second = browser.get(path).text, browser.get(f"{path}&page=2").text

    assert ("第49人" in first, "第50人" in first) == (True, False)
    assert ("第49人" in second, "第50人" in second) == (False, True)


def test_the_list_asks_as_much_for_one_person_as_for_three(app, house, session, cast):
    path = f"/people/?unit={cast.units['heping'].id}"
    browser = house.as_(cast.lu)
    grant(
        session,
        add_person(session, "one", "甲", cast.units["heping"]),
        "officer",
        cast.units["heping"],
    )
    with_one = queries_of(app, browser, path)
    for login in ("two", "three"):
        person = add_person(session, login, login, cast.units["heping"])
        grant(session, person, "officer", cast.units["heping"])

    assert queries_of(app, browser, path) == with_one


def test_a_persons_page_asks_as_much_for_one_role_as_for_three(app, house, session, cast):
    path, browser = f"/people/{cast.lin.id}", house.as_(cast.lu)
    with_one = queries_of(app, browser, path)
    for role in ("trainer", "marker"):
        grant(session, cast.lin, role, cast.units["songyan"])

    assert queries_of(app, browser, path) == with_one


def test_a_persons_page_shows_roles_and_sign_ins(house, cast):
    house.as_(cast.lin)

    page = house.as_(cast.lu, "en").get(f"/people/{cast.lin.id}").text

    assert "Officer" in page
    assert "Songyan County" in page
    assert "signed in now" in page


def test_an_administrator_adds_a_person(house, session, cast, fang):
    data = {"login": " Ｎew.1 ", "name": " 新 人 ", "unit_id": cast.units["lanting"].id}

    answer = house.as_(fang).post("/people/new", data)

    added = session.scalars(select(Person).where(Person.login == "new.1")).one()
    assert answer.location == f"/people/{added.id}"
    assert (added.name, added.unit_id, added.password_hash) == (
        "新 人",
        cast.units["lanting"].id,
        None,
    )
    assert entries(session) == [("account.person_added", str(added.id))]


@pytest.mark.parametrize(
    "wrong",
    [
        {"login": "lin"},
        {"login": "林知夏"},
        {"login": ""},
        {"login": "a\0b"},
        {"name": "a\0b"},
        {"name": ""},
        {"name": "坏\u202e名"},
        {"name": "名" * 65},
        {"unit_id": "x"},
        {"unit_id": ""},
        {"unit_id": str(10**30)},
    ],
)
def test_a_wrong_person_is_not_added_and_what_was_typed_stays(house, session, cast, wrong):
    data = {"login": "new1", "name": "新人", "unit_id": cast.units["lanting"].id} | wrong
    before = len(cast.people)

    answer = house.as_(cast.lu).post("/people/new", data)

    assert answer.status_code == 422
    assert len(session.scalars(select(Person)).all()) == before
    assert entries(session) == []
    assert data["login"] in answer.text


def test_name_and_unit_are_changed_with_before_and_after_on_the_trail(house, session, cast):
    data = {"name": "林知秋", "unit_id": cast.units["lanting"].id}

    house.as_(cast.lu).post(f"/people/{cast.lin.id}/particulars", data)

    assert fields_of(session, cast.lin.id) == ("lin", "林知秋", cast.units["lanting"].id, True)
    entry = session.scalars(select(Entry)).one()
    assert (entry.act, entry.fields["before"], entry.fields["after"]) == (
        "account.person_changed",
        {"name": "林知夏", "unit": "songyan"},
        {"name": "林知秋", "unit": "lanting"},
    )


def test_the_same_name_and_unit_leave_nothing_on_the_trail(house, session, cast):
    data = {"name": "林知夏", "unit_id": cast.units["songyan"].id}

    answer = house.as_(cast.lu).post(f"/people/{cast.lin.id}/particulars", data)

    assert answer.status_code == 303
    assert entries(session) == []


def test_closing_an_account_ends_its_sign_ins_at_once(house, session, cast):
    browser = house.as_(cast.lin)
    assert browser.get("/me/").status_code == 200

    house.as_(cast.lu).post(f"/people/{cast.lin.id}/closure", {"reason": "left the service"})

    assert browser.get("/me/").location.startswith("/sign-in")
    assert fields_of(session, cast.lin.id)[3] is False
    ended = select(SignIn.ended_at).where(SignIn.person_id == cast.lin.id)
    assert session.scalar(ended) is not None
    entry = session.scalars(select(Entry)).one()
    assert (entry.act, entry.fields["reason"]) == ("account.person_closed", "left the service")


def test_a_closed_account_is_reopened_but_its_sign_ins_stay_ended(house, session, cast):
    browser = house.as_(cast.lin)
    admin = house.as_(cast.lu)
    admin.post(f"/people/{cast.lin.id}/closure", {"reason": "left"})

    admin.post(f"/people/{cast.lin.id}/reopening")

    assert fields_of(session, cast.lin.id)[3] is True
    assert browser.get("/me/").location.startswith("/sign-in")
    acts = [act for act, _ in entries(session)]
    assert acts == ["account.person_closed", "account.person_reopened"]


def test_closing_twice_and_reopening_what_is_open_is_refused(house, session, cast):
    admin = house.as_(cast.lu)

    answers = [
        admin.post(f"/people/{cast.lin.id}/reopening"),
        admin.post(f"/people/{cast.lin.id}/closure", {"reason": "left"}),
        admin.post(f"/people/{cast.lin.id}/closure", {"reason": "left"}),
        admin.post(f"/people/{cast.lin.id}/password-link"),
    ]

    assert [answer.status_code for answer in answers] == [409, 303, 409, 409]
    assert [act for act, _ in entries(session)] == ["account.person_closed"]


def test_a_reason_is_kept_without_what_cannot_be_seen(house, session, cast):
    house.as_(cast.lu).post(
        f"/people/{cast.lin.id}/closure", {"reason": " left\0 \u202ethe\tservice "}
    )

    assert session.scalars(select(Entry)).one().fields["reason"] == "left the service"


def test_a_wrong_name_does_not_replace_the_right_one(house, session, cast):
    data = {"name": "坏\u200b名", "unit_id": cast.units["songyan"].id}

    answer = house.as_(cast.lu).post(f"/people/{cast.lin.id}/particulars", data)

    assert answer.status_code == 422
    assert fields_of(session, cast.lin.id)[1] == "林知夏"


def test_closing_needs_a_reason(house, session, cast):
    answer = house.as_(cast.lu).post(f"/people/{cast.lin.id}/closure", {"reason": " "})

    assert answer.status_code == 422
    assert fields_of(session, cast.lin.id)[3] is True


@pytest.mark.parametrize(
    ("parent", "level"), [("nation", "province"), ("qinglan", "city"), ("yunxi", "county")]
)
def test_a_units_level_and_path_follow_its_parent(house, session, cast, parent, level):
    above = cast.units[parent]
    data = {"code": "NEW-1", "name": "新单位", "name_en": "New", "parent_id": above.id}

    answer = house.as_(cast.lu).post("/units/new", data)

    unit = session.scalars(select(Unit).where(Unit.code == "NEW-1")).one()
    assert (unit.level, unit.path) == (level, f"{above.path}{unit.id}/")
    assert answer.location == f"/people/?unit={unit.id}"
    assert entries(session) == [("account.unit_added", str(unit.id))]


@pytest.mark.parametrize(
    "wrong",
    [{"code": "lanting"}, {"code": "-"}, {"name": ""}, {"name_en": "a\0b"}, {"parent": 1}],
)
def test_a_wrong_unit_is_not_added(house, session, cast, wrong):
    parent = cast.units["songyan" if "parent" in wrong else "yunxi"]
    data = {"code": "new", "name": "新单位", "parent_id": parent.id} | wrong

    answer = house.as_(cast.lu).post("/units/new", data)

    assert answer.status_code == 422
    assert len(session.scalars(select(Unit)).all()) == len(cast.units)
    assert entries(session) == []


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/people/new",
        "/units/new",
        "/people/{lin}/particulars",
        "/people/{lin}/closure",
        "/people/{lin}/roles/new",
        "/rosters/new",
    ],
)
def test_every_form_opens_in_both_languages(house, cast, path, language):
    assert house.as_(cast.lu, language).get(path.format(lin=cast.lin.id)).status_code == 200
