"""Who goes into which room, when nobody chooses by hand."""

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence


def spread(candidates: Sequence[int], seated: Mapping[int, int]) -> dict[int, int]:
    """The room of each candidate: always the one with the fewest, of equals the first.

    `seated` says how many sit in each room already.
    """
    rooms = [(count, room) for room, count in seated.items()]
    heapq.heapify(rooms)
    found = {}
    for candidate in candidates:
        count, room = rooms[0]
        found[candidate] = room
        heapq.heapreplace(rooms, (count + 1, room))
    return found


def together(candidates: Sequence[tuple[int, int]], seated: Mapping[int, int]) -> dict[int, int]:
    """The room of each of (candidate, unit): a unit stays whole; the largest units choose first."""
    units: dict[int, list[int]] = defaultdict(list)
    for candidate, unit in candidates:
        units[unit].append(candidate)
    held = dict(seated)
    found: dict[int, int] = {}
    for unit in sorted(units, key=lambda each: (-len(units[each]), each)):
        room = min(held, key=lambda each: (held[each], each))
        held[room] += len(units[unit])
        found |= dict.fromkeys(units[unit], room)
    return found
