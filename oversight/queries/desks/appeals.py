"""Appeals that wait for a decision, and upheld ones that wait to be carried out."""

from core.actor import Actor
from core.clock import moment
from core.errors import N_
from exam.queries.appeals import being_carried_out, waiting_appeals
from exam.rules.appeals import Urgency, urgency
from oversight.queries.desks.waiting import Waiting

URGENT = {
    Urgency.OVERDUE: N_("Appeals whose day of decision is over"),
    Urgency.SOON: N_("Appeals due within three days"),
}


def to_decide(actor: Actor, at_ms: int) -> list[Waiting]:
    """Appeals of the actor's units; what is overdue or due soon is said beside."""
    found = [urgency(due_at, moment(at_ms)) for due_at in waiting_appeals(actor)]
    urgent = [
        Waiting(message, found.count(which), "appeals.index")
        for which, message in URGENT.items()
        if which in found
    ]
    return [Waiting(N_("Appeals that wait for a decision"), len(found), "appeals.index"), *urgent]


def to_carry_out(actor: Actor, at_ms: int) -> list[Waiting]:
    """Upheld appeals of the actor's units."""
    count = being_carried_out(actor)
    return (
        [Waiting(N_("Upheld appeals to be carried out"), count, "appeals.index")] if count else []
    )
