"""What courses leave on the trail."""

from enum import StrEnum


class CourseAct(StrEnum):
    """Acts on courses."""

    COURSE_IMPORTED = "course.imported"
    MODULE_IMPORTED = "course.module_imported"
    MODULE_COMPLETED = "course.module_completed"
