"""Which doors the masthead shows to whom."""

import pytest

from accounts.rules.duties import Role
from oversight.rules.rooms import ROOMS, rooms_for

DOORS = {
    Role.OFFICER: [
        "home.show",
        "courses.index",
        "practice.index",
        "sittings.index",
        "competitions.index",
        "gate.show",
    ],
    Role.TRAINER: [
        "home.show",
        "courses.index",
        "practice.index",
        "questions.index",
        "statutes.index",
        "coverage.show",
        "progress_learning.index",
    ],
    Role.REVIEWER: ["home.show", "courses.index", "review.index", "statutes.index"],
    Role.LEGAL_REVIEWER: ["home.show", "courses.index", "review.index", "statutes.index"],
    Role.EXAMINER: [
        "home.show",
        "courses.index",
        "coverage.show",
        "competitions.index",
        "holding.index",
        "blueprints.index",
    ],
    Role.MARKER: ["home.show", "courses.index", "marking.index"],
    Role.JUDGE: [
        "home.show",
        "courses.index",
        "competitions.index",
        "judging.index",
        "standards.index",
    ],
    Role.MANAGER: [
        "home.show",
        "courses.index",
        "competitions.index",
        "register.index",
        "progress.index",
    ],
    Role.ISSUER: ["home.show", "courses.index", "issuing.index", "register.index"],
    Role.SUPERVISOR: [
        "home.show",
        "courses.index",
        "bank.index",
        "competitions.index",
        "issuing.index",
        "holding.index",
        "progress.index",
        "roles.waiting",
        "trail.index",
        "people.index",
    ],
    Role.ADMINISTRATOR: ["home.show", "courses.index", "people.index"],
}


def doors(*roles):
    return [room.endpoint for room in rooms_for(roles)]


@pytest.mark.pure
def test_the_table_has_every_role():
    assert set(DOORS) == set(Role)


@pytest.mark.pure
@pytest.mark.parametrize(("role", "expected"), DOORS.items())
def test_each_role_sees_its_own_rooms(role, expected):
    assert doors(role) == expected


@pytest.mark.pure
def test_without_a_role_there_are_the_desk_and_the_courses():
    assert doors() == ["home.show", "courses.index"]


@pytest.mark.pure
def test_somebody_with_all_roles_sees_each_door_once():
    assert sorted(doors(*Role)) == sorted({room.endpoint for room in ROOMS})


@pytest.mark.pure
@pytest.mark.parametrize(
    ("roles", "name"),
    [(["officer"], "My way"), (["officer", "trainer"], "My way"), (["trainer"], "My desk")],
)
def test_home_is_the_way_of_an_officer_and_the_desk_of_anybody_else(roles, name):
    assert rooms_for(roles)[0].name == name


def test_every_door_leads_to_a_page(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if not rule.arguments}

    assert {room.endpoint for room in ROOMS} - endpoints == set()


@pytest.mark.parametrize(
    "login", ["lin", "chen", "xu", "gu", "kong", "shen", "lu", "meng", "shang"]
)
def test_whoever_sees_a_door_may_go_through_it(app, house, cast, login):
    person = cast.people[login]
    role = {"lin": "officer", "chen": "trainer", "xu": "reviewer", "gu": "legal_reviewer"}
    role |= {"kong": "examiner", "shen": "supervisor", "lu": "administrator", "meng": "manager"}
    role |= {"shang": "judge"}
    browser = house.as_(person)
    with app.test_request_context():
        addresses = [app.url_for(endpoint) for endpoint in doors(role[login])]

    answers = [(address, browser.get(address).status_code) for address in addresses]

    assert answers == [(address, 200) for address in addresses]
