"""Numbers for draws that a stranger can repeat: SHA-256 in counter mode. See docs/draws.md."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

Thing = TypeVar("Thing")
WORD = 2**64


class Stream:
    """Uniform whole numbers from a seed and a label.

    The n-th block of bytes is SHA-256(seed || 0x00 || label || 0x00 || n as 8 bytes, big-endian);
    it gives four words of 64 bits, first bytes first.
    """

    def __init__(self, seed: bytes, label: str) -> None:
        """Begin the stream of this seed and label."""
        self._prefix = seed + b"\x00" + label.encode() + b"\x00"
        self._block = 0
        self._words: list[int] = []

    def word(self) -> int:
        """The next 64 bits as a number."""
        if not self._words:
            digest = sha256(self._prefix + self._block.to_bytes(8, "big")).digest()
            self._block += 1
            self._words = [int.from_bytes(digest[i : i + 8], "big") for i in (24, 16, 8, 0)]
        return self._words.pop()

    def below(self, bound: int) -> int:
        """A number from 0 up to, not including, `bound`; words that would bias it are skipped."""
        limit = WORD - WORD % bound
        while (word := self.word()) >= limit:
            pass
        return word % bound

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """The things in a random order: Fisher and Yates, from the last place down."""
        order = list(things)
        for last in range(len(order) - 1, 0, -1):
            chosen = self.below(last + 1)
            order[last], order[chosen] = order[chosen], order[last]
        return order


def seed_hash(seed: bytes) -> str:
    """What goes on the trail at sealing, before the seed itself may be known."""
    return sha256(seed).hexdigest()
