"""The duty table cell by cell, and the conflicts."""

import pytest

from accounts.queries import may
from accounts.rules.duties import RIGHTS, Right, Role, conflict, needs_countersign
from core.actor import Actor, Duty

pytestmark = pytest.mark.pure

TABLE = {
    "officer": {"sit_exams", "compete"},
    "trainer": {"write_questions", "read_bank", "read_coverage"},
    "reviewer": {"read_bank", "read_coverage", "review_questions"},
    "legal_reviewer": {"read_bank", "read_coverage", "review_questions", "clear_sources"},
    "examiner": {
        "hold_sittings",
        "read_sittings",
        "read_coverage",
        "hold_competitions",
        "read_competitions",
        "enter_people",
    },
    "marker": {"mark_answers"},
    "judge": {"score_rounds", "read_competitions", "set_standards"},
    "manager": {"enter_people", "read_competitions", "read_progress", "read_gate"},
    "issuer": {"issue_credentials", "read_gate"},
    "supervisor": {
        "read_bank",
        "read_coverage",
        "read_sittings",
        "read_people",
        "countersign_roles",
        "read_trail",
        "confirm_voiding",
        "confirm_regrades",
        "decide_appeals",
        "waive",
        "read_progress",
        "read_competitions",
        "confirm_standings",
        "read_gate",
        "hold_issuance",
    },
    "administrator": {"manage_people", "read_people"},
}
HERE = "/1/2/5/"
PLACES = {
    "inside": (HERE, True),
    "below": (HERE + "9/", True),
    "above": ("/1/2/", False),
    "beside": ("/1/2/6/", False),
    "a number that begins alike": ("/1/2/55/", False),
}


def holder(*roles: str) -> Actor:
    duties = frozenset(Duty(role, HERE) for role in roles)
    return Actor(id=1, name="A", unit_id=5, unit_path=HERE, duties=duties)


def test_the_table_names_every_role_and_every_right():
    assert set(TABLE) == {str(role) for role in Role}
    assert set().union(*TABLE.values()) == {str(right) for right in Right}
    assert set(RIGHTS) == set(Right)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("right", list(Right), ids=str)
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_role_gives_its_rights_in_its_unit_and_below_and_nowhere_else(role, right, place):
    path, is_covered = PLACES[place]

    found = may(holder(role), right, path)

    assert found == (is_covered and str(right) in TABLE[role])


@pytest.mark.parametrize("right", list(Right), ids=str)
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_right_without_a_place_is_held_by_whoever_holds_it_anywhere(role, right):
    assert may(holder(role), right) == (str(right) in TABLE[role])


@pytest.mark.parametrize("right", list(Right), ids=str)
def test_without_a_role_there_is_no_right(right):
    assert not may(holder(), right)


@pytest.mark.parametrize("held", list(Role), ids=str)
@pytest.mark.parametrize("wanted", list(Role), ids=str)
def test_a_supervisor_holds_no_other_role_than_officer(wanted, held):
    pair = {str(wanted), str(held)}
    clashes = "supervisor" in pair and len(pair) == 2 and "officer" not in pair

    assert conflict(wanted, [held]) == (held if clashes else None)


def test_one_conflicting_role_among_many_is_enough():
    assert conflict(Role.SUPERVISOR, [Role.OFFICER, Role.MANAGER]) == Role.MANAGER


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_role_but_officer_needs_a_countersignature(role):
    assert needs_countersign(role) == (role != "officer")
