"""Panels that set standards: what waits for a judge, and what an examiner sees to."""

from core.actor import Actor
from core.errors import N_
from exam.queries.panels import panels_to_go_on, panels_to_sign, panels_waiting
from oversight.queries.desks.waiting import Waiting


def judged(actor: Actor, at_ms: int) -> list[Waiting]:
    """Panels that wait for a judge's estimates or signature."""
    count = len(panels_waiting(actor))
    return [
        Waiting(
            N_("Panels that wait for your estimates or your signature"), count, "standards.index"
        )
    ]


def held(actor: Actor, at_ms: int) -> list[Waiting]:
    """Panels on which the next step is the examiner's, and those whose minutes judges answer."""
    counts = {
        N_("Panels on which the next step is yours"): len(panels_to_go_on(actor)),
        N_("Panels whose minutes wait for signatures"): len(panels_to_sign(actor)),
    }
    return [Waiting(words, count, "standards.index") for words, count in counts.items() if count]
