"""Receipts: what a candidate holds in hand for every confirmed answer."""

import hmac
import json

LENGTH = 32


def receipt(
    key: bytes, *, attempt: str, slot: int, typed_under: int, seq: int, value: str, at_ms: int
) -> str:
    """The keyed hash (32 hex digits), a point, and the time in ms that it vouches for.

    Hashed are the attempt's token, slot, the lease it was typed under, sequence, the answer's JSON
    text and the time: so it vouches for the answer's place in the order too.
    """
    vouched = [attempt, slot, typed_under, seq, value, at_ms]
    message = json.dumps(vouched, separators=(",", ":")).encode()
    return f"{hmac.digest(key, message, 'sha256').hex()[:LENGTH]}.{at_ms}"


def proves(
    shown: str, key: bytes, *, attempt: str, slot: int, typed_under: int, seq: int, value: str
) -> bool:
    """Whether a receipt was given under this key for just this answer."""
    digits = shown.partition(".")[2]
    if not (shown.isascii() and digits.isdigit() and len(digits) <= LENGTH):
        return False
    given = receipt(
        key,
        attempt=attempt,
        slot=slot,
        typed_under=typed_under,
        seq=seq,
        value=value,
        at_ms=int(digits),
    )
    return hmac.compare_digest(given, shown)
