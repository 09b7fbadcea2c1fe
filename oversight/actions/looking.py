"""Marking the trail as seen."""

from accounts.queries import demand
from accounts.rules.duties import Right
from audit.models import Sealed
from core.actor import Actor
from core.clock import now
from core.database import db, transaction
from core.errors import N_, Missing
from oversight.models import Look
from oversight.queries.looks import last_look


def mark_seen(upto: int, *, actor: Actor) -> Look:
    """The actor has seen the trail up to this entry, which must be sealed; never less than before.

    A look is not on the trail itself: it changes nothing but what its author is told next time.
    """
    demand(actor, Right.READ_TRAIL)
    with transaction() as session:
        if db.session.get(Sealed, upto) is None:
            raise Missing(N_("There is no such sealed entry."))
        last = last_look(actor.id)
        if last and last.entry_id >= upto:
            return last
        look = Look(person_id=actor.id, entry_id=upto, at=now())
        session.add(look)
    return look
