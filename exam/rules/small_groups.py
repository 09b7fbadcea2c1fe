"""Which groups are too small for figures about them, so that nobody is read out of a table.

A group of fewer than five is left out. So that it cannot be had by taking the others from the
whole, what is left out together is at least two groups and at least five people.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import TypeVar

SMALLEST = 5

Key = TypeVar("Key", bound=Hashable)


def left_out(counts: Mapping[Key, int]) -> set[Key]:
    """The groups of a whole that must not be shown, from how many people each has.

    Of a whole of one group nothing is left out: its figures are those of the whole.
    """
    groups = sorted((count, place, key) for place, (key, count) in enumerate(counts.items()))
    people = [(count, key) for count, _, key in groups if count]
    if len(people) < 2:
        return set()
    hidden = {key for count, key in people if count < SMALLEST}
    for count, key in people:
        if not hidden or (len(hidden) > 1 and _together(counts, hidden) >= SMALLEST):
            break
        if count >= SMALLEST:
            hidden.add(key)
    return hidden


def _together(counts: Mapping[Key, int], keys: set[Key]) -> int:
    return sum(counts[key] for key in keys)


def shown_units(own: Mapping[str, int]) -> set[str]:
    """The units whose figures may be shown, from how many people each unit itself has.

    Units are paths such as /1/4/; a unit's figures are those of its own people and of all below.
    What is left out of a unit stays out in all its parts. The people of a unit itself, beside
    those of its parts, are a group of their own, called by the path without its last slash.
    """
    whole, parts = _tree(own)
    shown: set[str] = set()
    for path in sorted(whole, key=len):
        above = _above(path, whole)
        if above is None:
            visible = whole[path] >= SMALLEST
        else:
            visible = above in shown and path not in left_out(parts[above])
        if visible and whole[path]:
            shown.add(path)
    return shown | {
        path.rstrip("/")
        for path in shown
        if len(parts[path]) > 1
        and path.rstrip("/") in parts[path]
        and path.rstrip("/") not in left_out(parts[path])
    }


def _tree(own: Mapping[str, int]) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """How many each unit has with all below it, and of what parts: units below, and its own."""
    whole: dict[str, int] = defaultdict(int)
    for path, count in own.items():
        for unit in _chain(path):
            whole[unit] += count
    parts: dict[str, dict[str, int]] = defaultdict(dict)
    for path in whole:
        above = _above(path, whole)
        if above is not None:
            parts[above][path] = whole[path]
    for path, count in own.items():
        if count:
            parts[path][path.rstrip("/")] = count
    return whole, parts


def _chain(path: str) -> list[str]:
    steps = path.strip("/").split("/")
    return ["/" + "/".join(steps[:length]) + "/" for length in range(1, len(steps) + 1)]


def _above(path: str, known: Mapping[str, int]) -> str | None:
    above = path.rstrip("/").rpartition("/")[0] + "/"
    return above if above in known else None
