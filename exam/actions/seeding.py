"""Making settled scripts seeds, which other markers get unawares."""

from collections.abc import Collection
from decimal import Decimal

from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Missing, NotAllowed, Refused
from exam.acts import ExamAct
from exam.models.marking import Seed
from exam.models.sittings import Sitting
from exam.queries.markers import has_marked
from exam.queries.results import newest_run
from exam.queries.scripts import marked_scripts
from exam.queries.seeds import seeds_of
from exam.queries.sittings import locked_sitting, rule_of
from exam.rules.grading import rounded


def set_seeds(sitting_id: int, script_ids: Collection[int], *, actor: Actor) -> list[Seed]:
    """Keep the points that stand for these scripts as a standard for whoever marks them later.

    By an examiner who marks nothing of the sitting, before its first run, and of settled scripts.
    """
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        _refuse(sitting, actor)
        seeds = [
            Seed(script_id=script_id, points=points, by_id=actor.id, at=now())
            for script_id, points in _settled(sitting, script_ids).items()
        ]
        session.add_all(seeds)
        for seed in seeds:
            record(
                ExamAct.SEED_SET,
                actor,
                subject=("script", seed.script_id),
                unit_path=sitting.unit.path,
                sitting=sitting.id,
                points=f"{seed.points:f}",
            )
    return seeds


def _refuse(sitting: Sitting, actor: Actor) -> None:
    if newest_run(sitting.id) is not None:
        raise Refused(N_("This sitting is marked already."))
    if has_marked(sitting, actor.id):
        raise NotAllowed(N_("Who marks a sitting sets no seeds in it."))


def _settled(sitting: Sitting, script_ids: Collection[int]) -> dict[int, Decimal]:
    """The points that stand for these scripts, by id."""
    gap, seeds = rule_of(sitting).gap, seeds_of([sitting.id])[sitting.id]
    standing = {script.id: script.points(gap) for script in marked_scripts([sitting.id])}
    found = {}
    for script_id in sorted(set(script_ids)):
        if script_id not in standing:
            raise Missing(N_("There is no such script."))
        points = standing[script_id]
        if points is None:
            raise Refused(N_("Only a script on which the markers have settled can be a seed."))
        if script_id in seeds:
            raise Refused(N_("This script is a seed already."))
        found[script_id] = rounded(points)
    if not found:
        raise Refused(N_("Tick the scripts that are to be seeds."))
    return found
