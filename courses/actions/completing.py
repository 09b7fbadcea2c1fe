"""What is written on the trail once a module is complete."""

from collections.abc import Iterator
from contextlib import contextmanager

from audit.actions import record
from core.actor import Actor
from courses.acts import CourseAct
from courses.queries.outline import current_courses
from courses.queries.progress import module_progress


@contextmanager
def completing(module_code: str, actor: Actor) -> Iterator[None]:
    """Write on the trail that the module is complete, if what is done within makes it so.

    It is done in the actor's turn, or two acts at once would each find that the other is missing.
    """
    is_taught = any(module_code in each.modules for each in current_courses())
    was_complete = is_taught and module_progress(actor.id, module_code).standing.is_complete
    yield
    if was_complete or not is_taught:
        return
    after = module_progress(actor.id, module_code).standing
    if after.is_complete:
        record(
            CourseAct.MODULE_COMPLETED,
            actor,
            subject=("course_module", module_code),
            right=after.right,
            total=after.total,
        )
