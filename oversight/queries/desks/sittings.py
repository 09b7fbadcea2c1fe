"""Sittings by where they stand, and voidings that wait for a supervisor."""

from accounts.rules.duties import Right
from core.actor import Actor
from core.errors import N_
from exam.queries.doubtful import doubtful_sittings
from exam.queries.regrades import waiting_regrades
from exam.queries.sittings import phase, sittings_under
from exam.queries.voidings import waiting_voidings
from exam.rules.phases import Phase
from oversight.queries.desks.waiting import Waiting

SITTINGS = {
    Phase.PLANNED: N_("Sittings in registration"),
    Phase.OPEN: N_("Sittings open now"),
    Phase.CLOSED: N_("Sittings marked and not released"),
}


def under(actor: Actor, at_ms: int) -> list[Waiting]:
    """The sittings of the actor's units."""
    found = [phase(each, at_ms) for each in sittings_under(actor, Right.READ_SITTINGS)]
    return [
        Waiting(message, found.count(wanted), "holding.index")
        for wanted, message in SITTINGS.items()
    ]


def voidings(actor: Actor, at_ms: int) -> list[Waiting]:
    """Papers that somebody asked to have voided."""
    return [
        Waiting(N_("Voidings that wait for your word"), waiting_voidings(actor), "voiding.index")
    ]


def regrades(actor: Actor, at_ms: int) -> list[Waiting]:
    """Sittings that somebody proposed to mark anew."""
    return [
        Waiting(N_("Regrades that wait for your word"), waiting_regrades(actor), "regrading.index")
    ]


def doubtful(actor: Actor, at_ms: int) -> list[Waiting]:
    """Sealed sittings whose papers hold a question that a new version of a statute suspended."""
    count = len(doubtful_sittings(actor))
    line = Waiting(N_("Sealed sittings with a question in doubt"), count, "holding.index")
    return [line] if count else []
