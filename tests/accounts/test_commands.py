"""`flask accounts …`, by whoever runs the machine."""

import json

import pytest
from sqlalchemy import select

from accounts.models import GrantDecision, Person, RoleGrant, Unit
from audit.models import Entry

GOOD = "login,name,unit,roles\nnew1,新一,songyan,officer;trainer\n"
BAD = GOOD + "new2,,nowhere,\n"


@pytest.fixture
def run(app):
    """Run a command; give its exit status and what it said."""

    def run(*words):
        result = app.test_cli_runner().invoke(args=["accounts", *map(str, words)])
        return result.exit_code, result.output

    return run


@pytest.fixture
def file(tmp_path):
    """A file with this text."""

    def file(text):
        path = tmp_path / "roster.csv"
        path.write_text(text)
        return path

    return file


def trail(session):
    session.rollback()
    rows = session.scalars(select(Entry).order_by(Entry.id))
    return [(entry.act, entry.actor_id) for entry in rows]


@pytest.mark.parametrize(
    "command", ["import", "grant", "revoke", "reset", "list-roles", "add-unit"]
)
def test_every_command_explains_itself_with_an_example(run, command):
    status, said = run(command, "--help")

    assert status == 0
    assert f"flask accounts {command}" in " ".join(said.split())


@pytest.mark.parametrize(
    "words",
    [
        ["grant", "lin"],
        ["grant", "lin", "king", "nation"],
        ["revoke", "lin", "officer", "songyan"],
        ["import", "/no/such/file"],
        ["nothing"],
    ],
)
def test_wrong_use_has_status_2(run, cast, words):
    assert run(*words)[0] == 2


def test_a_dry_run_stores_nothing(run, session, cast, file):
    status, said = run("import", file(GOOD), "--dry-run")

    assert status == 0
    assert "1 new" in said
    assert "Nothing was stored." in said
    assert trail(session) == []


def test_an_import_stores_and_is_on_the_trail_without_a_person(run, session, cast, file):
    status, said = run("import", file(GOOD))

    assert (status, "Imported." in said) == (0, True)
    assert session.scalars(select(Person.name).where(Person.login == "new1")).one() == "新一"
    assert trail(session) == [
        ("account.person_added", None),
        ("account.role_granted", None),
        ("account.role_proposed", None),
        ("account.roster_imported", None),
    ]


def test_a_wrong_file_has_status_1_and_stores_nothing(run, session, cast, file):
    status, said = run("import", file(BAD), "--json")

    assert status == 1
    assert json.loads(said) == {
        "stored": False,
        "counts": {"error": 1, "new": 1, "changed": 0, "unchanged": 0},
        "remarks": [],
        "errors": [
            {
                "row": 3,
                "login": "new2",
                "problems": ["The name is missing.", "There is no unit with the code “nowhere”."],
            }
        ],
    }
    assert trail(session) == []


def test_a_file_that_cannot_be_read_has_status_1(run, cast, file):
    assert run("import", file("nothing"))[0] == 1


def test_a_role_is_granted_at_once_and_revoked_with_a_reason(run, session, cast):
    granted = run("grant", "LIN", "marker", "songyan")
    agreed = session.scalars(
        select(GrantDecision.agreed)
        .join(RoleGrant)
        .where(RoleGrant.role == "marker", RoleGrant.person_id == cast.lin.id)
    )
    assert (granted[0], agreed.all()) == (0, [True])

    revoked = run("revoke", "lin", "marker", "songyan", "--reason", "done")

    assert revoked[0] == 0
    assert trail(session) == [
        ("account.role_proposed", None),
        ("account.role_granted", None),
        ("account.role_ended", None),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["grant", "nobody", "officer", "songyan"],
        ["grant", "lin", "officer", "nowhere"],
        ["grant", "lin", "officer", "songyan"],
        ["grant", "shen", "trainer", "nation"],
        ["revoke", "lin", "judge", "songyan", "--reason", "r"],
        ["reset", "nobody"],
        ["list-roles", "--login", "nobody"],
        ["add-unit", "songyan", "又一个"],
        ["add-unit", "new", "新", "--below", "songyan"],
    ],
)
def test_what_is_refused_has_status_1_and_changes_nothing(run, session, cast, words):
    status, said = run(*words)

    assert (status, said.startswith("Error: ")) == (1, True)
    assert trail(session) == []


def test_a_reset_prints_a_link_that_works(run, house, session, cast):
    status, said = run("reset", "shen")

    path = said.strip().removeprefix("http://127.0.0.1:5000")
    assert status == 0
    assert house.stranger().get(path).status_code == 200
    assert trail(session) == [("account.reset_offered", None)]


def test_roles_are_listed_for_people_and_for_programs(run, cast):
    text = run("list-roles")
    data = run("list-roles", "--login", "lin", "--json")

    assert "shen\tsupervisor\tnation\tholding" in text[1]
    assert json.loads(data[1]) == [
        {"login": "lin", "role": "officer", "unit": "songyan", "standing": "holding"}
    ]


def test_the_first_unit_of_an_empty_house_is_a_nation(run, session):
    first = run("add-unit", "nation", "全国", "--name-en", "National")
    second = run("add-unit", "qinglan", "青岚省", "--below", "nation")

    units = session.execute(select(Unit.code, Unit.level, Unit.name_en).order_by(Unit.id)).all()
    assert (first[0], second[0]) == (0, 0)
    assert [tuple(unit) for unit in units] == [
        ("nation", "nation", "National"),
        ("qinglan", "province", "青岚省"),
    ]
