"""The Data Integrity proof (eddsa-rdfc-2022) by which the house signs what other software reads."""

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from openbadgeslib.ob3 import add_data_integrity_proof

from audit.rules.entry import canonical
from audit.signing import key_on_record, private_key
from core.errors import N_, Missing, Refused
from credentials.documents.keys import method_of


def signed(document: dict[str, Any], *, house: str, created: datetime) -> dict[str, Any]:
    """The document with a proof by the present key, dated `created` or when the key was made.

    The same document and key give the same bytes, so that one signing serves everyone who asks.
    """
    code, _ = private_key()
    key = key_on_record(code)
    if key is None:
        raise Missing(N_("The key that signs is not on record."))
    return dict(json.loads(_proven(canonical(document), house, code, max(created, key.at))))


@lru_cache(maxsize=256)
def _proven(document: bytes, house: str, code: str, created: datetime) -> str:
    present, private = private_key()
    if present != code:
        raise Refused(N_("The key that signs was changed just now. Please try again."))
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    method = method_of(house, code)
    return json.dumps(add_data_integrity_proof(json.loads(document), pem, method, created=created))
