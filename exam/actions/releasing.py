"""Releasing results."""

from accounts.actions import notices
from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, Refused
from exam.actions.correcting import titles_of
from exam.acts import ExamAct
from exam.events import ResultsReleased, results_released
from exam.models.sittings import Release
from exam.queries.results import newest_run
from exam.queries.review import candidates_in, review_of
from exam.queries.sittings import locked_sitting, phase, refuse_own_outcome
from exam.rules.phases import Phase


def release(sitting_id: int, *, actor: Actor) -> Release:
    """Let the candidates see the results of the newest run, and tell them that they can.

    Every paper is marked by then, and no voiding and no regrade of the sitting waits.
    """
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        refuse_own_outcome(sitting, actor)
        if sitting.release:
            raise Refused(N_("The results are released already."))
        if phase(sitting, exam_ms()) is not Phase.CLOSED:
            raise Refused(N_("Results can be released once the sitting is closed and marked."))
        newest = newest_run(sitting.id)
        if newest is None:
            raise Refused(N_("This sitting has not been marked yet."))
        problem = review_of(sitting).problem
        if problem:
            raise Refused(problem)
        at = now()
        released = Release(
            sitting_id=sitting.id, run_id=newest.id, by_id=actor.id, first_at=at, at=at
        )
        session.add(released)
        record(
            ExamAct.RELEASED,
            actor,
            subject=("sitting", sitting.id),
            unit_path=sitting.unit.path,
            run=newest.id,
            digest=newest.digest,
        )
        session.flush()
        results_released.tell(ResultsReleased(sitting_id=sitting.id, run_id=newest.id))
        notices.tell(
            candidates_in(newest),
            N_("The results of “%(sitting)s” are released."),
            {"sitting": titles_of(sitting)},
            "/exam/",
        )
    return released
