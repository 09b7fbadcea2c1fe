"""What is written on the trail once a module is complete."""

from collections.abc import Iterator
from contextlib import contextmanager

from audit.actions import record
from core.actor import Actor
from courses.acts import CourseAct
from courses.queries.outline import current_courses
from courses.queries.progress import module_progress
from courses.rules.completion import Standing


@contextmanager
def completing(module_code: str, actor: Actor) -> Iterator[None]:
    """Write on the trail that the module is complete, if what is done within makes it so.

    It is done in the actor's turn, or two acts at once would each find that the other is missing.
    """
    before = _standing(module_code, actor)
    yield
    if before is None or before.is_complete:
        return
    after = _standing(module_code, actor)
    if after and after.is_complete:
        record(
            CourseAct.MODULE_COMPLETED,
            actor,
            subject=("course_module", module_code),
            right=after.right,
            total=after.total,
        )


def _standing(module_code: str, actor: Actor) -> Standing | None:
    """How far the actor is; nothing of a module that no course has any more."""
    if not any(module_code in each.modules for each in current_courses()):
        return None
    return module_progress(actor.id, module_code).standing
