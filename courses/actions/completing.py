"""What is written on the trail once a module is complete."""

from datetime import datetime

from audit.actions import record
from core.actor import Actor
from courses.acts import CourseAct
from courses.queries.outline import current_courses
from courses.queries.progress import module_progress


def note_completion(module_code: str, actor: Actor, at: datetime) -> None:
    """Write on the trail that the module is complete, at the act that made it so.

    Of a module that no course has any more nothing is written.
    """
    if not any(module_code in each.modules for each in current_courses()):
        return
    standing = module_progress(actor.id, module_code).standing
    if standing.completed_at == at:
        record(
            CourseAct.MODULE_COMPLETED,
            actor,
            subject=("course_module", module_code),
            right=standing.right,
            total=standing.total,
        )
