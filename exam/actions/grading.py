"""Marking the closed attempts of a sitting: one computation is a run."""

from sqlalchemy import insert

from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from exam.actions.analysing import note_analysis
from exam.acts import ExamAct
from exam.models.results import Result
from exam.models.sittings import GradingRun, Sitting
from exam.queries.computed import basis_now, computed
from exam.queries.scripts import waits_for_markers
from exam.queries.sittings import lock_sitting
from exam.rules.basis import Basis, as_row
from exam.rules.grading import RULES_VERSION


def run(sitting_id: int, *, actor: Actor | None, basis: Basis | None = None) -> GradingRun:
    """Mark the closed attempts of a closed sitting; same facts and basis give the same digest.

    Without a basis it is the one that holds now.
    """
    with transaction() as session:
        lock_sitting(sitting_id)
        sitting = session.get_one(Sitting, sitting_id)
        if sitting.closing is None:
            raise Refused(N_("This sitting is not closed; it cannot be marked yet."))
        if waits_for_markers(sitting):
            raise Refused(N_("Written answers of this sitting still wait for markers."))
        basis = basis or basis_now(sitting)
        found = computed(sitting, basis)
        marked = GradingRun(
            sitting_id=sitting_id,
            rules_version=RULES_VERSION,
            digest=found.digest,
            basis=as_row(basis),
            by_id=actor.id if actor else None,
            at=now(),
        )
        session.add(marked)
        session.flush()
        if found.rows:
            session.execute(insert(Result), [{**row, "run_id": marked.id} for row in found.rows])
        note_analysis(sitting, marked, found, basis)
        record(
            ExamAct.GRADED,
            actor,
            subject=("sitting", sitting_id),
            unit_path=sitting.unit.path,
            run=marked.id,
            attempts=len(found.rows),
            digest=marked.digest,
        )
    return marked


def run_again(sitting_id: int) -> GradingRun:
    """Mark a sitting anew on what holds now, before its results are released.

    Afterwards an examiner proposes a regrade and a supervisor confirms it.
    """
    with transaction() as session:
        lock_sitting(sitting_id)
        sitting = session.get_one(Sitting, sitting_id, populate_existing=True)
        if sitting.release:
            raise Refused(N_("The results are released. Only a regrade marks this sitting anew."))
        return run(sitting_id, actor=None)
