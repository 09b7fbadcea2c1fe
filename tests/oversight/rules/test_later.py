"""What is said on the desks of roles whose rooms are not there yet."""

import pytest

from accounts.rules.duties import Role
from oversight.rules.later import LATER, later_for
from oversight.rules.rooms import ROOMS

pytestmark = pytest.mark.pure


def test_a_role_either_has_a_room_or_is_told_that_its_rooms_come_later():
    with_room = {str(role) for room in ROOMS for role in room.roles}

    assert with_room | set(LATER) == set(Role)
    assert with_room & set(LATER) == set()


def test_a_marker_is_told_among_other_roles():
    assert later_for(["officer", "marker"]) == [LATER["marker"]]


def test_others_are_told_nothing():
    assert later_for([role for role in Role if role not in LATER]) == []
