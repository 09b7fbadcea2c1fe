"""Having the whole trail checked, and signing a checkpoint for a witness outside."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from accounts.queries import actor_of, demand, person_of
from accounts.rules.duties import Right
from audit.actions import checkpoint, record
from audit.queries import Verification
from audit.rules.checkpoint import BadCheckpoint, Checkpoint, read_checkpoint
from audit.signing import verify_witnessed
from core.actor import Actor
from core.errors import N_, Refused
from core.jobs import Progress, job
from oversight.acts import OversightAct
from oversight.queries.checks import count_of_entries

CHECK = "oversight.check_trail"
MOST_FAULTS = 200
"""So many faults are kept with the outcome; their number is always told."""


def check_trail(
    witnessed: Sequence[Mapping[str, Any]], *, progress: Progress, actor: Actor
) -> Verification:
    """Walk the whole trail, with the checkpoints that a witness kept.

    That it was done and what was found goes on the trail.
    """
    demand(actor, Right.READ_TRAIL)
    total = count_of_entries()
    progress.told(0, total)
    found = verify_witnessed(
        read_checkpoints(witnessed), lambda done: progress.told(min(done, total), total)
    )
    record(
        OversightAct.TRAIL_CHECKED,
        actor,
        entries=found.entries,
        blocks=found.blocks,
        head=found.head,
        checkpoints=len(witnessed),
        faults=len(found.faults),
    )
    return found


def read_checkpoints(witnessed: Sequence[Mapping[str, Any]]) -> list[Checkpoint]:
    """What a witness kept, read; a file that is no checkpoint is refused."""
    try:
        return [read_checkpoint(each) for each in witnessed]
    except BadCheckpoint as problem:
        raise Refused(N_("One of the files is not a checkpoint of a trail.")) from problem


def sign_checkpoint(*, house: str, actor: Actor) -> dict[str, object]:
    """Sign the newest block, for a witness outside."""
    demand(actor, Right.READ_TRAIL)
    return checkpoint(house=house, actor=actor)


@job(CHECK)
def _work(progress: Progress, arguments: dict[str, Any]) -> dict[str, Any]:
    """The walk as a job; its outcome is kept for the page."""
    actor = actor_of(person_of(arguments["actor_id"]))
    found = check_trail(arguments["checkpoints"], progress=progress, actor=actor)
    progress.told(found.entries, found.entries)
    outcome = asdict(found)
    outcome["faults"] = outcome["faults"][:MOST_FAULTS]
    return {**outcome, "count": len(found.faults), "checkpoints": len(arguments["checkpoints"])}
