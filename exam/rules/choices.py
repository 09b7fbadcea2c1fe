"""Which options an answer chose, and which are right: by their places in the bank."""

from collections.abc import Mapping, Sequence
from typing import Any

from question_bank.kinds.options import in_bank

OFFERED = frozenset({"single", "multiple", "true_false", "judgement"})
"""The kinds that show options to choose from; of true or false, true is place 0."""


def chosen_places(kind: str, read: object, order: Sequence[int]) -> tuple[int, ...]:
    """The places in the bank of what was chosen; none of a kind that offers nothing to choose."""
    if kind not in OFFERED or read is None:
        return ()
    if isinstance(read, bool):
        return (0 if read else 1,)
    letters = read if isinstance(read, list) else [read]
    return tuple(sorted(in_bank(str(letter), order) for letter in letters))


def right_places(kind: str, key: Mapping[str, Any]) -> frozenset[int]:
    """The places that earn: of a judgement those that earn most."""
    if kind == "true_false":
        return frozenset({0 if key["right"] else 1})
    if kind == "judgement":
        most = max(key["earns"])
        return frozenset(place for place, worth in enumerate(key["earns"]) if worth == most)
    right = key["right"]
    return frozenset(right if isinstance(right, list) else [right])
