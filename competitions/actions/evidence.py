"""A competition's board as a signed bundle."""

from audit.actions import make_bundle
from audit.rules.bundle import Bundle
from competitions.queries.listing import competition_for
from competitions.queries.replay import records_of
from core.actor import Actor
from core.database import transaction


def make(competition_id: int, *, house: str, actor: Actor | None) -> Bundle:
    """Sign a board and all that it follows from; one that hides something is refused."""
    with transaction():
        if actor is not None:
            competition_for(actor, competition_id)
        about = {"competition": competition_id}
        return make_bundle("board", about, records_of(competition_id), house=house, actor=actor)
