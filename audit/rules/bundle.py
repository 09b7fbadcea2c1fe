"""The one signed bundle in which things leave the house to be believed (docs/bundles.md)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from audit.rules.entry import canonical, field_digest
from audit.rules.merkle import leaf_hash, root_hash

FORMAT = "chizheng-bundle/1"
EMBEDDED = "bundle"

Bundle = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a bundle; its fields hold what JSON can (decimals and dates as text).

    Salts and digests are given for what was hashed before, an entry of the trail: a digest
    without value and salt is a field that was redacted there.
    """

    kind: str
    fields: Mapping[str, Any]
    salts: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)


def bundled(
    head_kind: str,
    about: Mapping[str, Any],
    records: Sequence[Record],
    *,
    house: str,
    made_at: datetime,
    salt: Callable[[], str],
) -> Bundle:
    """A bundle that is not yet signed; `salt` gives 32 new random hex digits each time."""
    hashed = [_hashed(record, salt) for record in records]
    return {
        "format": FORMAT,
        "head": {
            "kind": head_kind,
            "about": dict(about),
            "house": house,
            "made_at": made_at.isoformat(),
            "count": len(hashed),
            "root": root_hash([bytes.fromhex(one["leaf"]) for one in hashed]).hex(),
        },
        "records": hashed,
    }


def signed_bytes(head: Mapping[str, Any]) -> bytes:
    """What the signature is over: the format and the head, which holds the root."""
    return canonical([FORMAT, head])


def record_leaf(kind: str, digests: Mapping[str, str]) -> bytes:
    """A record's leaf: over its kind and the names and digests of its fields, sorted by name."""
    return leaf_hash(canonical([kind, sorted(digests.items())]))


def value_digest(kind: str, name: str, value: object, salt: str) -> str:
    """The digest of a field; a bundle inside counts by its head, so it can be redacted alone."""
    if kind == name == EMBEDDED and isinstance(value, dict):
        value = value["head"]
    return field_digest(name, value, salt)


def redacted(bundle: Bundle, keep: Callable[[str, str], bool]) -> Bundle:
    """The bundle without the value and salt of each field that is not kept; all of it verifies.

    `keep` is asked with the kind of record and the name of the field, inside bundles too.
    """
    return {**bundle, "records": [_redacted(record, keep) for record in bundle["records"]]}


def _hashed(record: Record, salt: Callable[[], str]) -> dict[str, Any]:
    fields = json.loads(json.dumps(dict(record.fields)))
    salts = dict(record.salts) or {name: salt() for name in fields}
    digests = dict(record.digests) or {
        name: value_digest(record.kind, name, value, salts[name]) for name, value in fields.items()
    }
    return {
        "kind": record.kind,
        "fields": fields,
        "salts": salts,
        "digests": digests,
        "leaf": record_leaf(record.kind, digests).hex(),
    }


def _redacted(record: Mapping[str, Any], keep: Callable[[str, str], bool]) -> dict[str, Any]:
    kept = [name for name in record["fields"] if keep(record["kind"], name)]
    return {
        **record,
        "fields": {
            name: redacted(value, keep) if record["kind"] == name == EMBEDDED else value
            for name, value in record["fields"].items()
            if name in kept
        },
        "salts": {name: record["salts"][name] for name in kept},
    }
