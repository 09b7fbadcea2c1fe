"""When a marker gets a seed: a settled script among the others, to see how they mark it."""

from collections.abc import Mapping
from datetime import datetime

EVERY = 5


def seeded(given: Mapping[int, datetime], seeds: Mapping[int, datetime]) -> int:
    """How many of a marker's scripts were seeds when they marked them, by the times of both."""
    return sum(script_id in seeds and at > seeds[script_id] for script_id, at in given.items())


def is_due(ordinary: int, seeds: int) -> bool:
    """Whether a seed comes next: one after every fifth script that is none."""
    return ordinary // EVERY > seeds


def to_come(ordinary: int, seeds: int, waiting: int, left: int) -> int:
    """How many seeds the marker will still get among the scripts that wait.

    `left` is how many there are that they have not seen.
    """
    return max(0, min(left, (ordinary + waiting) // EVERY - seeds))
