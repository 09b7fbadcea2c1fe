"""The trail as a supervisor reads it."""

from sqlalchemy import func, or_, select

from accounts.queries import Page, demand
from accounts.rules.duties import RIGHTS, Right
from audit.models import Entry, Sealed
from core.actor import Actor
from core.database import db

PER_PAGE = 50
"""Entries to a page."""


def trail_page(actor: Actor, *, act: str, number: int) -> Page[tuple[Entry, int | None]]:
    """Entries under the actor's duties, newest first, each with the height of its block."""
    demand(actor, Right.READ_TRAIL)
    paths = [duty.path for duty in actor.duties if duty.role in RIGHTS[Right.READ_TRAIL]]
    under = or_(
        *(Entry.unit_path.startswith(path, autoescape=True) for path in paths),
        Entry.unit_path == "/",
    )
    conditions = [under, Entry.act == act] if act else [under]
    total = db.session.scalar(select(func.count()).select_from(Entry).where(*conditions)) or 0
    count = max(1, -(-total // PER_PAGE))
    number = min(max(number, 1), count)
    rows = db.session.execute(
        select(Entry, Sealed.height)
        .outerjoin(Sealed, Sealed.entry_id == Entry.id)
        .where(*conditions)
        .order_by(Entry.id.desc())
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    return Page([(row[0], row[1]) for row in rows], number, count, total)


def acts_seen() -> list[str]:
    """Every act that stands on the trail, by name."""
    return list(db.session.scalars(select(Entry.act).distinct().order_by(Entry.act)))
