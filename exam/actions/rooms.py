"""The rooms of a sitting: adding, changing and removing them, and starting them."""

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, Refused
from exam.acts import ExamAct
from exam.models.attempts import Attempt
from exam.models.candidates import Seat
from exam.models.proctoring import Message, Pause, RoomStart
from exam.models.sittings import Room, Sitting
from exam.queries.pauses import standing_pauses
from exam.queries.rooms import room_in
from exam.queries.sittings import locked_sitting
from exam.rules.entrance import MOST_RANGES, read_ranges

LONGEST_NAME = 60
USES = (Seat, RoomStart, Pause, Message)


def add_room(sitting_id: int, *, name: str, addresses: str, actor: Actor) -> Room:
    """Add a room to a sitting that is not over; its name is its own there."""
    ranges = _ranges(addresses)
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        refuse_over(sitting)
        room = Room(
            sitting_id=sitting.id, name=_name(name), addresses=ranges, by_id=actor.id, at=now()
        )
        session.add(room)
        _flush_named(session)
        _record(ExamAct.ROOM_ADDED, sitting, room, actor, addresses=ranges)
    return room


def change_room(sitting_id: int, room_id: int, *, name: str, addresses: str, actor: Actor) -> None:
    """Call a room something else, or give it other address ranges."""
    ranges = _ranges(addresses)
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        refuse_over(sitting)
        room = room_in(sitting.id, room_id)
        before = {"name": room.name, "addresses": list(room.addresses)}
        room.name, room.addresses = _name(name), ranges
        _flush_named(session)
        _record(ExamAct.ROOM_CHANGED, sitting, room, actor, before=before, addresses=ranges)


def remove_room(sitting_id: int, room_id: int, *, actor: Actor) -> None:
    """Take a room away in which nobody sits and nothing was done."""
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        room = room_in(sitting.id, room_id)
        uses = (exists().where(each.room_id == room.id) for each in USES)
        if session.scalar(select(or_(*uses))):
            raise Refused(N_("This room is in use: somebody sits there, or something was done."))
        _record(ExamAct.ROOM_REMOVED, sitting, room, actor)
        session.execute(delete(Room).where(Room.id == room.id))


def set_start_rule(sitting_id: int, *, by_room: bool, actor: Actor) -> None:
    """Say whether rooms are started by the proctor; while nobody has opened a paper."""
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        opened = exists().where(Attempt.sitting_id == sitting.id, Attempt.opened_ms.is_not(None))
        if session.scalar(select(opened)):
            raise Refused(N_("Somebody has started already; the way of starting stays."))
        if sitting.starts_by_room == by_room:
            return
        sitting.starts_by_room = by_room
        record(
            ExamAct.START_RULE_SET,
            actor,
            subject=("sitting", sitting.id),
            unit_path=sitting.unit.path,
            by_room=by_room,
        )


def start_room(sitting_id: int, room_id: int, *, actor: Actor) -> RoomStart:
    """Let a room's clock begin, within the window of its sitting; once, whoever presses first."""
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        room = room_in(sitting.id, room_id)
        held = session.get(RoomStart, room.id)
        if held:
            return held
        at_ms = exam_ms()
        _refuse_start(sitting, room, at_ms)
        started = RoomStart(room_id=room.id, at_ms=at_ms, by_id=actor.id, at=now())
        session.add(started)
        session.flush()
        _record(ExamAct.ROOM_STARTED, sitting, room, actor, at_ms=at_ms)
    return started


def _refuse_start(sitting: Sitting, room: Room, at_ms: int) -> None:
    if not sitting.starts_by_room:
        raise Refused(N_("In this sitting everybody starts their own paper."))
    if sitting.sealing is None or at_ms < sitting.opens_ms:
        raise Refused(N_("This sitting has not opened yet."))
    if at_ms >= sitting.closes_ms:
        raise Refused(N_("This sitting can no longer be started."))
    if any(
        pause.attempt_id is None and pause.room_id in (None, room.id)
        for pause in standing_pauses(sitting.id)
    ):
        raise Refused(N_("This room is paused. End the pause first."))


def refuse_over(sitting: Sitting) -> None:
    """Nothing is arranged in a sitting that has closed."""
    if sitting.closing:
        raise Refused(N_("This sitting is over."))


def _name(text: str) -> str:
    if not 1 <= len(text) <= LONGEST_NAME:
        raise Refused(N_("Give the room a name of at most 60 characters."))
    return text


def _ranges(text: str) -> list[str]:
    try:
        ranges = read_ranges(text)
    except ValueError as wrong:
        raise Refused(
            N_("%(text)s is no address range. Write it like 10.20.3.0/24."), text=str(wrong)[:60]
        ) from None
    if len(ranges) > MOST_RANGES:
        raise Refused(N_("A room has at most %(most)s address ranges."), most=MOST_RANGES)
    return ranges


def _flush_named(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as twice:
        raise Refused(N_("There is a room of this name already.")) from twice


def _record(act: ExamAct, sitting: Sitting, room: Room, actor: Actor, **fields: object) -> None:
    record(
        act,
        actor,
        subject=("room", room.id),
        unit_path=sitting.unit.path,
        sitting=sitting.id,
        name=room.name,
        **fields,
    )
