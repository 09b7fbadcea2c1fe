"""What follows from a regrade that was confirmed after the release: corrected results."""

from accounts.actions import notices
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_
from exam.acts import ExamAct
from exam.events import ResultsCorrected, results_corrected
from exam.models.regrades import Regrade
from exam.models.sittings import GradingRun, Release, Sitting
from exam.queries.regrades import candidates_of, reached_in
from exam.rules.regrades import changes


def release_again(regrade: Regrade, run: GradingRun, holds: GradingRun, *, actor: Actor) -> Release:
    """Candidates see the corrected run from here on; those whose result changed are told.

    Terms go on counting from the first release.
    """
    sitting = regrade.sitting
    changed = changes(reached_in(holds.id), reached_in(run.id))
    attempt_ids = frozenset(each.attempt_id for each in changed)
    at = now()
    with transaction() as session:
        released = Release(
            sitting_id=sitting.id,
            run_id=run.id,
            by_id=regrade.by_id,
            second_id=actor.id,
            first_at=sitting.release.first_at if sitting.release else at,
            at=at,
        )
        session.add(released)
        session.flush()
        record_of(
            ExamAct.RESULTS_CORRECTED,
            actor,
            regrade,
            run=run.id,
            before_run=holds.id,
            changed=len(changed),
            digest=run.digest,
        )
        results_corrected.tell(
            ResultsCorrected(
                sitting_id=sitting.id, run_id=run.id, before_id=holds.id, changed=attempt_ids
            )
        )
        notices.tell(
            [each.person_id for each in candidates_of(attempt_ids).values()],
            N_("Your result of “%(sitting)s” was corrected."),
            {"sitting": titles_of(sitting)},
            "/exam/",
        )
    return released


def record_of(act: ExamAct, actor: Actor, regrade: Regrade, **fields: object) -> None:
    """An act about a regrade, on the trail of its sitting."""
    record(
        act,
        actor,
        subject=("sitting", regrade.sitting_id),
        unit_path=regrade.sitting.unit.path,
        regrade=regrade.id,
        reason=regrade.reason,
        **fields,
    )


def titles_of(sitting: Sitting) -> dict[str, str]:
    """The name of a sitting for a notice."""
    return {"zh": sitting.title, "en": sitting.title_en}


def path_to(regrade: Regrade) -> str:
    """Where a regrade is shown."""
    return f"/sittings/{regrade.sitting_id}/regrades/{regrade.id}"
