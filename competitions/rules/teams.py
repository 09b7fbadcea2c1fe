"""Standings of teams: each is worth the totals of its best members."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from competitions.rules.definition import Definition
from competitions.rules.standings import Place


@dataclass(frozen=True, slots=True)
class TeamPlace:
    """Where a team stands; `counted` are the entries whose totals make its own."""

    team_id: int
    rank: int
    total: Decimal
    counted: tuple[int, ...]


def team_standings(
    definition: Definition, teams: Mapping[int, Collection[int]], places: Iterable[Place]
) -> list[TeamPlace]:
    """Teams by the sum of their best members' totals; equal ones share a rank (1, 2, 2, 4)."""
    if definition.teams is None:
        return []
    best = definition.teams.best
    held = {place.entry_id: place for place in places}
    counted = {team: _best(members, held, best) for team, members in teams.items()}
    totals = {
        team: sum((place.total for place in members), Decimal("0.000"))
        for team, members in counted.items()
    }
    found = [
        TeamPlace(
            team_id=team,
            rank=1 + sum(other > total for other in totals.values()),
            total=total,
            counted=tuple(place.entry_id for place in counted[team]),
        )
        for team, total in totals.items()
    ]
    return sorted(found, key=lambda place: (place.rank, place.team_id))


def _best(members: Collection[int], held: Mapping[int, Place], count: int) -> list[Place]:
    ranked = [held[entry] for entry in members if entry in held and held[entry].is_ranked]
    return sorted(ranked, key=lambda place: (-place.total, place.entry_id))[:count]
