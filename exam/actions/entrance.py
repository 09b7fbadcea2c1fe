"""What an examiner does about the entrance of a sitting: code, addresses, browser, screen."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from exam.acts import ExamAct
from exam.models.sittings import Entrance, Sitting
from exam.queries.entrance import has_begun
from exam.queries.rooms import rooms_in
from exam.queries.sittings import locked_sitting
from exam.rules.entrance import MOST_RANGES, is_code, make_code
from exam.rules.safe_browser import MOST_KEYS, config_key

SECRET = ("access_code",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may start and from where; it can be changed until the sitting is over.

    `rooms` has the ranges of each room by id; a room without any has the sitting's.
    """

    access_code: str | None
    addresses: Sequence[str]
    rooms: Mapping[int, Sequence[str]]
    browser_keys: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What the candidate's screen must be; it stands once somebody has begun.

    `settings` is the configuration of the Safe Exam Browser, None where any browser will do.
    """

    watches_focus: bool
    asks_full_screen: bool
    settings: dict[str, Any] | None


def new_code() -> str:
    """A code that nobody can guess or mishear."""
    return make_code(secrets.choice)


def set_access(sitting_id: int, access: Access, *, actor: Actor) -> Entrance:
    """Set code, addresses and Browser Exam Keys; the trail has all of it but the code itself."""
    _refuse_unfit(access)
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        _refuse_over(sitting)
        entrance = _entrance(sitting, actor, session)
        changed = _put(
            entrance,
            access_code=access.access_code,
            addresses=list(access.addresses),
            browser_keys=list(access.browser_keys),
        )
        for room in rooms_in(sitting.id):
            ranges = list(access.rooms.get(room.id, room.addresses))
            if ranges != room.addresses:
                room.addresses = ranges
                changed[f"addresses_of_room_{room.id}"] = ranges
        _record(sitting, changed, actor)
    return entrance


def _refuse_unfit(access: Access) -> None:
    if access.access_code is not None and not is_code(access.access_code):
        raise Refused(N_("An access code has 6 to 16 letters and digits."))
    if any(len(each) > MOST_RANGES for each in (access.addresses, *access.rooms.values())):
        raise Refused(N_("These are too many address ranges."))
    if len(access.browser_keys) > MOST_KEYS:
        raise Refused(N_("These are too many Browser Exam Keys."))


def set_screen(sitting_id: int, screen: Screen, *, actor: Actor) -> Entrance:
    """Say what the candidates' screens must be, until the first of them has begun."""
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        _refuse_over(sitting)
        if has_begun(sitting.id):
            raise Refused(N_("Somebody has begun already; this can no longer be changed."))
        entrance = _entrance(sitting, actor, session)
        changed = _put(
            entrance,
            watches_focus=screen.watches_focus,
            asks_full_screen=screen.asks_full_screen,
            settings=screen.settings,
            config_key=None if screen.settings is None else config_key(screen.settings),
        )
        _record(sitting, changed, actor)
    return entrance


def _refuse_over(sitting: Sitting) -> None:
    if sitting.closing is not None:
        raise Refused(N_("This sitting is over; its entrance stands."))


def _entrance(sitting: Sitting, actor: Actor, session: Session) -> Entrance:
    entrance = session.get(Entrance, sitting.id)
    if entrance is None:
        entrance = Entrance(
            sitting_id=sitting.id,
            addresses=[],
            browser_keys=[],
            watches_focus=False,
            asks_full_screen=False,
        )
        session.add(entrance)
    entrance.by_id, entrance.at = actor.id, now()
    return entrance


def _put(entrance: Entrance, **values: object) -> dict[str, object]:
    """Write the values; what of them is new, in words for the trail."""
    changed: dict[str, object] = {}
    for name, value in values.items():
        if value != getattr(entrance, name):
            setattr(entrance, name, value)
            changed[name] = (value is not None) if name in SECRET else value
    return changed


def _record(sitting: Sitting, changed: dict[str, object], actor: Actor) -> None:
    if changed:
        record(
            ExamAct.ENTRANCE_SET,
            actor,
            subject=("sitting", sitting.id),
            unit_path=sitting.unit.path,
            **changed,
        )
