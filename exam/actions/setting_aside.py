"""Setting a marker's marks of a sitting aside."""

from accounts.rules.names import tidy_remark
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Missing, Refused
from exam.acts import ExamAct
from exam.models.marking import MarkerEnd
from exam.queries.markers import has_marked
from exam.queries.results import newest_run
from exam.queries.scripts import ended_markers
from exam.queries.sittings import locked_sitting


def set_marker_aside(sitting_id: int, marker_id: int, *, reason: str, actor: Actor) -> MarkerEnd:
    """Let a marker's marks of a sitting count for nothing and give them no more of it.

    By an examiner with a reason, before the first run. The marks stay on record; the scripts go
    back to the piles of the others.
    """
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        told = tidy_remark(reason)
        if newest_run(sitting.id) is not None:
            raise Refused(N_("This sitting is marked already."))
        if not has_marked(sitting, marker_id):
            raise Missing(N_("There is no such marker of this sitting."))
        if marker_id in ended_markers([sitting.id])[sitting.id]:
            raise Refused(N_("The marks of this marker were set aside already."))
        if not told:
            raise Refused(N_("Say why the marks are set aside."))
        end = MarkerEnd(
            sitting_id=sitting.id,
            marker_id=marker_id,
            reason=told[:500],
            by_id=actor.id,
            at=now(),
        )
        session.add(end)
        record(
            ExamAct.MARKER_ENDED,
            actor,
            subject=("sitting", sitting.id),
            unit_path=sitting.unit.path,
            marker=marker_id,
            reason=end.reason,
        )
    return end
