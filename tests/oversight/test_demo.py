"""The demonstration bureau: loaded once for this file, looked at, and closed at the end."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import click
import pytest
from sqlalchemy import func, select

from accounts.models import Person
from accounts.queries import actor_of, demo_accounts, person_with
from accounts.rules.duties import Right, Role
from accounts.views.signing_in import DEMO_PASSWORD
from app import create_app
from competitions.queries.listing import competitions_under, open_to, phases_of
from core.clock import exam_ms
from core.config import ROOT, BadSetting, Settings
from core.database import Base, db
from courses.queries.notes import all_notes
from courses.queries.proposals import open_proposals, returned_count, standings, waiting_count
from courses.rules.proposing import Standing
from credentials.queries.genuine import faults_of
from credentials.queries.proposals import open_gates, waiting_proposals
from credentials.queries.register import all_credentials, of_holder
from credentials.queries.rules import current_rule
from credentials.queries.statuses import standing_now
from exam.models.attempts import Attempt
from exam.models.sittings import Sitting
from exam.queries.sittings import phase
from oversight.commands import group
from oversight.importing import writing
from oversight.importing.bureau import OFFICERS, STAFF
from oversight.queries.officer import officers_way
from oversight.rules.next_step import Step
from tests.conftest import empty
from tests.postgresql import with_option


@pytest.fixture(autouse=True)
def _empty_database():
    """Keep what was loaded from one test of this file to the next."""
    return


@pytest.fixture(scope="module")
def loaded(app, engine, settings):
    """What the command said that loaded the bureau into an empty database."""
    yield app.test_cli_runner().invoke(args=["demo", "load", "--if-empty"])
    empty(engine, settings.instance)


@pytest.fixture(autouse=True)
def _bureau(loaded):
    assert loaded.exit_code == 0, loaded.output


@pytest.fixture
def production(settings) -> Settings:
    """The same database as a production installation would be given it."""
    return replace(settings, place="production", base_url="https://exam.example.cn")


def counts(session):
    """How many rows every table has."""
    tables = Base.metadata.sorted_tables
    found = {t.name: session.scalar(select(func.count()).select_from(t)) for t in tables}
    session.commit()
    return found


def sign_in(house, login):
    browser = house.stranger("en")
    answer = browser.post("/sign-in", {"login": login, "password": DEMO_PASSWORD})
    return browser, answer.status_code


def started(settings):
    """Start an application and let go of it."""
    other = create_app(settings)
    with other.app_context():
        db.engine.dispose()


def test_the_command_names_every_account_and_the_password(loaded):
    accounts = loaded.output.partition(f"Accounts, all with the password {DEMO_PASSWORD}:\n")[2]

    logins = {line.split()[0] for line in accounts.splitlines()}
    assert logins == {each.login for each in (*STAFF, *OFFICERS)}


def test_every_account_signs_in_and_finds_its_first_page(house, loaded):
    opened = {}
    for each in (*STAFF, *OFFICERS):
        browser, status = sign_in(house, each.login)
        opened[each.login] = (status, browser.get("/").status_code)

    assert opened == dict.fromkeys(opened, (303, 200))


def test_every_role_is_held_by_somebody(in_app, loaded):
    held = set()
    for person in demo_accounts():
        held |= actor_of(person).roles

    assert held == set(Role)


def test_one_sitting_is_being_marked_three_are_released_one_is_open_one_planned(in_app, loaded):
    sittings = db.session.scalars(select(Sitting).order_by(Sitting.opens_ms)).all()
    at_ms = exam_ms()

    assert [phase(sitting, at_ms) for sitting in sittings] == [
        "closed",
        *["released"] * 3,
        "open",
        "planned",
    ]


def test_in_the_open_sitting_somebody_is_writing_and_others_may_start(in_app, loaded):
    rows = db.session.execute(
        select(Person.login, Attempt.state)
        .join(Attempt, Attempt.candidate_id == Person.id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Sitting.closes_ms > exam_ms())
    )

    states = {"writing": "open", "ready": "ready"}
    expected = {e.login: states[e.present] for e in OFFICERS if e.present in states}
    assert {row.login: row.state for row in rows} == expected


def test_the_officers_stand_at_different_stages_of_their_way(in_app, loaded):
    steps = {each.login: officers_way(actor_of(person_with(each.login))).step for each in OFFICERS}

    assert steps == {
        "officer": Step.START_EXAM,
        "officer2": Step.GO_ON_WRITING,
        "officer3": Step.LOOK_AT_CREDENTIAL,
        "officer4": Step.WAIT_FOR_ISSUERS,
        "officer5": Step.START_EXAM,
        "officer6": Step.STUDY,
        "officer7": Step.START_EXAM,
        "officer8": Step.GO_TO_ROUND,
        "officer9": Step.STUDY,
        "officer10": Step.ASK_ABOUT_CREDENTIAL,
        "officer11": Step.ASK_ABOUT_CREDENTIAL,
        "officer12": Step.WAIT_FOR_ISSUERS,
        "officer13": Step.ASK_ABOUT_CREDENTIAL,
        "officer14": Step.LOOK_AT_CREDENTIAL,
    }


def test_an_officer_has_notes_two_of_them_at_their_passages(in_app, loaded):
    kept = [
        (each.module.module.code, note.quote, note.words)
        for each in all_notes(person_with("officer").id)
        for note in each.notes
    ]

    assert kept == [
        ("a1", "", "“你们凭什么管？”先讲给家里人听，讲通了，再到店里讲。"),
        (
            "a2",
            (
                "办证看四项：有相适应的资金，有固定的经营场所，符合零售点合理布局，"
                "符合国家烟草专卖局规定的其他条件。"
            ),
            "",
        ),
        (
            "b2",
            "调查或者检查时，执法人员应当主动出示执法证件；不出示的，当事人有权拒绝。",
            "进店第一件事：两个人都出示，等店主看清楚再说话。",
        ),
    ]


def test_of_a_trainer_s_texts_one_waits_for_a_reviewer_and_one_came_back(in_app, loaded):
    trainer, reviewer = (actor_of(person_with(each)) for each in ("trainer", "reviewer"))
    proposals = open_proposals(trainer)
    stands = standings(proposals)

    assert [(each.module_code, stands[each.id], comments(each)) for each in proposals] == [
        ("b2", Standing.IN_REVIEW, []),
        ("a2", Standing.RETURNED, [writing.COMMENT]),
    ]
    assert (waiting_count(reviewer), returned_count(trainer)) == (1, 1)
    assert [changed_words(each) for each in proposals] == [
        dict.fromkeys(writing.RECORDER, 1),
        dict.fromkeys(writing.DATE, 1),
    ]


def comments(proposal):
    return [each.answer.comment for each in proposal.sendings if each.answer]


def changed_words(proposal):
    """By language: how many lines of the text last sent differ from the module's."""
    first, last = proposal.texts[0].files, proposal.texts[-1].files
    lines = {
        tongue: [
            pair
            for pair in zip(first[tongue].split("\n"), last[tongue].split("\n"), strict=True)
            if pair[0] != pair[1]
        ]
        for tongue in first
    }
    return {tongue: len(pairs) for tongue, pairs in lines.items() if pairs}


