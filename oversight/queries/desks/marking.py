"""Written answers that wait for a marker."""

from core.actor import Actor
from core.errors import N_
from exam.queries.piles import piles_for
from oversight.queries.desks.waiting import Waiting


def scripts(actor: Actor, at_ms: int) -> list[Waiting]:
    """Scripts of closed sittings that the actor may mark."""
    count = sum(pile.waiting for pile in piles_for(actor))
    return [Waiting(N_("Written answers that wait for your points"), count, "marking.index")]
