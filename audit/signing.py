"""Keys of the house: private halves in a folder, public halves on record, and what they sign."""

import os
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from sqlalchemy import Engine, select

from audit.models import SigningKey
from audit.queries import Verification, verify
from audit.rules.checkpoint import Checkpoint, signed_bytes
from audit.rules.faults import Fault
from core.database import db
from core.errors import N_, Refused


@dataclass(frozen=True, slots=True)
class Signature:
    """The code of the key, and the signature in base64url without padding."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """Private keys as PEM files that only their owner reads, named by code.

    `make_key` makes a key where there is none to sign with; in production there is no such way.
    """

    path: Path
    make_key: Callable[[], object] | None = None

    def keep(self, code: str, key: Ed25519PrivateKey) -> None:
        """Write a new key down; one that is there is never overwritten."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file = os.open(self.path / f"{code}.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as written:
            written.write(pem)

    def key(self, code: str) -> Ed25519PrivateKey | None:
        """The private key with this code, if it lies here."""
        file = self.path / f"{code}.pem"
        if not file.exists():
            return None
        key = load_pem_private_key(file.read_bytes(), password=None)
        return key if isinstance(key, Ed25519PrivateKey) else None


_folders: WeakKeyDictionary[Engine, KeyFolder] = WeakKeyDictionary()
"""The folder of each application of this process, known by its engine."""


def install(folder: Path, *, make_key: Callable[[], object] | None) -> None:
    """Say once, in the application's context, where its private keys lie."""
    _folders[db.engine] = KeyFolder(folder, make_key)


def sign(data: bytes) -> Signature:
    """Sign with the present key."""
    code, key = private_key()
    return Signature(code, encoded(key.sign(data)))


def fits(key: str, data: bytes, value: str, *, recorded_at: datetime | None = None) -> bool:
    """Whether a signature is that of a key on record, retired ones included.

    By a compromised key only that stands which the trail recorded before the compromise: say
    the date of its entry as `recorded_at`.
    """
    return is_by(key_on_record(key), data, value, recorded_at=recorded_at)


def is_by(
    key: SigningKey | None, data: bytes, value: str, *, recorded_at: datetime | None = None
) -> bool:
    """The same for a key at hand, for whoever looks at many signatures; nobody's fits nothing."""
    if key is None or not _stands(key, recorded_at):
        return False
    try:
        raw = decoded(key.public)
        Ed25519PublicKey.from_public_bytes(raw).verify(decoded(value), data)
    except (InvalidSignature, ValueError):
        return False
    return code_of(raw) == key.code


def _stands(key: SigningKey, recorded_at: datetime | None) -> bool:
    if key.compromised_at is None:
        return True
    return recorded_at is not None and recorded_at < key.compromised_at


def private_key() -> tuple[str, Ed25519PrivateKey]:
    """The present key with its code; outside production one is made where there is none."""
    folder = _folders[db.engine]
    found = _present(folder)
    if found is None and folder.make_key is not None:
        folder.make_key()
        found = _present(folder)
    if found is None:
        raise Refused(N_("This machine holds no key to sign with. Make one: flask audit keys new"))
    return found


def _present(folder: KeyFolder) -> tuple[str, Ed25519PrivateKey] | None:
    on_record = present_key()
    key = folder.key(on_record.code) if on_record else None
    return (on_record.code, key) if on_record and key else None


def keys_on_record() -> list[SigningKey]:
    """Every key that the house ever had, newest first."""
    return list(db.session.scalars(select(SigningKey).order_by(SigningKey.id.desc())))


def key_on_record(code: str) -> SigningKey | None:
    """The key with this code."""
    return db.session.scalars(select(SigningKey).where(SigningKey.code == code)).one_or_none()


def signature_parts(signature: Signature) -> dict[str, object]:
    """How a file names its key and carries its signature."""
    key = key_on_record(signature.key)
    public = key.public if key else ""
    return {"key": {"code": signature.key, "public": public}, "signature": signature.value}


def key_history() -> list[dict[str, object]]:
    """Every public key with its dates, newest first, as the house publishes them."""
    return [
        {
            "code": key.code,
            "public": key.public,
            "made_at": key.at.isoformat(),
            "end": key.end
            and {"kind": key.end.kind, "effective_at": key.end.effective_at.isoformat()},
        }
        for key in keys_on_record()
    ]


def verify_witnessed(
    checkpoints: Sequence[Checkpoint], told: Callable[[int], object] | None = None
) -> Verification:
    """Walk the trail with what a witness holds; first, that it is what this house signed."""
    unsigned = [
        Fault(f"checkpoint of {seen.made_at.isoformat()}", "is not signed by a key on record here")
        for seen in checkpoints
        if not fits(seen.key, signed_bytes(seen.head), seen.signature, recorded_at=seen.made_at)
    ]
    found = verify(checkpoints, told)
    return replace(found, faults=[*found.faults, *unsigned])


def present_key() -> SigningKey | None:
    """The newest key that has not ended: the one that signs."""
    statement = (
        select(SigningKey).where(~SigningKey.ends.any()).order_by(SigningKey.id.desc()).limit(1)
    )
    return db.session.scalars(statement).first()


def fresh_key() -> SigningKey:
    """A new key, its private half in the folder, its public half yet to be put on record."""
    private = Ed25519PrivateKey.generate()
    raw = private.public_key().public_bytes_raw()
    code = code_of(raw)
    _folders[db.engine].keep(code, private)
    return SigningKey(code=code, public=encoded(raw))


def code_of(raw: bytes) -> str:
    """A key is named after its public half, so none can be put in the place of another."""
    return f"key-{sha256(raw).hexdigest()[:16]}"


def encoded(raw: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes of base64url without padding; raise ValueError for what is none."""
    return b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
