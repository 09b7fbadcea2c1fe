"""The one-time link that sets a password."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from accounts.models import Person, ResetLink, SignIn
from audit.models import Entry
from core.clock import now
from tests.people import grant

GOOD = "teapot river lantern"


@pytest.fixture
def link(house, cast):
    """What the administrator is shown, as a path."""
    return offered(house, cast)


def offered(house, cast, login="lin"):
    person = cast.people[login]
    page = house.as_(cast.lu).post(f"/people/{person.id}/password-link").text
    return re.search(r">http://127.0.0.1:5000(/password/[^<]+)<", page)[1]


def password_of(session, login="lin"):
    session.rollback()
    return session.scalar(select(Person.password_hash).where(Person.login == login))


def test_the_link_is_whole_shown_once_and_only_its_hash_is_kept(house, session, cast, link):
    key = link.removeprefix("/password/")

    again = house.as_(cast.lu).get(f"/people/{cast.lin.id}/password-link")

    assert again.location == f"/people/{cast.lin.id}"
    assert len(key) == 32
    assert key not in session.scalars(select(ResetLink.key_hash)).all()


def test_a_link_sets_a_password_once(house, session, cast, link):
    first = house.stranger().post(link, {"password": GOOD})
    kept = password_of(session)
    second = house.stranger().post(link, {"password": "another lantern river"})

    assert (first.status_code, first.location) == (303, "/sign-in")
    assert second.status_code == 404
    assert kept is not None
    assert password_of(session) == kept
    acts = ["account.reset_offered", "account.password_set"]
    assert session.scalars(select(Entry.act).order_by(Entry.id)).all() == acts
    signed_in = house.stranger().post("/sign-in", {"login": "lin", "password": GOOD})
    assert signed_in.status_code == 303


def test_a_link_ends_after_two_days(house, session, cast, link):
    session.execute(update(ResetLink).values(expires_at=now() - timedelta(seconds=1)))
    session.commit()

    answers = [house.stranger().get(link), house.stranger().post(link, {"password": GOOD})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert password_of(session) is None


def test_a_newer_link_ends_the_older(house, session, cast, link):
    newer = offered(house, cast)

    old = house.stranger().post(link, {"password": GOOD})

    assert old.status_code == 404
    assert house.stranger().get(newer).status_code == 200


def test_closing_the_account_ends_its_links(house, session, cast, link):
    house.as_(cast.lu).post(f"/people/{cast.lin.id}/closure", {"reason": "left"})

    assert house.stranger().post(link, {"password": GOOD}).status_code == 404
    assert password_of(session) is None


def test_setting_a_password_ends_all_sign_ins(house, session, cast, link):
    browser = house.as_(cast.lin)

    house.stranger().post(link, {"password": GOOD})

    assert browser.get("/me/").location.startswith("/sign-in")


@pytest.mark.parametrize("password", ["short", "1234567890", "yancao1234", "x" * 129])
def test_a_weak_password_is_refused_and_the_link_still_works(house, session, cast, link, password):
    answer = house.stranger().post(link, {"password": password})

    assert answer.status_code == 422
    assert password_of(session) is None
    assert house.stranger().get(link).status_code == 200


def test_a_guessed_link_leads_nowhere(house, cast):
    assert house.stranger().get("/password/guessed").status_code == 404


def test_changing_ones_own_password_needs_the_old_one_and_ends_every_sign_in(
    house, session, cast, link
):
    house.stranger().post(link, {"password": GOOD})
    kept = password_of(session)
    browser, other = house.as_(cast.lin), house.as_(cast.lin)

    wrong = browser.post("/me/password", {"old": "not this one", "new": "quiet copper harbour"})
    unchanged = password_of(session)
    right = browser.post("/me/password", {"old": GOOD, "new": "quiet copper harbour"})

    assert (wrong.status_code, unchanged) == (422, kept)
    assert (right.status_code, right.location) == (303, "/sign-in")
    assert password_of(session) != kept
    assert other.get("/me/").location.startswith("/sign-in")
    assert (
        session.scalars(
            select(SignIn).where(SignIn.ended_at.is_(None), SignIn.person_id == cast.lin.id)
        ).all()
        == []
    )


def test_an_administrator_does_not_get_a_supervisors_link(house, session, cast):
    grant(session, cast.zhao, "supervisor", cast.units["songyan"])

    answer = house.as_(cast.lu).post(f"/people/{cast.zhao.id}/password-link")

    assert answer.status_code == 403
    assert session.scalars(select(ResetLink)).all() == []
    assert session.scalars(select(Entry.act)).all() == ["account.refused"]
