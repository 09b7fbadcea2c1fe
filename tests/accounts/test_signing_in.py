"""Signing in and out at the door."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from accounts.actions import signing_in
from accounts.models import Person, SignIn, SignInFailure
from audit.models import Entry
from core.clock import now
from tests.browsing import RAW_TOKEN, without_token
from tests.conftest import SECRET

PASSWORD = "teapot river lantern"
WRONG = "some other long words"


@pytest.fixture(autouse=True)
def _password(session, cast):
    session.execute(
        update(Person)
        .where(Person.id == cast.lin.id)
        .values(password_hash=signing_in.HASHER.hash(PASSWORD))
    )
    session.commit()


def sign_in(browser, login="lin", password=PASSWORD, *, address="10.0.0.1", **fields):
    data = {"login": login, "password": password, **fields}
    return browser.post("/sign-in", data, environ_overrides={"REMOTE_ADDR": address})


def said(answer):
    """What the page says, without the form's token."""
    return without_token(answer.text.partition("<main")[2])


def fail(session, login, address, times, *, ago=0.0):
    """Note failures as if they had happened some seconds ago."""
    hashes = [signing_in._keyed(SECRET, value) for value in (login, address)]
    at = now() - timedelta(seconds=ago)
    session.add_all(
        SignInFailure(login_hash=hashes[0], address_hash=hashes[1], at=at) for _ in range(times)
    )
    session.commit()


def test_the_right_name_and_password_open_the_first_page(house, session, cast):
    browser = house.stranger()

    answer = sign_in(browser, " LIN ")

    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.get("/me/").status_code == 200
    assert session.scalars(select(Entry.act)).all() == ["account.signed_in"]


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(house, session):
    answers = [sign_in(house.stranger(), "lin", WRONG), sign_in(house.stranger(), "nil", WRONG)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert said(answers[0]).replace('"lin"', '"nil"') == said(answers[1])
    assert session.scalar(select(func.count(SignIn.id))) == 0
    assert session.scalars(select(Entry.act)).all() == ["account.sign_in_failed"] * 2


@pytest.mark.parametrize("login", ["lin", "zhao", "nobody", "closed"])
def test_a_wrong_try_costs_the_same_whoever_is_named(house, session, cast, monkeypatch, login):
    session.execute(
        update(Person).where(Person.id == cast.he.id).values(login="closed", closed_at=now())
    )
    session.commit()
    verified = []
    verify = type(signing_in.HASHER).verify
    monkeypatch.setattr(
        type(signing_in.HASHER), "verify", lambda *args: verified.append(args) or verify(*args)
    )

    sign_in(house.stranger(), login, WRONG)

    assert len(verified) == 1


def test_a_closed_account_says_no_more_than_a_wrong_password(house, session, cast):
    wrong = sign_in(house.stranger(), password=WRONG)
    session.execute(update(Person).where(Person.id == cast.lin.id).values(closed_at=now()))
    session.commit()

    answer = sign_in(house.stranger())

    assert answer.status_code == 422
    assert said(answer) == said(wrong)
    assert session.scalar(select(func.count(SignIn.id))) == 0


def test_the_sixth_try_of_one_person_from_one_address_must_wait(house, session):
    for _ in range(5):
        assert sign_in(house.stranger(), password=WRONG).status_code == 422

    answer = sign_in(house.stranger())

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "5"
    assert session.scalar(select(func.count(SignInFailure.id))) == 5


def test_after_the_wait_the_right_password_opens(house, session):
    fail(session, "lin", "10.0.0.1", 5, ago=6)

    assert sign_in(house.stranger()).status_code == 303


def test_a_room_behind_one_address_is_not_slowed_by_its_failures(house, session):
    for seat in range(60):
        fail(session, f"seat{seat}", "10.0.0.1", 3)

    assert sign_in(house.stranger()).status_code == 303


def test_nobody_can_lock_a_person_out_from_elsewhere_for_more_than_a_minute(house, session):
    for place in range(100):
        fail(session, "lin", f"198.51.100.{place}", 50, ago=61)

    assert sign_in(house.stranger()).status_code == 303


def test_where_a_person_has_signed_in_before_failures_elsewhere_are_not_felt(house, session):
    sign_in(house.stranger())
    for place in range(100):
        fail(session, "lin", f"198.51.100.{place}", 50)

    assert sign_in(house.stranger()).status_code == 303
    assert sign_in(house.stranger(), address="203.0.113.9").status_code == 429


@pytest.mark.parametrize("login", ["li\0n", "lin\0", "林" * 64])
def test_a_login_that_nobody_can_have_is_answered_like_any_other(house, session, login):
    answer = sign_in(house.stranger(), login)

    assert answer.status_code == 422
    assert session.scalar(select(func.count(SignIn.id))) == 0


def test_failures_are_forgotten_after_a_quarter_of_an_hour(house, session):
    fail(session, "lin", "10.0.0.1", 50, ago=901)

    answer = sign_in(house.stranger(), password=WRONG)

    assert answer.status_code == 422
    assert session.scalar(select(func.count(SignInFailure.id))) == 1


def test_signing_out_is_felt_at_once_in_every_copy_of_the_cookie(house, cast, session):
    browser, copy = house.stranger(), house.stranger()
    sign_in(browser)
    with browser.client.session_transaction() as cookie:
        cookie["csrf_token"] = RAW_TOKEN
    stolen = browser.client.get_cookie("session").value
    copy.client.set_cookie("session", stolen)
    assert copy.get("/me/").status_code == 200

    browser.post("/sign-out")
    copy.client.set_cookie("session", stolen)

    assert copy.get("/me/").location.startswith("/sign-in")
    assert session.scalars(select(Entry.act).order_by(Entry.id)).all() == [
        "account.signed_in",
        "account.signed_out",
    ]


def test_a_sign_in_expires_after_fourteen_hours(house, cast, session):
    browser = house.as_(cast.lin)
    session.execute(update(SignIn).values(expires_at=now() - timedelta(seconds=1)))
    session.commit()

    assert browser.get("/me/").location.startswith("/sign-in")


def test_the_cookie_is_for_this_site_and_not_for_scripts(house):
    answer = sign_in(house.stranger())

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain=" not in cookie


def test_the_cookie_before_signing_in_does_not_carry_over(house):
    browser = house.stranger()
    with browser.client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"

    sign_in(browser)

    with browser.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["_user_id"].isdigit()


@pytest.mark.parametrize("path", ["/people/", "/me/", "/people/?unit=3"])
def test_after_signing_in_one_is_where_one_wanted_to_go(house, path):
    browser = house.stranger()
    sent = browser.get(path)
    page = browser.get(sent.location)
    form = page.text.partition('class="sheet"')[2]
    wanted = re.search(r'name="next" type="hidden" value="([^"]*)"', form)[1]

    assert sign_in(browser, next=wanted).location == path


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "/\n/evil.example/",
        "javascript:alert(1)",
        "evil.example",
        "https:evil.example",
        "",
    ],
)
def test_next_never_leaves_the_house(house, cast, address):
    assert sign_in(house.stranger(), next=address).location == "/"
    assert house.as_(cast.zhao).get("/sign-in", query_string={"next": address}).location == "/"
    changed = house.stranger().post("/language", {"language": "en", "next": address})
    assert changed.location == "/"


