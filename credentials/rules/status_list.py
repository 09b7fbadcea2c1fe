"""Bitstring Status List v1.0: the list of one purpose, and how a verifier reads it."""

import gzip
import zlib
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from credentials.rules.status import Status

BITS = 131_072
MOST_BYTES = 4 * 1024 * 1024
ENTRY_TYPE = "BitstringStatusListEntry"
LIST_TYPE = "BitstringStatusListCredential"

Fetch = Callable[[str], Mapping[str, Any] | None]
Holds = Callable[[Mapping[str, Any]], bool]


class Purpose(StrEnum):
    """What a set bit means: gone for good, or not counting for now."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


PURPOSES: dict[Status, Purpose] = {
    Status.REVOKED: Purpose.REVOCATION,
    Status.RECALLED: Purpose.REVOCATION,
    Status.REPLACED: Purpose.REVOCATION,
    Status.SUSPENDED: Purpose.SUSPENSION,
}
"""The bit that a status sets. Whether one has expired is said by its own dates."""


class StatusError(StrEnum):
    """Why the status of a credential could not be read; the standard names the four."""

    RETRIEVAL = "STATUS_RETRIEVAL_ERROR"
    VERIFICATION = "STATUS_VERIFICATION_ERROR"
    LENGTH = "STATUS_LIST_LENGTH_ERROR"
    RANGE = "RANGE_ERROR"


class StatusUnknown(ValueError):
    """The status could not be read: never to be taken for 'in order'."""

    def __init__(self, error: StatusError) -> None:
        """Keep which of the four it is."""
        super().__init__(str(error))
        self.error = error


def encoded_list(indices: Iterable[int]) -> str:
    """The bits, these ones set: left-most is index 0; gzip, base64url without padding after 'u'.

    The same indices give the same text.
    """
    bits = bytearray(BITS // 8)
    for index in indices:
        if not 0 <= index < BITS:
            raise StatusUnknown(StatusError.RANGE)
        bits[index // 8] |= 0x80 >> index % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + urlsafe_b64encode(packed).rstrip(b"=").decode()


def decoded_list(text: object) -> bytes:
    """The bits of an encoded list; at most MOST_BYTES are ever unpacked."""
    if not isinstance(text, str) or not text.startswith("u"):
        raise StatusUnknown(StatusError.VERIFICATION)
    try:
        packed = b64decode(text[1:] + "=" * (-len(text[1:]) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj(wbits=31)
        bits = unpacking.decompress(packed, MOST_BYTES)
    except (ValueError, zlib.error) as problem:
        raise StatusUnknown(StatusError.VERIFICATION) from problem
    if unpacking.unconsumed_tail or 8 * len(bits) < BITS:
        raise StatusUnknown(StatusError.LENGTH)
    if not unpacking.eof:
        raise StatusUnknown(StatusError.VERIFICATION)
    return bits


def is_set(entry: Mapping[str, Any], *, fetch: Fetch, holds: Holds) -> bool:
    """Whether the bit that a credential's status entry names is set.

    `fetch` gives the list at an address or None, `holds` says whether a list's own proof does.
    Raise StatusUnknown with one of the four errors of the standard.
    """
    found = fetch(str(entry.get("statusListCredential", "")))
    if found is None:
        raise StatusUnknown(StatusError.RETRIEVAL)
    subject = found.get("credentialSubject")
    if entry.get("type") != ENTRY_TYPE or not isinstance(subject, Mapping) or not holds(found):
        raise StatusUnknown(StatusError.VERIFICATION)
    if LIST_TYPE not in found.get("type", ()) or not _purposes_match(entry, subject):
        raise StatusUnknown(StatusError.VERIFICATION)
    bits = decoded_list(subject.get("encodedList"))
    index = _index(entry.get("statusListIndex"))
    if index is None or index >= 8 * len(bits):
        raise StatusUnknown(StatusError.RANGE)
    return bool(bits[index // 8] & 0x80 >> index % 8)


def _purposes_match(entry: Mapping[str, Any], subject: Mapping[str, Any]) -> bool:
    purpose, said = entry.get("statusPurpose"), subject.get("statusPurpose")
    return isinstance(purpose, str) and (
        purpose in said if isinstance(said, list) else purpose == said
    )


def _index(text: object) -> int | None:
    """The index of an entry: the standard writes it as a text of digits."""
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 12:
        return int(text)
    return None
