"""Receipts: what a candidate holds in hand for every confirmed answer."""

import hmac
import json


def receipt(key: bytes, *, attempt: int, slot: int, seq: int, value: str, at_ms: int) -> str:
    """Keyed hash (32 hex digits) over attempt, slot, sequence, the answer's JSON text and time."""
    message = json.dumps([attempt, slot, seq, value, at_ms], separators=(",", ":")).encode()
    return hmac.digest(key, message, "sha256").hex()[:32]
