"""Roles: proposed, countersigned or declined, ended."""

import pytest
from sqlalchemy import select

from accounts.models import GrantDecision, GrantEnd, RoleGrant
from accounts.rules.duties import Role
from audit.models import Entry
from core.clock import now
from tests.accounts.test_people_room import queries_of
from tests.people import add_person, grant


def grants(session, person):
    """Role, whether it was answered and how, whether it ended."""
    session.rollback()
    rows = session.execute(
        select(RoleGrant.role, GrantDecision.agreed, GrantEnd.reason)
        .outerjoin(GrantDecision)
        .outerjoin(GrantEnd)
        .where(RoleGrant.person_id == person.id)
        .order_by(RoleGrant.id)
    )
    return [tuple(row) for row in rows]


def trail(session):
    session.rollback()
    rows = session.scalars(select(Entry).order_by(Entry.id))
    return [(entry.act, entry.actor_id, entry.subject_id) for entry in rows]


def proposed(session, person, role, unit, by=None):
    """A role that waits for a supervisor."""
    waiting = RoleGrant(person_id=person.id, role=role, unit_id=unit.id, at=now())
    waiting.by_id = by.id if by else None
    session.add(waiting)
    session.commit()
    return waiting


def propose(browser, person, role, unit):
    data = {"role": role, "unit_id": unit.id}
    return browser.post(f"/people/{person.id}/roles/new", data)


@pytest.fixture
def newcomer(session, cast):
    """Somebody without any role."""
    person = add_person(session, "newcomer", "新来", cast.units["songyan"])
    session.commit()
    return person


def test_an_officers_role_holds_at_once(house, session, cast, newcomer):
    answer = propose(house.as_(cast.lu), newcomer, "officer", cast.units["songyan"])

    assert answer.location == f"/people/{newcomer.id}"
    assert grants(session, newcomer) == [("officer", None, None)]
    assert trail(session) == [("account.role_granted", cast.lu.id, str(newcomer.id))]
    assert "My way" in house.as_(newcomer, "en").get("/").text


@pytest.mark.parametrize("role", [role for role in Role if role != "officer"], ids=str)
def test_any_other_role_waits_for_a_supervisor(house, session, cast, newcomer, role):
    propose(house.as_(cast.lu), newcomer, role, cast.units["songyan"])

    assert grants(session, newcomer) == [(role, None, None)]
    assert trail(session) == [("account.role_proposed", cast.lu.id, str(newcomer.id))]


def test_a_countersigned_role_holds_from_the_next_request(house, session, cast, newcomer):
    waiting = proposed(session, newcomer, "administrator", cast.units["songyan"], cast.lu)
    browser = house.as_(newcomer)
    before = browser.get("/people/").status_code

    answer = house.as_(cast.shen).post(f"/roles/{waiting.id}/decision", {"agreed": "yes"})

    assert (before, answer.status_code) == (403, 303)
    assert browser.get("/people/").status_code == 200
    assert grants(session, newcomer) == [("administrator", True, None)]
    assert trail(session)[-1] == ("account.role_granted", cast.shen.id, str(newcomer.id))


def test_a_declined_role_does_not_hold_and_says_why(house, session, cast, newcomer):
    waiting = proposed(session, newcomer, "administrator", cast.units["songyan"], cast.lu)
    data = {"agreed": "no", "reason": "too soon"}

    house.as_(cast.shen).post(f"/roles/{waiting.id}/decision", data)

    assert house.as_(newcomer).get("/people/").status_code == 403
    assert grants(session, newcomer) == [("administrator", False, None)]
    assert trail(session)[0] == ("account.role_declined", cast.shen.id, str(newcomer.id))
    assert "too soon" in house.as_(cast.lu).get(f"/people/{newcomer.id}").text


@pytest.mark.parametrize(
    "data", [{}, {"agreed": "maybe"}, {"agreed": "no"}, {"agreed": "no", "reason": " "}]
)
def test_an_answer_without_yes_or_a_no_with_reason_decides_nothing(
    house, session, cast, newcomer, data
):
    waiting = proposed(session, newcomer, "trainer", cast.units["songyan"], cast.lu)

    answer = house.as_(cast.shen).post(f"/roles/{waiting.id}/decision", data)

    assert answer.status_code in (409, 422)
    assert grants(session, newcomer) == [("trainer", None, None)]
    assert trail(session) == []


def test_a_role_is_answered_once(house, session, cast, newcomer):
    waiting = proposed(session, newcomer, "trainer", cast.units["songyan"], cast.lu)
    browser = house.as_(cast.shen)
    browser.post(f"/roles/{waiting.id}/decision", {"agreed": "yes"})

    again = browser.post(f"/roles/{waiting.id}/decision", {"agreed": "no", "reason": "no"})

    assert again.status_code == 409
    assert grants(session, newcomer) == [("trainer", True, None)]


def test_an_ended_role_is_without_effect_from_the_next_request(house, session, cast):
    browser = house.as_(cast.meng)
    held = session.scalar(select(RoleGrant.id).where(RoleGrant.person_id == cast.meng.id))
    assert "Manager" in house.as_(cast.meng, "en").get("/me/").text

    house.as_(cast.lu).post(f"/roles/{held}/end", {"reason": "moved away"})

    assert "No roles yet" in house.as_(cast.meng, "en").get("/me/").text
    assert browser.get("/me/").status_code == 200
    assert grants(session, cast.meng) == [("manager", True, "moved away")]
    assert trail(session) == [("account.role_ended", cast.lu.id, str(cast.meng.id))]