def test_credentials_stand_in_every_state(in_app, loaded):
    found = {
        each.login: [
            str(standing_now(held).status) for held in of_holder(person_with(each.login).id)
        ]
        for each in OFFICERS
        if each.credential not in ("none", "open", "proposed")
    }

    assert found == {
        "officer3": ["issued"],
        "officer10": ["suspended"],
        "officer11": ["revoked"],
        "officer12": ["expired"],
        "officer13": ["recalled"],
        "officer14": ["issued", "replaced"],
    }


def test_one_gate_is_open_and_one_credential_is_proposed(in_app, loaded):
    issuer = actor_of(person_with("issuer"))
    gates = open_gates(issuer, current_rule("qualification-demo"))

    assert person_with("officer4").id in {gate.person.id for gate in gates}
    assert [each.person.login for each in waiting_proposals(issuer)] == ["officer8"]


def test_a_contest_is_final_another_runs_and_a_drill_can_be_entered(in_app, loaded):
    competitions = competitions_under(actor_of(person_with("examiner")), Right.HOLD_COMPETITIONS)
    phases = phases_of(competitions, exam_ms())

    assert sorted((each.series, str(phases[each.id])) for each in competitions) == [
        ("county", "final"),
        ("county", "running"),
        ("drill", "running"),
    ]
    assert "drill" in {
        each.series for each in open_to(actor_of(person_with("officer9")), exam_ms())
    }


def test_every_credential_of_the_demonstration_is_genuine(in_app, loaded):
    assert faults_of(all_credentials()) == {}


def test_the_trail_of_the_demonstration_holds(app, loaded):
    runner = app.test_cli_runner()
    runner.invoke(args=["audit", "seal"])

    found = runner.invoke(args=["audit", "verify"])

    assert (found.exit_code, found.output.splitlines()[-1]) == (0, "The trail holds.")


def test_loading_if_empty_does_nothing_where_there_are_people(app, session, loaded):
    before = counts(session)

    again = app.test_cli_runner().invoke(args=["demo", "load", "--if-empty"])

    assert (again.exit_code, again.output, counts(session)) == (0, "", before)


def test_loading_into_a_filled_database_is_refused(app, session, loaded):
    before = counts(session)

    again = app.test_cli_runner().invoke(args=["demo", "load"])

    assert again.exit_code == 1
    assert "the demonstration needs an empty one" in again.output
    assert counts(session) == before


@pytest.mark.parametrize("options", [[], ["--if-empty"]])
def test_production_never_loads_the_demonstration(app, session, production, loaded, options):
    before = counts(session)

    tried = app.test_cli_runner().invoke(group(production), ["load", *options])

    assert tried.exit_code == 1
    assert "A production installation never holds the demonstration." in tried.output
    assert counts(session) == before


def test_production_does_not_start_while_a_demonstration_account_is_open(production, loaded):
    with pytest.raises(BadSetting, match="flask demo close"):
        started(production)


def test_production_does_not_start_either_when_flask_itself_is_to_serve(production, loaded):
    with click.Context(click.Command("run"), info_name="run"), pytest.raises(BadSetting):
        started(production)


def test_a_place_for_trying_things_starts_with_the_demonstration(settings, loaded):
    started(replace(settings, place="development"))


def test_closing_closes_every_account_on_a_production_installation_too(
    house, in_app, production, loaded
):
    answer = flask("demo", "close", settings=production)

    assert answer.returncode == 0, answer.stderr
    assert demo_accounts() == []
    assert sign_in(house, "officer")[1] == 422
    started(production)


def flask(*words, settings):
    """A command as it is typed on the machine of an installation."""
    environ = {
        "PATH": os.environ["PATH"],
        "CHIZHENG_ENV": settings.place,
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "BASE_URL": settings.base_url,
        "INSTANCE": str(settings.instance),
        "FLASK_APP": "app",
    }
    program = Path(sys.executable).parent / "flask"
    return subprocess.run(
        [str(program), *words], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )


def test_production_does_not_start_before_its_tables_are_made(production, database_name, tmp_path):
    if database_name == "sqlite":
        url = f"sqlite:///{tmp_path / 'new.db'}"
    else:
        url = with_option(production.database_url, "search_path=nowhere")

    with pytest.raises(BadSetting, match="flask db upgrade"):
        started(replace(production, database_url=url))
