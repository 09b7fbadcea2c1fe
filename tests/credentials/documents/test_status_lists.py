"""The published status lists: signed, complete, and of one mind with the public page."""

import pytest
from openbadgeslib.ob3 import resolve_verification_method, verify_data_integrity_proof
from sqlalchemy import delete

from core.database import db
from credentials.actions import status
from credentials.documents.badge import badge
from credentials.documents.status_list import list_address, status_list
from credentials.models import StatusChange, StatusDecision
from credentials.queries.register import credential_of
from credentials.rules.status import Kind
from credentials.rules.status_list import Purpose, is_set
from tests.credentials.documents.conftest import HOUSE
from tests.credentials.documents.test_badge import download


def holds(found) -> bool:
    """The list's own proof, by its library."""
    method = found["proof"]["verificationMethod"]
    verify_data_integrity_proof(found, resolve_verification_method(method, download))
    return True


def bits(credential) -> dict[str, bool]:
    """What a verifier of the badge reads in each list."""
    lists = {list_address(purpose, HOUSE): status_list(purpose, house=HOUSE) for purpose in Purpose}
    entries = badge(credential, house=HOUSE)["credentialStatus"]
    return {each["statusPurpose"]: is_set(each, fetch=lists.get, holds=holds) for each in entries}


def change(credential, cast, actor, kind, reason_class):
    asked = status.ask(
        credential.id, kind=kind, reason_class=reason_class, reason="x", actor=actor(cast.yin)
    )
    status.decide(asked.id, agreed=True, reason="", actor=actor(cast.fu))
    return credential_of(credential.id)


@pytest.mark.parametrize(
    ("moves", "revoked", "suspended"),
    [
        ([], False, False),
        ([(Kind.SUSPEND, "lost")], False, True),
        ([(Kind.SUSPEND, "lost"), (Kind.REINSTATE, "cleared")], False, False),
        ([(Kind.REVOKE, "breach")], True, False),
        ([(Kind.SUSPEND, "lost"), (Kind.REVOKE, "breach")], True, False),
        ([(Kind.RECALL, "left_post")], True, False),
    ],
)
def test_a_change_is_in_the_lists_at_once(credential, cast, actor, moves, revoked, suspended):
    for kind, reason_class in moves:
        credential = change(credential, cast, actor, kind, reason_class)

    assert bits(credential) == {"revocation": revoked, "suspension": suspended}


def test_what_is_asked_for_and_not_decided_changes_no_list(credential, cast, actor):
    status.ask(
        credential.id,
        kind=Kind.REVOKE,
        reason_class="breach",
        reason="x",
        actor=actor(cast.yin),
    )

    assert bits(credential_of(credential.id)) == {"revocation": False, "suspension": False}


def test_a_revocation_that_is_deleted_from_the_database_stays_in_the_list(
    credential, cast, actor, session
):
    entry = badge(credential, house=HOUSE)["credentialStatus"][0]
    change(credential, cast, actor, Kind.REVOKE, "breach")
    session.execute(delete(StatusDecision))
    session.execute(delete(StatusChange))
    session.commit()
    db.session.remove()

    found = status_list(Purpose.REVOCATION, house=HOUSE)

    assert is_set(entry, fetch=lambda _: found, holds=holds) is True


def test_the_list_says_whose_it_is_and_how_long_a_copy_is_good(credential):
    found = status_list(Purpose.SUSPENSION, house=HOUSE)

    subject = found["credentialSubject"]
    assert found["issuer"] == badge(credential, house=HOUSE)["issuer"]["id"]
    assert found["id"] == f"{HOUSE}/status/suspension"
    assert found["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", "suspension")
    assert found["validFrom"][:11] < found["validUntil"][:11]


def test_one_list_costs_the_same_questions_for_one_change_and_for_three(
    credential, cast, actor, statements
):
    def asked() -> int:
        db.session.remove()
        status_list(Purpose.REVOCATION, house=HOUSE)
        db.session.remove()
        with statements() as heard:
            status_list(Purpose.REVOCATION, house=HOUSE)
        return len(heard)

    change(credential, cast, actor, Kind.SUSPEND, "lost")
    one = asked()
    change(credential, cast, actor, Kind.REINSTATE, "cleared")
    change(credential, cast, actor, Kind.SUSPEND, "lost")

    assert asked() == one
