"""Merkle tree hashes as in RFC 9162, section 2.1."""

from collections.abc import Sequence
from hashlib import sha256

LEAF = b"\x00"
NODE = b"\x01"


def leaf_hash(data: bytes) -> bytes:
    """Hash of one leaf: SHA-256(0x00 || data)."""
    return sha256(LEAF + data).digest()


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """Root over leaf hashes; of none, SHA-256 of nothing."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(NODE + root_hash(leaves[:split]) + root_hash(leaves[split:])).digest()


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from one leaf to the root, lowest first."""
    if len(leaves) == 1:
        return []
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < split:
        return [*inclusion_path(leaves[:split], index), root_hash(leaves[split:])]
    return [*inclusion_path(leaves[split:], index - split), root_hash(leaves[:split])]
