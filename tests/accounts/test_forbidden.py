"""Every act that somebody may not do, tried over HTTP: nothing changes, and the trail says so."""

import pytest
from sqlalchemy import select

from accounts.models import GrantDecision, GrantEnd, Person, ResetLink, RoleGrant, Roster, Unit
from accounts.rules.duties import Role
from audit.models import Entry
from core.clock import now
from tests.people import add_person, grant

TABLES = (Unit, Person, RoleGrant, GrantDecision, GrantEnd, ResetLink, Roster)


def state(session):
    """Every row of people, units and roles."""
    session.rollback()
    session.expire_all()
    return [
        [
            tuple(row)
            for row in session.execute(
                select(table.__table__).order_by(*table.__table__.primary_key)
            )
        ]
        for table in TABLES
    ]


def refusals(session):
    session.rollback()
    rows = session.scalars(select(Entry).order_by(Entry.id))
    return [(entry.act, entry.actor_id, entry.subject_id) for entry in rows]


@pytest.fixture
def scene(session, cast):
    """A role that waits and one that holds in Songyan, and local keepers of Hezhou City."""
    waiting = RoleGrant(
        person_id=cast.zhao.id,
        role="trainer",
        unit_id=cast.units["songyan"].id,
        by_id=cast.lu.id,
        at=now(),
    )
    session.add(waiting)
    session.commit()
    held = session.scalar(select(RoleGrant.id).where(RoleGrant.person_id == cast.lin.id))
    for login, role in (("beside_admin", "administrator"), ("beside_watch", "supervisor")):
        cast.people[login] = add_person(session, login, login, cast.units["hezhou"])
        grant(session, cast.people[login], role, cast.units["hezhou"])
    return {"waiting": waiting.id, "held": held}


def acts_of(cast, scene):
    """Every act on people, units and roles in Songyan: address and form."""
    lin, songyan = cast.lin.id, cast.units["songyan"].id
    return {
        "add a person": ("/people/new", {"login": "new1", "name": "新", "unit_id": songyan}),
        "change a person": (f"/people/{lin}/particulars", {"name": "改", "unit_id": songyan}),
        "close": (f"/people/{lin}/closure", {"reason": "r"}),
        "reopen": (f"/people/{lin}/reopening", {}),
        "offer a link": (f"/people/{lin}/password-link", {}),
        "add a unit": (
            "/units/new",
            {"code": "new", "name": "新", "parent_id": cast.units["yunxi"].id},
        ),
        "propose": (f"/people/{lin}/roles/new", {"role": "marker", "unit_id": songyan}),
        "end a role": (f"/roles/{scene['held']}/end", {"reason": "r"}),
        "countersign": (f"/roles/{scene['waiting']}/decision", {"agreed": "yes"}),
        "decline": (f"/roles/{scene['waiting']}/decision", {"agreed": "no", "reason": "r"}),
    }


DECISIONS = {"countersign", "decline"}
ACTS = (
    "add a person",
    "change a person",
    "close",
    "reopen",
    "offer a link",
    "add a unit",
    "propose",
    "end a role",
    "countersign",
    "decline",
)


def whose(act):
    """The one role that may."""
    return "supervisor" if act in DECISIONS else "administrator"


def refused(house, session, person, address, form):
    """The status of an act that must change nothing and be noted."""
    before = state(session)

    answer = house.as_(person).post(address, form)

    assert state(session) == before
    assert refusals(session) == [("account.refused", person.id, address[:64])]

    return answer.status_code


@pytest.mark.parametrize(
    ("role", "act"), [(role, act) for role in Role for act in ACTS if role != whose(act)]
)
def test_a_role_that_does_not_include_an_act_cannot_do_it(house, session, cast, scene, role, act):
    person = add_person(session, "holder", "某人", cast.units["nation"])
    grant(session, person, role, cast.units["nation"])

    assert refused(house, session, person, *acts_of(cast, scene)[act]) == 403


@pytest.mark.parametrize("act", ACTS)
def test_the_right_role_in_a_unit_beside_cannot_do_it(house, session, cast, scene, act):
    person = cast.people["beside_watch" if act in DECISIONS else "beside_admin"]

    assert refused(house, session, person, *acts_of(cast, scene)[act]) == 403


@pytest.mark.parametrize("act", ACTS)
def test_a_right_role_that_has_ended_or_only_waits_cannot_do_it(house, session, cast, scene, act):
    person = add_person(session, "former", "旧人", cast.units["nation"])
    role = whose(act)
    former = grant(session, person, role, cast.units["nation"])
    session.add(GrantEnd(grant_id=former.id, reason="r", at=now()))
    session.add(
        RoleGrant(person_id=person.id, role=role, unit_id=cast.units["nation"].id, at=now())
    )
    session.commit()

    assert refused(house, session, person, *acts_of(cast, scene)[act]) == 403


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_is_asked_to_sign_in(house, session, cast, scene, act):
    before = state(session)

    answer = house.stranger().post(*acts_of(cast, scene)[act])

    assert answer.status_code == 401
    assert state(session) == before


