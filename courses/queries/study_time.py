"""How long people had a course in front of them: kept apart from what they can do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from core.database import db
from courses.models.modules import Module
from courses.models.studying import Stretch
from courses.queries.outline import current_courses
from courses.rules.study_time import Hours


@dataclass(frozen=True, slots=True)
class StudyTime:
    """The hours of a course: those on record and those required."""

    course: str
    titles: Mapping[str, str]
    hours: Hours


def study_times(person_id: int) -> list[StudyTime]:
    """One person's time in each course, in the order of the courses; two queries."""
    return study_times_of([person_id])[person_id]


def study_times_of(person_ids: Collection[int]) -> dict[int, list[StudyTime]]:
    """The time of several people; as many queries as for one."""
    courses = current_courses()
    rows = db.session.execute(
        select(Stretch.person_id, Module.code, func.sum(Stretch.seconds))
        .join(Module, Module.id == Stretch.module_id)
        .where(Stretch.person_id.in_(set(person_ids)))
        .group_by(Stretch.person_id, Module.code)
    )
    spent = {(person_id, code): int(seconds) for person_id, code, seconds in rows}
    return {
        person_id: [
            StudyTime(
                course.course.code,
                course.titles,
                Hours(
                    sum(spent.get((person_id, code), 0) for code in course.modules), course.hours
                ),
            )
            for course in courses
        ]
        for person_id in person_ids
    }
