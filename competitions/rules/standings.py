"""Standings: a function of the entries, the list of scores and the definition; nothing else."""

import hashlib
import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from competitions.rules.definition import ROUND_FIRST, Definition, Round

SCORE, CORRECTION, OUT = "score", "correction", "out"
Order = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line of the list, as `models.Score` keeps it."""

    number: int
    kind: str
    entry_id: int
    round: str = ""
    station: str = ""
    points: Decimal | None = None
    full: Decimal | None = None
    used_ms: int | None = None
    limit_ms: int | None = None
    finished_ms: int | None = None
    replaces: int | None = None
    at_ms: int = 0


@dataclass(frozen=True, slots=True)
class StationPoints:
    """What was reached at a station."""

    points: Decimal
    full: Decimal


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: `total` and `rounds` are out of 100, with three places."""

    entry_id: int
    rank: int | None
    total: Decimal
    rounds: Mapping[str, Decimal]
    stations: Mapping[str, StationPoints]
    used_ms: int
    finished_ms: int
    is_out: bool
    has_score: bool

    @property
    def is_ranked(self) -> bool:
        """Whether the entry takes part in the ranking."""
        return self.has_score and not self.is_out


@dataclass(frozen=True, slots=True)
class Moved:
    """An entry whose place differs between two standings."""

    entry_id: int
    before: Place
    after: Place


def standing_lines(lines: Iterable[ScoreLine]) -> list[ScoreLine]:
    """The lines that count: a correction stands where the line that it replaces stood."""
    slots: dict[int, ScoreLine] = {}
    slot_of: dict[int, int] = {}
    for line in lines:
        if line.kind == OUT:
            continue
        slot = slot_of.get(line.replaces, line.number) if line.replaces else line.number
        slot_of[line.number] = slot
        slots[slot] = line
    return [slots[slot] for slot in sorted(slots)]


def standings(
    definition: Definition, entry_ids: Iterable[int], lines: Iterable[ScoreLine]
) -> list[Place]:
    """Places by rank, equal ones by entry; those without a rank come last.

    Standard competition ranking (1, 2, 2, 4) by total, then by the tie-breaks in their order;
    what is still equal shares a rank. An entry without a score or disqualified has no rank.
    """
    own: dict[int, list[ScoreLine]] = {entry_id: [] for entry_id in entry_ids}
    for line in lines:
        if line.entry_id in own:
            own[line.entry_id].append(line)
    return ranked(definition, [place_of(definition, entry, own[entry]) for entry in own])


def ranked(definition: Definition, places: Iterable[Place]) -> list[Place]:
    """The places with their ranks, in order."""
    held = list(places)
    orders = {place.entry_id: order_of(definition, place) for place in held if place.is_ranked}
    best_first = sorted(orders.values())
    given = [
        replace(place, rank=1 + bisect_left(best_first, orders[place.entry_id]))
        if place.is_ranked
        else place
        for place in held
    ]
    return sorted(given, key=_listed)


def place_of(definition: Definition, entry_id: int, lines: Sequence[ScoreLine]) -> Place:
    """What one entry reached by its own lines, not yet ranked."""
    counted = standing_lines(lines)
    by_round: dict[str, list[ScoreLine]] = defaultdict(list)
    for line in counted:
        by_round[line.round].append(line)
    reached = {
        held.code: _round_score(held, by_round[held.code])
        for held in definition.rounds
        if held.code in by_round
    }
    weights = {held.code: Fraction(held.weight) for held in definition.rounds}
    total = sum((weights[code] * score for code, score in reached.items()), Fraction(0)) / 100
    return Place(
        entry_id=entry_id,
        rank=None,
        total=_rounded(total),
        rounds={code: _rounded(score) for code, score in reached.items()},
        stations={
            line.station: StationPoints(line.points or Decimal(0), line.full or Decimal(0))
            for line in counted
            if line.station
        },
        used_ms=sum(line.used_ms or 0 for line in counted),
        finished_ms=max((line.finished_ms or 0 for line in counted), default=0),
        is_out=any(line.kind == OUT for line in lines),
        has_score=bool(counted),
    )


def order_of(definition: Definition, place: Place) -> Order:
    """What places are sorted by, smaller first: the total, then each tie-break, all exact."""
    tie_breaks = [_tie_break(code, place) for code in definition.tie_breaks]
    return (-_thousandths(place.total), *tie_breaks)


def _tie_break(code: str, place: Place) -> int:
    if code.startswith(ROUND_FIRST):
        return -_thousandths(place.rounds.get(code.removeprefix(ROUND_FIRST), Decimal(0)))
    return place.used_ms if code == "time" else place.finished_ms


def _round_score(held: Round, lines: Sequence[ScoreLine]) -> Fraction:
    """Out of 100: the weighted stations of a practical, else the best of the tries that count."""
    if held.stations:
        weights = {each.code: Fraction(each.weight) for each in held.stations}
        parts = (weights[line.station] * _share(line) for line in lines)
        return sum(parts, Fraction(0)) / 100
    return max(_with_speed(held, line) for line in lines[: held.best_of or None])


def _share(line: ScoreLine) -> Fraction:
    return 100 * Fraction(line.points or 0) / Fraction(line.full or 1)


def _with_speed(held: Round, line: ScoreLine) -> Fraction:
    """What was earned; the part of it that speed decides shrinks with the time used."""
    share = _share(line)
    if not held.speed_percent or not line.limit_ms:
        return share
    left = 1 - Fraction(min(line.used_ms or 0, line.limit_ms), line.limit_ms)
    return share * (1 - Fraction(held.speed_percent) / 100 * (1 - left))


def _rounded(value: Fraction) -> Decimal:
    """Three places, half up; no score is below 0. Rounding comes once and last."""
    return Decimal((2000 * value.numerator + value.denominator) // (2 * value.denominator)).scaleb(
        -3
    )


def _thousandths(value: Decimal) -> int:
    return int(value.scaleb(3))


def _listed(place: Place) -> tuple[bool, int, bool, int]:
    return place.rank is None, place.rank or 0, place.is_out, place.entry_id


def moves(before: Iterable[Place], after: Iterable[Place]) -> list[Moved]:
    """Whose rank or total differs, in the order of the standings before."""
    now = {place.entry_id: place for place in after}
    return [
        Moved(place.entry_id, place, now[place.entry_id])
        for place in before
        if (place.rank, place.total) != (now[place.entry_id].rank, now[place.entry_id].total)
    ]


def digest_of(places: Iterable[Place]) -> str:
    """One value for the whole standings: who confirms them confirms this."""
    rows = [
        [place.entry_id, place.rank, str(place.total), place.is_out]
        for place in sorted(places, key=lambda place: place.entry_id)
    ]
    return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()
