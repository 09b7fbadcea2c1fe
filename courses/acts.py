"""What courses leave on the trail."""

from enum import StrEnum


class CourseAct(StrEnum):
    """Acts on courses."""

    COURSE_IMPORTED = "course.imported"
    MODULE_IMPORTED = "course.module_imported"
    MODULE_COMPLETED = "course.module_completed"
    MODULE_SUSPENDED = "course.module_suspended"
    MODULE_UPHELD = "course.module_upheld"
    MODULE_CONFIRMED = "course.module_confirmed"
    MODULE_DOUBTED = "course.module_doubted"
