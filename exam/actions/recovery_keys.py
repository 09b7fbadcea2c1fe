"""Opening what a browser locked to a sitting's public key."""

from base64 import b64decode
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from exam.rules.arrivals import Malformed


def opened(locked: Mapping[str, str], private: str, token: str) -> bytes:
    """The text of a locked file: RSA-OAEP with SHA-256 for the key, AES-GCM bound to the token.

    `private` is the sitting's key as PKCS #8 in PEM. Raises Malformed.
    """
    opener = load_pem_private_key(private.encode(), None)
    if not isinstance(opener, RSAPrivateKey):
        raise TypeError("a sitting's key is an RSA key")
    try:
        key = opener.decrypt(b64decode(locked["key"]), OAEP(MGF1(SHA256()), SHA256(), None))
        iv, answers = b64decode(locked["iv"]), b64decode(locked["answers"])
        return AESGCM(key).decrypt(iv, answers, token.encode())
    except (ValueError, InvalidTag) as problem:
        raise Malformed("it was locked for another sitting, or has been changed") from problem
