"""What courses leave on the trail."""

from enum import StrEnum


class CourseAct(StrEnum):
    """Acts on courses."""

    COURSE_IMPORTED = "course.imported"
    MODULE_IMPORTED = "course.module_imported"
    MODULE_COMPLETED = "course.module_completed"
    TEST_PASSED = "course.test_passed"
    MODULE_SUSPENDED = "course.module_suspended"
    MODULE_UPHELD = "course.module_upheld"
    MODULE_CONFIRMED = "course.module_confirmed"
    MODULE_DOUBTED = "course.module_doubted"
    MODULE_SENT = "course.module_sent"
    MODULE_RETURNED = "course.module_returned"
    MODULE_APPROVED = "course.module_approved"
    MODULE_WITHDRAWN = "course.module_withdrawn"
