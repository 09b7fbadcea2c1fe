"""When an attempt counts for nothing: who may ask, who may answer, how it stands."""

from core.errors import N_

VOIDED = "voided"


def answer_problem(actor_id: int, *, asker_id: int, candidate_id: int) -> str | None:
    """Why somebody may not answer a voiding that was asked for; None if they may."""
    if actor_id == candidate_id:
        return N_("Nobody decides about their own paper. Another supervisor must answer.")
    if actor_id == asker_id:
        return N_("You asked for this yourself. Another supervisor must answer.")
    return None
