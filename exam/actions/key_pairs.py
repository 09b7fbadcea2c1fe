"""The key pair of a sitting: its candidates' recovery files are locked to the public half."""

from base64 import b64encode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

BITS = 2048


@dataclass(frozen=True, slots=True)
class KeyPair:
    """The public half as SPKI in base64, the private half as PKCS #8 in PEM."""

    public: str
    private: str


def new_key_pair() -> KeyPair:
    """A new pair for RSA-OAEP."""
    key = generate_private_key(65537, BITS)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return KeyPair(b64encode(public).decode(), private.decode())
