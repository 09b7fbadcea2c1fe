"""What came onto the trail since somebody last looked.

Numbers of entries are given out before their transactions end, so a small number may appear late.
What was seen therefore ends with a sealed entry: whatever an earlier block did not hold is new,
small numbers included.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from accounts.queries import demand
from accounts.rules.duties import RIGHTS, Right
from audit.models import Entry, Sealed
from core.actor import Actor
from core.clock import now
from core.database import db
from oversight.models import Look

FIRST_LOOK = timedelta(days=7)
"""Who has never marked anything as seen is shown so much."""


@dataclass(frozen=True, slots=True)
class News:
    """Acts since the last look with their numbers, most first.

    `after` is the entry from which on it counts, `upto` the newest sealed one, which can be
    marked as seen; `seen_at` is the time of the last look.
    """

    counts: Sequence[tuple[str, int]]
    after: int
    upto: int
    seen_at: datetime | None

    @property
    def total(self) -> int:
        """How many entries are new."""
        return sum(count for _, count in self.counts)


def news_for(actor: Actor) -> News:
    """What came since the actor last marked the trail as seen, else in the last days."""
    demand(actor, Right.READ_TRAIL)
    look = last_look(actor.id)
    after = look.entry_id if look else _before(now() - FIRST_LOOK)
    upto = newest_sealed()
    rows = db.session.execute(
        select(Entry.act, func.count())
        .where(under(actor), came_after(after))
        .group_by(Entry.act)
        .order_by(func.count().desc(), Entry.act)
    )
    return News([(act, count) for act, count in rows], after, upto, look.at if look else None)


def last_look(person_id: int) -> Look | None:
    """The last look of somebody."""
    statement = select(Look).where(Look.person_id == person_id).order_by(Look.id.desc()).limit(1)
    return db.session.scalars(statement).first()


def newest_sealed() -> int:
    """The entry that the newest block ends with; 0 where nothing is sealed yet."""
    return (
        db.session.scalar(
            select(Sealed.entry_id).order_by(Sealed.height.desc(), Sealed.position.desc()).limit(1)
        )
        or 0
    )


def under(actor: Actor) -> ColumnElement[bool]:
    """The condition that an entry is of the actor's units, or the system's own."""
    paths = [duty.path for duty in actor.duties if duty.role in RIGHTS[Right.READ_TRAIL]]
    within = (Entry.unit_path.startswith(path, autoescape=True) for path in paths)
    return or_(*within, Entry.unit_path == "/")


def came_after(entry_id: int) -> ColumnElement[bool]:
    """The condition that an entry was not there yet when this one was seen."""
    late = _late(entry_id)
    if not late:
        return Entry.id > entry_id
    return and_(Entry.id >= min(late), or_(Entry.id > entry_id, Entry.id.in_(late)))


def _late(entry_id: int) -> list[int]:
    """Smaller numbers that were sealed in a later block than this entry."""
    height = select(Sealed.height).where(Sealed.entry_id == entry_id).scalar_subquery()
    statement = select(Sealed.entry_id).where(Sealed.height > height, Sealed.entry_id < entry_id)
    return list(db.session.scalars(statement))


def _before(moment: datetime) -> int:
    """The last entry before a time."""
    statement = select(Entry.id).where(Entry.at < moment).order_by(Entry.at.desc()).limit(1)
    return db.session.scalar(statement) or 0