def test_an_ended_proposal_cannot_be_countersigned(house, session, cast, newcomer):
    waiting = proposed(session, newcomer, "trainer", cast.units["songyan"], cast.lu)
    house.as_(cast.lu).post(f"/roles/{waiting.id}/end", {"reason": "a mistake"})

    answer = house.as_(cast.shen).post(f"/roles/{waiting.id}/decision", {"agreed": "yes"})

    assert answer.status_code == 409
    assert grants(session, newcomer) == [("trainer", None, "a mistake")]


def test_an_ended_role_can_be_proposed_again(house, session, cast):
    held = session.scalar(select(RoleGrant.id).where(RoleGrant.person_id == cast.lin.id))
    admin = house.as_(cast.lu)
    admin.post(f"/roles/{held}/end", {"reason": "a mistake"})
    again = admin.post(f"/roles/{held}/end", {"reason": "a mistake"})

    propose(admin, cast.lin, "officer", cast.units["songyan"])

    assert again.status_code == 409
    assert grants(session, cast.lin) == [("officer", None, "a mistake"), ("officer", None, None)]


def test_the_same_role_there_is_refused_while_it_stands(house, session, cast):
    answer = propose(house.as_(cast.lu), cast.lin, "officer", cast.units["songyan"])

    assert answer.status_code == 422
    assert grants(session, cast.lin) == [("officer", None, None)]


@pytest.mark.parametrize("data", [{"role": "king"}, {"role": ""}, {"unit_id": "x"}])
def test_a_role_that_is_none_is_refused(house, session, cast, newcomer, data):
    whole = {"role": "trainer", "unit_id": cast.units["songyan"].id} | data

    answer = house.as_(cast.lu).post(f"/people/{newcomer.id}/roles/new", whole)

    assert answer.status_code == 422
    assert grants(session, newcomer) == []


def test_a_closed_account_gets_no_role_and_its_proposal_is_not_countersigned(
    house, session, cast, newcomer
):
    waiting = proposed(session, newcomer, "trainer", cast.units["songyan"], cast.lu)
    house.as_(cast.lu).post(f"/people/{newcomer.id}/closure", {"reason": "left"})

    answers = [
        propose(house.as_(cast.lu), newcomer, "officer", cast.units["songyan"]),
        house.as_(cast.shen).post(f"/roles/{waiting.id}/decision", {"agreed": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [422, 409]
    assert grants(session, newcomer) == [("trainer", None, None)]


@pytest.mark.parametrize("state", ["holds", "waits"])
@pytest.mark.parametrize(("first", "second"), [("supervisor", "trainer"), ("issuer", "supervisor")])
def test_a_conflicting_role_is_refused_whether_the_other_holds_or_waits(
    house, session, cast, newcomer, first, second, state
):
    give = grant if state == "holds" else proposed
    give(session, newcomer, first, cast.units["heping"])
    agreed = True if state == "holds" else None

    answer = propose(house.as_(cast.lu, "en"), newcomer, second, cast.units["songyan"])

    assert answer.status_code == 403
    assert "supervisor watches over" in answer.text
    assert grants(session, newcomer) == [(first, agreed, None)]
    assert trail(session)[-1][0] == "account.refused"


@pytest.mark.parametrize("how", ["declined", "ended"])
def test_a_role_that_was_declined_or_ended_conflicts_no_more(house, session, cast, newcomer, how):
    waiting = proposed(session, newcomer, "supervisor", cast.units["songyan"], cast.lu)
    if how == "declined":
        session.add(GrantDecision(grant_id=waiting.id, agreed=False, at=now()))
    else:
        session.add(GrantEnd(grant_id=waiting.id, reason="r", at=now()))
    session.commit()

    answer = propose(house.as_(cast.lu), newcomer, "trainer", cast.units["songyan"])

    assert answer.status_code == 303


def test_the_page_of_waiting_roles_shows_those_under_the_supervisor(house, session, cast, newcomer):
    local = add_person(session, "local", "地方", cast.units["heping"])
    grant(session, local, "supervisor", cast.units["hezhou"])
    proposed(session, newcomer, "trainer", cast.units["songyan"], cast.lu)
    proposed(session, cast.he, "manager", cast.units["shibei"], cast.lu)

    nation, city = (house.as_(person).get("/roles/waiting").text for person in (cast.shen, local))

    assert ("新来" in nation, "何望舒" in nation) == (True, True)
    assert ("新来" in city, "何望舒" in city) == (False, True)


def test_waiting_roles_ask_as_much_for_one_as_for_three(app, house, session, cast, newcomer):
    browser = house.as_(cast.shen)
    proposed(session, newcomer, "trainer", cast.units["songyan"], cast.lu)
    with_one = queries_of(app, browser, "/roles/waiting")
    proposed(session, cast.he, "marker", cast.units["shibei"], cast.lu)
    proposed(session, cast.tang, "judge", cast.units["heping"], cast.lu)

    assert queries_of(app, browser, "/roles/waiting") == with_one


def test_an_own_role_waits_without_buttons(house, session, cast):
    waiting = proposed(session, cast.shen, "supervisor", cast.units["qinglan"], cast.lu)

    page = house.as_(cast.shen, "en").get("/roles/waiting").text

    assert f"/roles/{waiting.id}/decision" not in page
    assert "Nobody decides about their own roles" in page


def test_rooms_are_shown_to_those_whose_they_are(house, cast):
    doors = {
        login: [
            name
            for name in ("People", "Roles waiting")
            if f">{name}</a>" in house.as_(cast.people[login], "en").get("/me/").text
        ]
        for login in ("lu", "shen", "lin", "kong")
    }

    assert doors == {"lu": ["People"], "shen": ["People", "Roles waiting"], "lin": [], "kong": []}
