"""Whoever changes the database behind the house's back is found, and what they changed is named."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from audit.actions import report_compromised, seal
from audit.models import Entry
from core.clock import now
from credentials.actions import issuing, status
from credentials.models import Credential, Decision, StatusChange, StatusDecision
from credentials.queries.genuine import faults_of, is_genuine
from credentials.queries.register import all_credentials, credential_of
from tests.credentials import steps


def found(app, credential_id):
    """The code of the fault, or None for a genuine credential."""
    with app.app_context():
        fault = is_genuine(credential_of(credential_id))
        return fault.code if fault else None


def behind_the_back(session, statement):
    """What somebody does who holds the database."""
    session.execute(statement)
    session.commit()


@pytest.fixture
def revoked(app, cast, issued, actor):
    """Lin's credential, revoked by two issuers."""
    with app.app_context():
        change = status.ask(
            issued.id, kind="revoke", reason_class="breach", reason="x", actor=actor(cast.yin)
        )
        status.decide(change.id, agreed=True, reason="", actor=actor(cast.fu))
    return issued


def test_what_the_house_issued_is_genuine_through_its_whole_life(app, session, revoked):
    with app.app_context():
        seal()

    assert found(app, revoked.id) is None


def test_a_row_put_in_by_sql_is_not_genuine(app, session, cast, issued, proposed):
    copied = {
        column.name: getattr(session.get(Credential, issued.id), column.name)
        for column in Credential.__table__.columns
    }
    forged = {
        **copied,
        "id": issued.id + 1,
        "uid": "f" * 32,
        "proposal_id": proposed.id + 1,
        "serial": 2,
        "number": copied["number"][:-1] + "2",
        "person_id": cast.zhao.id,
        "name": "赵一帆",
        "status_index": (copied["status_index"] + 1) % 131_072,
    }
    other = {
        column.name: getattr(session.get(type(proposed), proposed.id), column.name)
        for column in type(proposed).__table__.columns
    }
    session.execute(insert(type(proposed)).values(**{**other, "id": proposed.id + 1}))
    behind_the_back(session, insert(Credential).values(**forged))

    assert found(app, issued.id + 1) == "seal"
    assert found(app, issued.id) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "林夏知"},
        {"number": "T-songyan-2026-0009"},
        {"check_code": "00000000"},
        {"serial": 9},
        {"valid_until": now().date() + timedelta(days=9_999)},
        {"valid_from": now().date() - timedelta(days=9)},
        {"status_index": 131_071},
        {"is_demonstration": True},
        {"uid": "0" * 32},
        {"at": now() - timedelta(days=3)},
        {"seal": "AAAA"},
        {"key_code": "key-0000000000000000"},
    ],
)
def test_whatever_is_edited_in_a_credential_breaks_its_seal(app, session, issued, changes):
    behind_the_back(session, update(Credential).where(Credential.id == issued.id).values(**changes))

    assert found(app, issued.id) == "seal"


def test_a_credential_given_to_another_person_or_unit_breaks_its_seal(app, session, cast, issued):
    for changes in (
        {"person_id": cast.zhao.id},
        {"person_id": cast.lin.id, "unit_id": cast.units["shibei"].id},
    ):
        behind_the_back(
            session, update(Credential).where(Credential.id == issued.id).values(**changes)
        )
        assert found(app, issued.id) == "seal"


@pytest.mark.parametrize(
    "changes", [{"facts": {}}, {"findings": []}, {"answer": "unknown"}, {"at": now()}]
)
def test_a_changed_decision_is_named(app, session, issued, changes):
    behind_the_back(
        session, update(Decision).where(Decision.id == issued.decision_id).values(**changes)
    )

    assert found(app, issued.id) == "decision"


def test_a_decision_with_a_digest_to_match_breaks_the_seal(app, session, issued):
    behind_the_back(
        session,
        update(Decision).where(Decision.id == issued.decision_id).values(digest="0" * 64),
    )

    assert found(app, issued.id) == "seal"


def test_a_removed_status_decision_is_named(app, session, revoked):
    behind_the_back(session, delete(StatusDecision))

    assert found(app, revoked.id) == "status"


def test_a_removed_change_is_named(app, session, revoked):
    session.execute(delete(StatusDecision))
    behind_the_back(session, delete(StatusChange))

    assert found(app, revoked.id) == "status"


@pytest.mark.parametrize(
    "statement",
    [
        update(StatusDecision).values(agreed=False),
        update(StatusChange).values(kind="suspend"),
        update(StatusChange).values(reason_class="issued_in_error"),
    ],
)
def test_a_changed_change_is_named(app, session, revoked, statement):
    behind_the_back(session, statement)

    assert found(app, revoked.id) == "status"


def test_a_change_that_the_trail_does_not_know_is_named(app, session, cast, issued):
    change = StatusChange(
        credential_id=issued.id,
        kind="revoke",
        reason_class="breach",
        reason="x",
        by_id=cast.yin.id,
        at=now(),
    )
    session.add(change)
    session.commit()

    assert found(app, issued.id) == "status"


def test_an_issue_that_the_trail_does_not_know_is_named(app, session, issued):
    behind_the_back(session, delete(Entry).where(Entry.act == "credential.issued"))

    assert found(app, issued.id) == "trail"


def test_an_entry_that_was_changed_is_named(app, session, revoked):
    entry = session.scalars(select(Entry).where(Entry.act == "credential.status_decided")).one()
    behind_the_back(
        session,
        update(Entry)
        .where(Entry.id == entry.id)
        .values(fields={**entry.fields, "actor_name": "别人"}),
    )

    assert found(app, revoked.id) == "trail"


def test_an_entry_whose_column_was_changed_hides_nothing(app, session, revoked):
    behind_the_back(
        session,
        update(Entry)
        .where(Entry.act == "credential.status_decided")
        .values(act="credential.status_asked"),
    )

    assert found(app, revoked.id) == "trail"


def test_a_compromised_key_keeps_what_it_sealed_before_and_nothing_later(app, session, issued):
    with app.app_context():
        report_compromised(issued.key_code, now(), "U盘遗失")
    before = found(app, issued.id)
    behind_the_back(
        session,
        update(Entry).where(Entry.act == "credential.issued").values(at=now() + timedelta(days=1)),
    )

    assert (before, found(app, issued.id)) == (None, "seal")


def test_all_are_compared_with_one_look_at_the_trail(app, session, cast, issued, statements):
    with app.app_context():
        credentials = all_credentials()
        with statements() as heard:
            assert faults_of(credentials) == {}

    assert len([each for each in heard if "trail_entry" in each]) == 1


def test_many_credentials_are_checked_in_as_many_queries_as_one(
    app, session, cast, issued, actor, statements
):
    def asked():
        with app.app_context():
            loaded = all_credentials()
            with statements() as heard:
                faults = faults_of(loaded)
        return len(loaded), len(heard), faults

    before = asked()
    for person in steps.many_qualified(session, cast, 3):
        with app.app_context():
            proposal = issuing.propose(person.id, rule_code="small", actor=actor(cast.yin))
            issuing.confirm(proposal.id, actor=actor(cast.fu))

    assert (before, asked()) == ((1, before[1], {}), (4, before[1], {}))
