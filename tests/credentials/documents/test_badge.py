"""A badge of the house is verified by others: by its library's verifier, and by hand."""

import copy
import hashlib
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError
from openbadgeslib.ob3.contexts import document_loader
from pyld import jsonld

from audit import signing
from audit.actions import new_key, report_compromised
from core.clock import now
from core.database import db
from core.errors import Refused
from credentials.documents.badge import badge, public_badge
from credentials.documents.keys import did_document, did_of, key_history
from credentials.documents.status_list import status_list
from credentials.models import Credential
from credentials.queries.register import credential_of
from credentials.rules.status_list import Purpose
from tests.credentials.documents.conftest import HOUSE

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def download(address: str) -> bytes:
    """What the house publishes, as a verifier fetches it."""
    published = {
        f"{HOUSE}/.well-known/did.json": lambda: did_document(HOUSE),
        f"{HOUSE}/status/revocation": lambda: status_list(Purpose.REVOCATION, house=HOUSE),
        f"{HOUSE}/status/suspension": lambda: status_list(Purpose.SUSPENSION, house=HOUSE),
    }
    return json.dumps(published[address]()).encode()


def by_the_library(document) -> object:
    """The library's own verifier, resolving did:web and reading both status lists."""
    verifier = OB3LdpVerifier.for_issuer_did(did_of(HOUSE), download=download)
    return verifier.verify(document, check_status=True, verify_status_list=False, download=download)


def base58(text: str) -> bytes:
    number = 0
    for letter in text:
        number = number * 58 + ALPHABET.index(letter)
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return b"\0" * (len(text) - len(text.lstrip("1"))) + raw


def by_hand(document, did=None) -> None:
    """The standard's own steps with pyld and cryptography; nothing of the house, nor its library.

    Raises InvalidSignature.
    """
    proof = dict(document["proof"])
    signature = base58(proof.pop("proofValue").removeprefix("z"))
    bare = {name: value for name, value in document.items() if name != "proof"}
    options = {"algorithm": "URDNA2015", "format": "application/n-quads"}
    loader = {"documentLoader": document_loader()}
    hashes = [
        hashlib.sha256(jsonld.normalize(each, options | loader).encode()).digest()
        for each in ({**proof, "@context": bare["@context"]}, bare)
    ]
    methods = {each["id"]: each for each in (did or did_document(HOUSE))["verificationMethod"]}
    key = base58(methods[proof["verificationMethod"]]["publicKeyMultibase"].removeprefix("z"))
    assert key[:2] == b"\xed\x01"
    Ed25519PublicKey.from_public_bytes(key[2:]).verify(signature, b"".join(hashes))


@pytest.mark.parametrize("check", [by_the_library, by_hand])
def test_a_badge_is_verified_by_others(credential, check):
    check(badge(credential, house=HOUSE))
    check(public_badge(credential, house=HOUSE))


@pytest.mark.parametrize(
    ("check", "problem"), [(by_the_library, OB3VerificationError), (by_hand, InvalidSignature)]
)
@pytest.mark.parametrize(
    "change",
    [
        lambda it: it["credentialSubject"]["identifier"][0].update(identityHash="周知夏"),
        lambda it: it.update(validUntil="2099-01-01T00:00:00Z"),
        lambda it: it["credentialStatus"][0].update(statusListIndex="7"),
        lambda it: it["credentialSubject"]["achievement"].update(name="别的证"),
    ],
)
def test_a_changed_badge_is_not(credential, check, problem, change):
    changed = copy.deepcopy(badge(credential, house=HOUSE))
    change(changed)

    with pytest.raises(problem):
        check(changed)


def test_the_badge_says_who_what_and_until_when_and_the_public_one_names_nobody(credential):
    own, public = badge(credential, house=HOUSE), public_badge(credential, house=HOUSE)

    assert own["credentialSubject"].pop("identifier") == [
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": "林知夏",
            "identityType": "name",
        }
    ]
    assert own["id"] == f"{HOUSE}/c/{credential.uid}"
    assert own["validUntil"] == f"{credential.valid_until.isoformat()}T15:59:59Z"
    assert "培训考核证明" in own["credentialSubject"]["achievement"]["description"]
    assert {each: own[each] for each in own if each != "proof"} == {
        each: public[each] for each in public if each != "proof"
    }
    assert "林" not in json.dumps(public, ensure_ascii=False)


def test_the_same_badge_is_signed_once(credential):
    assert badge(credential, house=HOUSE) == badge(credential, house=HOUSE)


def test_after_a_rotation_old_badges_verify_and_new_ones_are_by_the_new_key(credential):
    old = badge(credential, house=HOUSE)
    made = new_key()
    new = badge(credential, house=HOUSE)

    for each in (old, new):
        by_hand(each)
        by_the_library(each)
    assert new["proof"]["verificationMethod"] == f"{did_of(HOUSE)}#{made.code}"
    assert old["proof"]["verificationMethod"] != new["proof"]["verificationMethod"]
    assert [key["code"] for key in key_history(HOUSE)["keys"]] == [
        made.code,
        old["proof"]["verificationMethod"].split("#")[1],
    ]


def test_a_badge_by_a_compromised_key_fails_and_a_new_one_is_to_be_had(credential):
    old = badge(credential, house=HOUSE)
    code = credential.key_code
    new_key()
    report_compromised(code, now(), "A copy of the folder was found.")

    with pytest.raises(OB3VerificationError):
        by_the_library(old)
    by_the_library(badge(credential_of(credential.id), house=HOUSE))
    told = {key["code"]: key["end"] for key in key_history(HOUSE)["keys"]}
    assert told[code]["kind"] == "compromised"
    assert told[signing.present_key().code] is None


def test_no_badge_of_what_was_issued_by_a_key_after_it_was_compromised(credential):
    report_compromised(credential.key_code, credential.at, "A copy of the folder was found.")

    with pytest.raises(Refused):
        badge(credential_of(credential.id), house=HOUSE)


def test_no_badge_of_a_row_that_was_changed(credential, session):
    session.get(Credential, credential.id).name = "别人"
    session.commit()
    db.session.remove()

    with pytest.raises(Refused):
        badge(credential_of(credential.id), house=HOUSE)


def test_no_private_key_is_published(credential):
    code, private = signing.private_key()
    raw = private.private_bytes_raw()
    published = json.dumps(
        [did_document(HOUSE), key_history(HOUSE), badge(credential, house=HOUSE)]
    )

    assert code in published
    assert signing.encoded(raw) not in published
    assert raw.hex() not in published


@pytest.mark.parametrize("definition", [{"accepts_demonstration": True}])
def test_the_badge_of_a_demonstration_says_so(credential):
    own = badge(credential, house=HOUSE)

    by_hand(own)
    said = own["credentialSubject"]["achievement"]["description"]
    assert said.startswith("演示用证明，人员与成绩均属虚构，不证明任何人的资格。")
