"""How an entry is hashed: each field with its own salt, so that one can be redacted alone."""

import json
from collections.abc import Mapping
from hashlib import sha256

from audit.rules.merkle import leaf_hash


def canonical(value: object) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8: one value, one sequence of bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def field_digest(name: str, value: object, salt: str) -> str:
    """Hex SHA-256 of salt (32 hex digits) and the canonical pair of name and value."""
    return sha256(bytes.fromhex(salt) + canonical([name, value])).hexdigest()


def entry_hash(digests: Mapping[str, str]) -> bytes:
    """The entry's leaf in its block: over the names and digests of its fields, sorted by name."""
    return leaf_hash(canonical(sorted(digests.items())))


def block_hash(*, height: int, previous: str, root: str, count: int, at: str) -> str:
    """Hex SHA-256 over a block's head; `previous` is the hash of the block before ("" for none)."""
    return sha256(canonical([height, previous, root, count, at])).hexdigest()
