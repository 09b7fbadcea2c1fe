"""Texts of modules that wait for their writer or for a reviewer."""

from core.actor import Actor
from core.errors import N_
from courses.queries.proposals import returned_count, waiting_count
from oversight.queries.desks.waiting import Waiting


def returned(actor: Actor, at_ms: int) -> list[Waiting]:
    """What a reviewer returned to the actor."""
    count = returned_count(actor)
    message = N_("Proposed texts of modules returned to you")
    return [Waiting(message, count, "courses_workshop.index")] if count else []


def to_review(actor: Actor, at_ms: int) -> list[Waiting]:
    """What others wrote and sent."""
    count = waiting_count(actor)
    message = N_("Texts of modules that wait for review")
    arguments: dict[str, object] = {"_anchor": "waiting"}
    return [Waiting(message, count, "courses_workshop.index", arguments)] if count else []