@pytest.mark.parametrize("act", ACTS)
def test_an_act_from_another_site_is_refused(house, session, cast, scene, act):
    before = state(session)
    person = cast.shen if act in DECISIONS else cast.lu

    answer = house.as_(person).post(*acts_of(cast, scene)[act], token=False)

    assert answer.status_code == 400
    assert state(session) == before


def test_nobody_proposes_a_role_for_themselves(house, session, cast):
    form = {"role": "trainer", "unit_id": cast.units["songyan"].id}

    assert refused(house, session, cast.lu, f"/people/{cast.lu.id}/roles/new", form) == 403


def test_nobody_ends_their_own_role(house, session, cast):
    own = session.scalar(select(RoleGrant.id).where(RoleGrant.person_id == cast.lu.id))

    assert refused(house, session, cast.lu, f"/roles/{own}/end", {"reason": "r"}) == 403


def test_nobody_closes_their_own_account(house, session, cast):
    address = f"/people/{cast.lu.id}/closure"

    assert refused(house, session, cast.lu, address, {"reason": "r"}) == 403


@pytest.mark.parametrize("agreed", ["yes", "no"])
def test_nobody_decides_about_their_own_role(house, session, cast, agreed):
    own = RoleGrant(
        person_id=cast.shen.id,
        role="supervisor",
        unit_id=cast.units["qinglan"].id,
        by_id=cast.lu.id,
        at=now(),
    )
    session.add(own)
    session.commit()
    form = {"agreed": agreed, "reason": "r"}

    assert refused(house, session, cast.shen, f"/roles/{own.id}/decision", form) == 403


def test_nobody_countersigns_what_they_proposed_even_after_changing_roles(
    house, session, cast, scene
):
    former = session.scalar(select(RoleGrant.id).where(RoleGrant.person_id == cast.lu.id))
    session.add(GrantEnd(grant_id=former, reason="changes sides", at=now()))
    grant(session, cast.lu, "supervisor", cast.units["nation"])
    address = f"/roles/{scene['waiting']}/decision"

    assert refused(house, session, cast.lu, address, {"agreed": "yes"}) == 403


def test_nobody_is_moved_out_of_or_into_a_unit_that_is_not_under_me(house, session, cast, scene):
    admin = cast.people["beside_admin"]
    shibei, songyan = cast.units["shibei"].id, cast.units["songyan"].id
    before = state(session)
    browser = house.as_(admin)

    out = browser.post(f"/people/{cast.he.id}/particulars", {"name": "何", "unit_id": songyan})
    into = browser.post(f"/people/{cast.lin.id}/particulars", {"name": "林", "unit_id": shibei})

    assert (out.status_code, into.status_code) == (403, 403)
    assert state(session) == before


def test_no_role_is_proposed_over_a_unit_that_is_not_under_me(house, session, cast, scene):
    form = {"role": "manager", "unit_id": cast.units["qinglan"].id}
    admin = cast.people["beside_admin"]

    assert refused(house, session, admin, f"/people/{cast.he.id}/roles/new", form) == 403


def test_no_supervisor_of_a_unit_below_countersigns_for_the_unit_above(house, session, cast, scene):
    above = RoleGrant(
        person_id=cast.zhao.id, role="judge", unit_id=cast.units["qinglan"].id, at=now()
    )
    session.add(above)
    session.commit()
    address = f"/roles/{above.id}/decision"
    watch = cast.people["beside_watch"]

    assert refused(house, session, watch, address, {"agreed": "yes"}) == 403


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in ("administrator", "supervisor")]
)
@pytest.mark.parametrize("path", ["/people/", "/people/{lin}", "/people/new", "/rosters/new"])
def test_the_people_room_is_closed_to_other_roles(house, session, cast, role, path):
    person = add_person(session, "holder", "某人", cast.units["nation"])
    grant(session, person, role, cast.units["nation"])

    answer = house.as_(person).get(path.format(lin=cast.lin.id))

    assert answer.status_code == 403
    assert "林知夏" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/people/new",
        "/units/new",
        "/rosters/new",
        "/people/{lin}/particulars",
        "/people/{lin}/closure",
        "/people/{lin}/roles/new",
        "/roles/{held}/end",
    ],
)
def test_a_supervisor_is_shown_no_form_that_changes_people(house, cast, scene, path):
    place = path.format(lin=cast.lin.id, held=scene["held"])

    assert house.as_(cast.shen).get(place).status_code == 403


def test_an_administrator_is_not_shown_what_waits_for_supervisors(house, cast):
    assert house.as_(cast.lu).get("/roles/waiting").status_code == 403


def test_a_refused_address_with_a_character_that_no_text_has_is_on_the_trail(house, cast, session):
    answer = house.as_(cast.lin).get("/courses/workshop/a%00b/b2/history")

    assert answer.status_code == 403
    assert refusals(session) == [
        ("account.refused", cast.lin.id, "/courses/workshop/a\ufffdb/b2/history")
    ]
