"""Who sits in which room: by hand, or spread over the rooms."""

from collections import Counter
from collections.abc import Collection, Mapping

from sqlalchemy import exists, insert, select, update

from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Missing, Refused
from exam.actions.rooms import refuse_over
from exam.acts import ExamAct
from exam.models.attempts import Attempt
from exam.models.candidates import Registration, Seat
from exam.models.sittings import Sitting
from exam.queries.rooms import all_unseated, room_in, seats_taken
from exam.queries.sittings import locked_sitting, standing_registration
from exam.rules.seating import spread, together


def seat(sitting_id: int, registration_ids: Collection[int], room_id: int, *, actor: Actor) -> int:
    """Seat candidates in a room, also such as sat in another; until they open their paper.

    How many were seated.
    """
    chosen = set(registration_ids)
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        refuse_over(sitting)
        room = room_in(sitting.id, room_id)
        _refuse_strangers(sitting, chosen)
        seated = set(
            session.scalars(select(Seat.registration_id).where(Seat.registration_id.in_(chosen)))
        )
        session.execute(
            update(Seat)
            .where(Seat.registration_id.in_(seated))
            .values(room_id=room.id, by_id=actor.id, at=now())
        )
        _take(dict.fromkeys(sorted(chosen - seated), room.id), actor)
        _record(sitting, Counter({room.id: len(chosen)}), actor, registrations=sorted(chosen))
    return len(chosen)


def spread_evenly(sitting_id: int, *, actor: Actor) -> int:
    """Seat everyone who has no seat, always in the room with the fewest; how many were seated."""
    with transaction():
        sitting = locked_sitting(actor, sitting_id)
        candidates = [registration for registration, _ in all_unseated(sitting.id)]
        return _arrange(sitting, spread(candidates, _rooms(sitting)), actor)


def seat_by_unit(sitting_id: int, *, actor: Actor) -> int:
    """Seat everyone who has no seat, each unit in one room; how many were seated."""
    with transaction():
        sitting = locked_sitting(actor, sitting_id)
        return _arrange(sitting, together(all_unseated(sitting.id), _rooms(sitting)), actor)


def _rooms(sitting: Sitting) -> dict[int, int]:
    refuse_over(sitting)
    rooms = seats_taken(sitting.id)
    if not rooms:
        raise Refused(N_("Add a room first."))
    return rooms


def _arrange(sitting: Sitting, rooms: Mapping[int, int], actor: Actor) -> int:
    if not rooms:
        raise Refused(N_("Everybody has a seat already."))
    _take(rooms, actor)
    _record(sitting, Counter(rooms.values()), actor)
    return len(rooms)


def _take(rooms: Mapping[int, int], actor: Actor) -> None:
    """Give each registration its new seat."""
    at = now()
    rows = [
        {"registration_id": registration, "room_id": room, "by_id": actor.id, "at": at}
        for registration, room in rooms.items()
    ]
    with transaction() as session:
        if rows:
            session.execute(insert(Seat), rows)


def _refuse_strangers(sitting: Sitting, chosen: Collection[int]) -> None:
    """Refuse whoever is not registered here, or has opened their paper."""
    if not chosen:
        raise Refused(N_("Choose somebody."))
    opened = exists().where(
        Attempt.registration_id == Registration.id, Attempt.opened_ms.is_not(None)
    )
    statement = select(Registration.id, opened).where(
        Registration.id.in_(chosen), Registration.sitting_id == sitting.id, standing_registration()
    )
    with transaction() as session:
        found = dict(session.execute(statement).all())
    if len(found) < len(chosen):
        raise Missing(N_("There is no such candidate in this sitting."))
    if any(found.values()):
        raise Refused(N_("Whoever has started keeps their seat."))


def _record(sitting: Sitting, rooms: Counter[int], actor: Actor, **fields: object) -> None:
    record(
        ExamAct.SEATED,
        actor,
        subject=("sitting", sitting.id),
        unit_path=sitting.unit.path,
        rooms={str(room): count for room, count in sorted(rooms.items())},
        **fields,
    )
