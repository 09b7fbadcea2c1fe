"""What a module waits for, for one person."""

from collections.abc import Sequence

from accounts.queries import may
from accounts.rules.duties import Right
from core.actor import Actor
from core.errors import N_, Refused
from courses.queries.outline import Place, current_courses
from courses.queries.progress import progress
from courses.rules.completion import CourseProgress
from courses.rules.prerequisites import Prior, waits


def waiting(courses: Sequence[CourseProgress], actor: Actor) -> dict[str, tuple[Prior, ...]]:
    """By module: what it still waits for. Nothing is closed to those who read the bank."""
    if may(actor, Right.READ_BANK):
        return {}
    needs = {code: before for each in current_courses() for code, before in each.needs.items()}
    return waits(needs, courses)


def waiting_beside(
    place: Place, courses: Sequence[CourseProgress], actor: Actor
) -> dict[str, tuple[Prior, ...]]:
    """The same for the modules of one course alone."""
    return {} if may(actor, Right.READ_BANK) else waits(place.course.needs, courses)


def demand_open(place: Place, actor: Actor) -> None:
    """Refuse an act on a module that waits for others."""
    if place.needs and place.code in waiting_beside(place, progress(actor.id), actor):
        raise Refused(N_("This module opens once you have completed what comes first."))
