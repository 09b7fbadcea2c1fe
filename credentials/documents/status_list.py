"""The status lists of the house as signed credentials, and what a badge says of its place there."""

from datetime import datetime, timedelta
from typing import Any

from core.clock import now
from credentials.documents.keys import did_of
from credentials.documents.proof import signed
from credentials.models import Credential
from credentials.queries.status_bits import set_bits
from credentials.rules.status_list import ENTRY_TYPE, LIST_TYPE, Purpose, encoded_list

LASTS = timedelta(days=1)
KEEP_MS = 60_000


def list_address(purpose: Purpose, house: str) -> str:
    """Where the list of a purpose lies."""
    return f"{house}/status/{purpose}"


def entries_of(credential: Credential, house: str) -> list[dict[str, Any]]:
    """The credential's place in every list; one index for all of them."""
    return [
        {
            "id": f"{list_address(purpose, house)}#{credential.status_index}",
            "type": ENTRY_TYPE,
            "statusPurpose": str(purpose),
            "statusListIndex": str(credential.status_index),
            "statusListCredential": list_address(purpose, house),
        }
        for purpose in Purpose
    ]


def status_list(purpose: Purpose, *, house: str) -> dict[str, Any]:
    """The list of a purpose as it is now, dated by the minute; a copy of it is good for a day."""
    minute = now().replace(second=0, microsecond=0)
    address = list_address(purpose, house)
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", LIST_TYPE],
        "issuer": did_of(house),
        "validFrom": _moment(minute),
        "validUntil": _moment(minute + LASTS),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": str(purpose),
            "encodedList": encoded_list(set_bits(purpose)),
            "ttl": KEEP_MS,
        },
    }
    return signed(document, house=house, created=minute)


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
