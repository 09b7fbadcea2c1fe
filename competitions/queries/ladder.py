"""Standings kept sorted in memory: one line moves one entry, whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from sortedcontainers import SortedList

from competitions.rules.definition import Definition
from competitions.rules.standings import Order, Place, ScoreLine, order_of, place_of

KEPT_PLACES = 10_000


class Ladder:
    """The same places in the same order as `rules.standings.standings` gives, kept up to date.

    Ranked entries stand in `_ranked` by what they are sorted by and their id, the others after
    them in `_unranked`. To show a line takes the logarithm of the entries, a page no more.
    """

    def __init__(self, definition: Definition) -> None:
        """Nobody takes part yet."""
        self._definition = definition
        self._lines: dict[int, tuple[ScoreLine, ...]] = {}
        self._keys: dict[int, Order] = {}
        self._has_rank: set[int] = set()
        self._ranked: SortedList = SortedList()
        self._unranked: SortedList = SortedList()
        self._places: dict[int, Place] = {}

    def __len__(self) -> int:
        """How many take part."""
        return len(self._lines)

    def fill(self, entry_ids: Iterable[int], lines: Iterable[ScoreLine]) -> None:
        """Take in entries, each with its lines so far."""
        own: dict[int, list[ScoreLine]] = defaultdict(list)
        for line in lines:
            own[line.entry_id].append(line)
        ranked: list[Order] = []
        unranked: list[Order] = []
        for entry_id in entry_ids:
            self._lines[entry_id] = tuple(own[entry_id])
            key = self._key(entry_id)
            (ranked if entry_id in self._has_rank else unranked).append(key)
        self._ranked.update(ranked)
        self._unranked.update(unranked)

    def leave(self, entry_id: int) -> None:
        """An entry was taken back."""
        self._drop(entry_id)
        del self._lines[entry_id]

    def show(self, line: ScoreLine) -> None:
        """Let a line count; lines of one entry may come late and are put in order."""
        if line.entry_id not in self._lines:
            return
        self._drop(line.entry_id)
        lines = (*self._lines[line.entry_id], line)
        self._lines[line.entry_id] = tuple(sorted(lines, key=lambda each: each.number))
        self._put(line.entry_id)

    def place(self, entry_id: int) -> Place | None:
        """Where an entry stands now."""
        if entry_id not in self._lines:
            return None
        key = self._keys[entry_id]
        rank = self._rank(key) if entry_id in self._has_rank else None
        return self._held_place(entry_id, rank)

    def places(self, first: int, count: int) -> list[Place]:
        """So many places from a position (0 is the top) on."""
        ranked = list(self._ranked.islice(first, first + count))
        skipped = max(0, first - len(self._ranked))
        rest = self._unranked.islice(skipped, skipped + count - len(ranked))
        return [
            *self._with_ranks(ranked, first),
            *(self._held_place(key[-1], None) for key in rest),
        ]

    def _with_ranks(self, keys: list[Order], first: int) -> Iterator[Place]:
        """Equal ones share the rank of the first of them."""
        rank, before = 0, None
        for position, key in enumerate(keys, start=first + 1):
            if before is None:
                rank = self._rank(key)
            elif key[:-1] != before:
                rank = position
            before = key[:-1]
            yield self._held_place(key[-1], rank)

    def _rank(self, key: Order) -> int:
        return 1 + int(self._ranked.bisect_left(key[:-1]))

    def _held_place(self, entry_id: int, rank: int | None) -> Place:
        """The place as it was worked out last, if nothing moved since."""
        held = self._places.get(entry_id)
        if held is None:
            held = place_of(self._definition, entry_id, self._lines[entry_id])
        if held.rank != rank or entry_id not in self._places:
            held = replace(held, rank=rank)
            if len(self._places) >= KEPT_PLACES:
                self._places.clear()
            self._places[entry_id] = held
        return held

    def every_place(self) -> list[Place]:
        """All places, from the top down."""
        return self.places(0, len(self))

    def position(self, entry_id: int) -> int | None:
        """How many entries stand above this one on the board."""
        key = self._keys.get(entry_id)
        if key is None:
            return None
        if entry_id in self._has_rank:
            return int(self._ranked.index(key))
        return len(self._ranked) + int(self._unranked.index(key))

    def order(self) -> list[int]:
        """The entries from the top down."""
        return [key[-1] for key in chain(self._ranked, self._unranked)]

    def lines(self) -> list[ScoreLine]:
        """Every line that counts here, in the order of the list."""
        found = chain.from_iterable(self._lines.values())
        return sorted(found, key=lambda line: line.number)

    def lines_of(self, entry_id: int) -> tuple[ScoreLine, ...]:
        """The lines of one entry."""
        return self._lines.get(entry_id, ())

    def _put(self, entry_id: int) -> None:
        key = self._key(entry_id)
        (self._ranked if entry_id in self._has_rank else self._unranked).add(key)

    def _key(self, entry_id: int) -> Order:
        """What an entry is sorted by now, and whether it has a rank."""
        place = place_of(self._definition, entry_id, self._lines[entry_id])
        if place.is_ranked:
            self._has_rank.add(entry_id)
            key = (*order_of(self._definition, place), entry_id)
        else:
            key = (int(place.is_out), entry_id)
        self._keys[entry_id] = key
        return key

    def _drop(self, entry_id: int) -> None:
        key = self._keys.pop(entry_id)
        (self._ranked if entry_id in self._has_rank else self._unranked).remove(key)
        self._has_rank.discard(entry_id)
        self._places.pop(entry_id, None)
