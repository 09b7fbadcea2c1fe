"""The way from one entry's leaf to the root of its block, step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from audit.rules.merkle import NODE, inclusion_path


@dataclass(frozen=True, slots=True)
class Rung:
    """One step up: the hash that joins, and whether it joins on the left."""

    hash: bytes
    is_left: bool


def ladder(leaves: Sequence[bytes], index: int) -> list[Rung]:
    """The steps from the leaf at this place to the root, lowest first."""
    path = inclusion_path(leaves, index)
    return [Rung(*pair) for pair in zip(path, _sides(len(leaves), index), strict=True)]


def climbed(leaf: bytes, rungs: Sequence[Rung]) -> bytes:
    """The root that a leaf and these steps give."""
    reached = leaf
    for rung in rungs:
        pair = (rung.hash, reached) if rung.is_left else (reached, rung.hash)
        reached = sha256(NODE + b"".join(pair)).digest()
    return reached


def _sides(count: int, index: int) -> list[bool]:
    """Which steps join on the left; a tree splits at the largest power of two below its size."""
    if count == 1:
        return []
    split = 1 << ((count - 1).bit_length() - 1)
    if index < split:
        return [*_sides(split, index), False]
    return [*_sides(count - split, index - split), True]
