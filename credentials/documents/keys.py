"""The house's keys as others read them: its did:web document, and the history of its keys."""

from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3 import multikey_from_pem

from audit.models import SigningKey
from audit.signing import decoded, keys_on_record

RULE = (
    "What a retired key signed still stands. By a compromised key only that stands which the "
    "trail recorded before the date of its end: the house answers for each credential, and signs "
    "its badge anew."
)


def did_of(house: str) -> str:
    """The house as did:web; its document lies at /.well-known/did.json."""
    return f"did:web:{quote(urlsplit(house).netloc, safe='')}"


def method_of(house: str, code: str) -> str:
    """The name of one key in the did:web document."""
    return f"{did_of(house)}#{code}"


def did_document(house: str) -> dict[str, object]:
    """The keys whose signatures stand, the present one first; compromised ones are left out."""
    methods = [
        {
            "id": method_of(house, key.code),
            "type": "Multikey",
            "controller": did_of(house),
            "publicKeyMultibase": _multikey(key),
        }
        for key in keys_on_record()
        if key.compromised_at is None
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did_of(house),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def key_history(house: str) -> dict[str, object]:
    """Every key that the house ever signed with, newest first, and what its end means."""
    return {
        "house": house,
        "did": did_of(house),
        "rule": RULE,
        "keys": [_told(key) for key in keys_on_record()],
    }


def _told(key: SigningKey) -> dict[str, object]:
    end = key.end
    return {
        "code": key.code,
        "public": key.public,
        "publicKeyMultibase": _multikey(key),
        "made_at": key.at.isoformat(),
        "end": {"kind": end.kind, "effective_at": end.effective_at.isoformat()} if end else None,
    }


def _multikey(key: SigningKey) -> str:
    public = Ed25519PublicKey.from_public_bytes(decoded(key.public))
    return str(
        multikey_from_pem(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    )
