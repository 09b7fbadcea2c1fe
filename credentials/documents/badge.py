"""The credential as an Open Badge 3.0 that other software verifies."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from openbadgeslib.ob3 import Achievement, IdentityObject, Issuer, OpenBadgeCredential

from credentials.documents.keys import did_of
from credentials.documents.printing import WORDS, refuse_unless_genuine
from credentials.documents.proof import signed
from credentials.documents.status_list import entries_of
from credentials.models import Credential
from credentials.queries.register import public_facts
from credentials.rules.names import plain_name


def badge(credential: Credential, *, house: str) -> dict[str, Any]:
    """The holder's badge of a loaded credential, with the name in full."""
    name = IdentityObject(
        identity_hash=plain_name(credential.name), identity_type="name", hashed=False
    )
    return _signed(credential, house, [name])


def public_badge(credential: Credential, *, house: str) -> dict[str, Any]:
    """The badge that anyone may fetch by the credential's address: it names nobody."""
    return _signed(credential, house, [])


def _signed(credential: Credential, house: str, identities: list[IdentityObject]) -> dict[str, Any]:
    refuse_unless_genuine(credential)
    address = f"{house}/c/{credential.uid}"
    document = OpenBadgeCredential(
        id=address,
        issuer=Issuer(id=did_of(house), name=credential.unit.name, url=house),
        recipient_id=f"{address}#holder",
        identifiers=identities,
        achievement=_achievement(credential, house),
        issuance_date=credential.at,
        expiration_date=_end_of(credential.valid_until, credential.unit.zone),
        credential_status=entries_of(credential, house),
    ).to_vc()
    return signed(document, house=house, created=credential.at)


def _achievement(credential: Credential, house: str) -> Achievement:
    facts = public_facts(credential)
    said = [f"{facts.words['zh']}。{facts.words['en']}"]
    if credential.is_demonstration:
        said.insert(0, f"{WORDS['zh']['demonstration']}。{WORDS['en']['demonstration']}")
    rule = credential.rule
    return Achievement(
        id=f"{house}/check#{rule.code}-{rule.version}",
        name=f"{facts.titles['zh']} {facts.titles['en']}",
        description=" ".join([*said, credential.number]),
        criteria_narrative=f"{facts.scope['zh']}。{facts.scope['en']}",
        achievement_type="Certificate",
    )


def _end_of(day: date, zone: str) -> datetime:
    """The last second of a day by the calendar of the unit."""
    last = datetime.combine(day, time(23, 59, 59), tzinfo=ZoneInfo(zone))
    return last.astimezone(UTC)