def test_the_language_can_be_switched_before_signing_in_and_stays(house, session, cast):
    browser = house.stranger()

    answer = browser.post("/language", {"language": "en", "next": "/sign-in"})
    sign_in(browser)

    assert answer.location == "/sign-in"
    assert '<html lang="en"' in browser.get("/me/").text


def test_a_signed_in_persons_language_is_kept_for_the_next_browser(house, session, cast):
    house.as_(cast.lin).post("/language", {"language": "en", "next": "/"})
    browser = house.stranger()
    with browser.client.session_transaction() as cookie:
        del cookie["language"]

    sign_in(browser)

    assert session.scalar(select(Person.language).where(Person.login == "lin")) == "en"
    assert '<html lang="en"' in browser.get("/me/").text


@pytest.mark.parametrize(("chosen", "kept"), [("dark", "dark"), ("", None), ("pink", "light")])
def test_a_person_chooses_their_colours(house, session, cast, chosen, kept):
    browser = house.as_(cast.lin)
    browser.post("/me/scheme", {"scheme": "light"})

    browser.post("/me/scheme", {"scheme": chosen})

    assert session.scalar(select(Person.scheme).where(Person.login == "lin")) == kept


def test_an_unknown_language_is_refused(house):
    assert house.stranger().post("/language", {"language": "xx"}).status_code == 404


def test_the_demonstration_accounts_are_shown_with_their_roles(house, session, cast):
    session.execute(update(Person).where(Person.id == cast.lin.id).values(is_demo=True))
    session.commit()

    page = house.stranger("en").get("/sign-in").text

    assert "demo-2026-chizheng" in page
    assert "<b>lin</b>" in page


def test_a_form_without_its_token_is_refused(house, session):
    answer = house.stranger().post("/sign-in", {"login": "lin", "password": PASSWORD}, token=False)

    assert answer.status_code == 400
    assert session.scalar(select(func.count(SignIn.id))) == 0
