"""How ranks moved while the list grew, for a chart."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from competitions.rules.definition import Definition
from competitions.rules.standings import Order, ScoreLine, order_of, place_of

MOMENTS = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """Ranks after the list had grown to this number; who had none is not in it."""

    number: int
    at_ms: int
    ranks: dict[int, int]


def history(
    definition: Definition,
    lines: Sequence[ScoreLine],
    watched: Collection[int],
    *,
    most: int = MOMENTS,
) -> list[Moment]:
    """The ranks of the watched entries at up to so many moments, evenly over the lines."""
    own: dict[int, list[ScoreLine]] = defaultdict(list)
    orders: dict[int, Order] = {}
    found = []
    size = max(1, -(-len(lines) // most))
    for start in range(0, len(lines), size):
        chunk = lines[start : start + size]
        for line in chunk:
            own[line.entry_id].append(line)
        for entry in {line.entry_id for line in chunk}:
            place = place_of(definition, entry, own[entry])
            orders.pop(entry, None)
            if place.is_ranked:
                orders[entry] = order_of(definition, place)
        best_first = sorted(orders.values())
        ranks = {e: 1 + bisect_left(best_first, orders[e]) for e in watched if e in orders}
        found.append(Moment(chunk[-1].number, chunk[-1].at_ms, ranks))
    return found
