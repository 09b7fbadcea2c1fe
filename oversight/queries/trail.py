"""The trail as a supervisor reads it."""

from sqlalchemy import func, or_, select

from accounts.queries import Page, demand
from accounts.rules.duties import RIGHTS, Right
from audit.models import Entry, Sealed
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from oversight.rules.acts import ACT_NAMES

PER_PAGE = 50
"""Entries to a page."""


def trail_page(actor: Actor, *, act: str, number: int) -> Page[tuple[Entry, int | None]]:
    """Entries under the actor's duties and the system's own, newest first, each with its block.

    All of them, or those of one act; a page beyond the end is the last one.
    """
    demand(actor, Right.READ_TRAIL)
    if act and act not in ACT_NAMES:
        raise Missing(N_("There is no such act."))
    paths = [duty.path for duty in actor.duties if duty.role in RIGHTS[Right.READ_TRAIL]]
    under = (Entry.unit_path.startswith(path, autoescape=True) for path in paths)
    conditions = [or_(*under, Entry.unit_path == "/")]
    if act:
        conditions.append(Entry.act == act)
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
