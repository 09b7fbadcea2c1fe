"""Numbers for draws that a stranger can repeat: SHA-256 in counter mode. See docs/draws.md."""

from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
BLOCK = 4
"""How many words of 64 bits one block gives."""


def words(seed: bytes, label: str, count: int) -> Words:
    """The first so many words of 64 bits of the stream with this seed and label.

    The n-th block of bytes is SHA-256(seed || 0x00 || label || 0x00 || n as 8 bytes, big-endian);
    it gives four words, first bytes first, big-endian.
    """
    prefix = seed + b"\x00" + label.encode() + b"\x00"
    blocks = range(-(-count // BLOCK))
    joined = b"".join([sha256(prefix + n.to_bytes(8, "big")).digest() for n in blocks])
    return np.frombuffer(joined, dtype=">u8")[:count].astype(np.uint64)


def seed_hash(seed: bytes) -> str:
    """What goes on the trail at sealing, before the seed itself may be known."""
    return sha256(seed).hexdigest()
