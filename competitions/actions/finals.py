"""Final standings: confirmed by the head judge and a supervisor, both of the same ones."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from accounts.queries import may
from accounts.rules.duties import Right
from audit.actions import record
from competitions.acts import CompetitionAct
from competitions.models import Competition, Confirmation, Final, FinalPlace
from competitions.queries.entries import last_entry_number, standing_entries
from competitions.queries.finals import final_rows, places_in
from competitions.queries.listing import competition_for, locked_competition
from competitions.queries.matters import obstacles_to_final
from competitions.queries.panels import is_head_judge
from competitions.queries.scores import Standings, standings_at, standings_in
from competitions.rules.phases import OBSTACLE_NAMES
from competitions.rules.standings import Place, digest_of
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import db, transaction
from core.errors import N_, NotAllowed, Refused

HEAD_JUDGE, SUPERVISOR = "head_judge", "supervisor"


def part_of(actor: Actor, competition: Competition) -> str | None:
    """As whom the actor may confirm standings; None if not at all."""
    if may(actor, Right.SCORE_ROUNDS) and is_head_judge(actor, competition.id):
        return HEAD_JUDGE
    if may(actor, Right.CONFIRM_STANDINGS, competition.unit.path):
        return SUPERVISOR
    return None


def confirm(competition_id: int, *, digest: str, actor: Actor) -> Final | None:
    """Confirm the standings with this digest as they are now, once nothing is open.

    The second of the two parts, a person other than the first, makes them final.
    """
    with transaction() as session:
        competition_for(actor, competition_id)
        competition = locked_competition(competition_id)
        part = part_of(actor, competition)
        if part is None:
            raise NotAllowed(N_("Standings are confirmed by the head judge and a supervisor."))
        _refuse_open(competition)
        standings = standings_at(competition)
        if digest != digest_of(standings.places):
            raise Refused(N_("The standings changed since you read them. Read them again."))
        given = _given(competition)
        if part in given:
            raise Refused(N_("These standings are confirmed already for this part."))
        if any(each.by_id == actor.id for each in given.values()):
            raise NotAllowed(N_("The two who confirm are different people."))
        session.add(
            Confirmation(
                competition_id=competition.id,
                at_number=competition.last_score,
                part=part,
                digest=digest,
                by_id=actor.id,
                at=now(),
            )
        )
        record(
            CompetitionAct.CONFIRMED,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            at_number=competition.last_score,
            part=part,
            digest=digest,
        )
        if not given:
            return None
        return _make_final(competition, standings, digest, actor)


def _refuse_open(competition: Competition) -> None:
    for obstacle in obstacles_to_final(competition, exam_ms()):
        raise Refused(OBSTACLE_NAMES[obstacle])


def _given(competition: Competition) -> dict[str, Confirmation]:
    """The confirmations of the list as it is now, by part."""
    statement = select(Confirmation).where(
        Confirmation.competition_id == competition.id,
        Confirmation.at_number == competition.last_score,
    )
    return {each.part: each for each in db.session.scalars(statement)}


def _make_final(competition: Competition, standings: Standings, digest: str, actor: Actor) -> Final:
    with transaction() as session:
        final = Final(
            competition=competition,
            at_number=standings.at_number,
            last_entry=last_entry_number(competition.id),
            digest=digest,
            at=now(),
        )
        session.add(final)
        session.flush()
        session.add_all(_rows(competition, final, standings.places))
        record(
            CompetitionAct.FINAL,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            final=final.id,
            at_number=final.at_number,
            digest=digest,
        )
    return final


def _rows(competition: Competition, final: Final, places: list[Place]) -> list[FinalPlace]:
    people = {entry.id: entry.person_id for entry in standing_entries(competition.id)}
    out_of = sum(place.is_ranked for place in places)
    return [
        FinalPlace(
            final_id=final.id,
            entry_id=place.entry_id,
            person_id=people[place.entry_id],
            out_of=out_of,
            **stored(place),
        )
        for place in places
    ]


def stored(place: Place) -> dict[str, Any]:
    """A place as its row keeps it."""
    return {
        "rank": place.rank,
        "total": place.total,
        "rounds": {code: str(points) for code, points in place.rounds.items()},
        "stations": {
            code: {"points": str(held.points), "full": str(held.full)}
            for code, held in place.stations.items()
        },
    }


def rebuild(competition_id: int, *, actor: Actor | None = None) -> list[int]:
    """Compute the stored places of all final standings anew; the entries whose rows were wrong."""
    with transaction() as session:
        competition = locked_competition(competition_id)
        wrong: set[int] = set()
        for final in final_rows(competition.id):
            held = _by_entry(place for place, _ in places_in(final))
            computed = _by_entry(_rows(competition, final, standings_in(final).places))
            differing = {
                entry
                for entry in held.keys() | computed.keys()
                if _values(held.get(entry)) != _values(computed.get(entry))
            }
            for entry in differing & held.keys():
                session.delete(held[entry])
            session.flush()
            session.add_all(computed[entry] for entry in differing & computed.keys())
            wrong |= differing
        record(
            CompetitionAct.REBUILT,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            entries=sorted(wrong),
        )
    return sorted(wrong)


def _by_entry(places: Iterable[FinalPlace]) -> dict[int, FinalPlace]:
    return {place.entry_id: place for place in places}


def _values(place: FinalPlace | None) -> tuple[object, ...] | None:
    if place is None:
        return None
    return (
        place.person_id,
        place.rank,
        place.out_of,
        place.total,
        place.rounds,
        place.stations,
    )
