"""What a roster would do, row by row."""

import pytest

from accounts.rules.duties import Role
from accounts.rules.roster import (
    Fate,
    Known,
    KnownPerson,
    KnownUnit,
    Line,
    counts,
    plan,
    roles_in,
)

pytestmark = pytest.mark.pure

MINE, ALSO = KnownUnit(1, "songyan", is_mine=True), KnownUnit(2, "lanting", is_mine=True)
OTHER = KnownUnit(3, "shibei", is_mine=False)
UNITS = {unit.code: unit for unit in (MINE, ALSO, OTHER)}
LIN = KnownPerson(
    7, "林知夏", MINE, ever=frozenset({(Role.OFFICER, 1)}), held=frozenset({Role.OFFICER})
)


def line(number=2, login="lin", name="林知夏", unit="songyan", roles="") -> Line:
    return Line(number, login, name, unit, roles)


def planned(*lines, people=None):
    return plan(lines, Known(UNITS, {"lin": LIN} if people is None else people))


def outcome(row):
    return (row.fate, row.old_name, row.old_unit, row.roles)


def faults(row):
    return [str(fault) for fault in row.faults]


def test_somebody_unknown_is_new_with_the_roles_of_the_row():
    (row,) = planned(line(login=" ＮEW1 ", roles="officer; trainer"))

    assert row.login == "new1"
    assert outcome(row) == (Fate.NEW, None, None, (Role.OFFICER, Role.TRAINER))


@pytest.mark.parametrize(
    "row", [line(), line(roles="学员"), line(name=" 林知夏 "), line(login="LIN")]
)
def test_somebody_as_in_the_file_is_unchanged(row):
    assert outcome(planned(row)[0]) == (Fate.UNCHANGED, None, None, ())


@pytest.mark.parametrize(
    ("row", "changes"),
    [
        (line(name="林知秋"), ("林知夏", None, ())),
        (line(unit="lanting"), (None, "songyan", ())),
        (line(roles="trainer"), (None, None, (Role.TRAINER,))),
        (line(unit="lanting", roles="officer"), (None, "songyan", (Role.OFFICER,))),
    ],
)
def test_another_name_unit_or_role_is_a_change(row, changes):
    assert outcome(planned(row)[0]) == (Fate.CHANGED, *changes)


def test_a_role_that_was_declined_or_ended_there_is_not_given_again():
    person = KnownPerson(7, "林知夏", MINE, ever=frozenset({(Role.TRAINER, 1)}))

    (row,) = planned(line(roles="trainer"), people={"lin": person})

    assert row.fate == Fate.UNCHANGED


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (line(unit="nowhere"), "There is no unit with the code “nowhere”."),
        (line(unit=""), "There is no unit with the code “”."),
        (line(unit="shibei"), "The unit shibei is not under you."),
        (line(name=""), "The name is missing."),
        (line(name=" \u3000"), "The name is missing."),
        (
            line(name="林\u200b"),
            "The name holds invisible characters. Type it again by hand.",
        ),
        (line(roles="king"), "The role king is unknown."),
        (
            line(login="名"),
            "A name for signing in has 2 to 64 letters a–z, digits or . _ @ - and begins with one.",
        ),
        (line(name="=A1"), "There is a formula in this row. Put its value there as plain text."),
        (line(login="=#N/A"), "There is a formula in this row. Put its value there as plain text."),
        (line(roles="＝A1"), "There is a formula in this row. Put its value there as plain text."),
    ],
)
def test_what_is_wrong_with_a_row_is_said(row, fault):
    (found,) = planned(row)

    assert found.fate == Fate.ERROR
    assert fault in faults(found)


def test_the_second_row_with_the_same_login_is_wrong_and_names_the_first():
    rows = planned(line(2, "new1"), line(3, "other1"), line(9, "NEW1"))

    assert [row.fate for row in rows] == [Fate.NEW, Fate.NEW, Fate.ERROR]
    assert faults(rows[2]) == ["Row 2 has the same name for signing in."]


@pytest.mark.parametrize(
    ("person", "roles", "fault"),
    [
        (KnownPerson(7, "林", OTHER), "", "This person belongs to a unit that is not under you."),
        (
            KnownPerson(7, "林", MINE, is_closed=True),
            "",
            "This account is closed. Reopen it first.",
        ),
        (
            KnownPerson(7, "林", MINE, is_self=True),
            "judge",
            "Nobody proposes a role for themselves.",
        ),
    ],
)
def test_a_person_who_may_not_be_changed_is_a_fault(person, roles, fault):
    (row,) = planned(line(roles=roles), people={"lin": person})

    assert (row.fate, faults(row)) == (Fate.ERROR, [fault])


@pytest.mark.parametrize(
    ("roles", "held"),
    [
        ("supervisor; trainer", frozenset()),
        ("supervisor", frozenset({Role.MARKER})),
        ("marker", frozenset({Role.SUPERVISOR})),
    ],
)
def test_conflicting_roles_are_a_fault_with_what_is_held_and_in_the_row(roles, held):
    person = KnownPerson(7, "林知夏", MINE, held=held)

    (row,) = planned(line(roles=roles), people={"lin": person})

    assert row.fate == Fate.ERROR
    assert all("supervisor watches over" in fault for fault in faults(row))


@pytest.mark.parametrize(
    ("text", "roles", "unknown"),
    [
        ("", [], []),
        ("officer", [Role.OFFICER], []),
        ("学员；教员", [Role.OFFICER, Role.TRAINER], []),
        ("Legal reviewer, OFFICER、裁判", [Role.LEGAL_REVIEWER, Role.OFFICER, Role.JUDGE], []),
        ("officer;officer;", [Role.OFFICER], []),
        ("officer;king/queen", [Role.OFFICER], ["king", "queen"]),
    ],
)
def test_a_cell_names_roles_in_either_language(text, roles, unknown):
    assert roles_in(text) == (roles, unknown)


def test_rows_are_counted_by_fate():
    rows = planned(line(), line(3, "new1"), line(4, "new1"), line(5, "x1", unit="z"))

    assert counts(rows) == {"error": 2, "new": 1, "changed": 0, "unchanged": 1}
