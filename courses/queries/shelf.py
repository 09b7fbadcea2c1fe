"""The courses as one person finds them: progress, what waits for what, time on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.queries import may
from accounts.rules.duties import Right
from core.actor import Actor
from core.errors import N_, Missing
from courses.queries.changes import changed_since_read
from courses.queries.outline import Place
from courses.queries.prerequisites import waiting
from courses.queries.progress import progress
from courses.queries.study_time import StudyTime, study_times
from courses.rules.completion import CourseProgress
from courses.rules.prerequisites import Prior


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every course; `waits` names by module what it waits for, `times` by course the hours.

    `changed` are modules that say something else than when they were read; trainers and reviewers
    have a workshop.
    """

    courses: Sequence[CourseProgress]
    waits: Mapping[str, tuple[Prior, ...]]
    times: Mapping[str, StudyTime]
    changed: Sequence[Place]
    has_workshop: bool

    def course(self, code: str) -> CourseProgress:
        """The course with this code."""
        for each in self.courses:
            if each.code == code:
                return each
        raise Missing(N_("There is no such course."))


def shelf(actor: Actor) -> Shelf:
    """The shelf of one person; as many queries for one course as for all."""
    courses = progress(actor.id)
    return Shelf(
        courses=courses,
        waits=waiting(courses, actor),
        times={each.course: each for each in study_times(actor.id)},
        changed=changed_since_read(actor.id),
        has_workshop=may(actor, Right.WRITE_QUESTIONS) or may(actor, Right.REVIEW_QUESTIONS),
    )
