"""A decision's digest: over its answer, its findings, what they stood on, and when."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from audit.rules.entry import canonical


def decision_digest(*, answer: str, findings: list[Any], facts: Mapping[str, Any], at: str) -> str:
    """Hex SHA-256 over the canonical JSON of the four; `at` as ISO 8601 in UTC."""
    decided = {"answer": answer, "findings": findings, "facts": dict(facts), "at": at}
    return sha256(canonical(decided)).hexdigest()
