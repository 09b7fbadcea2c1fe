"""What the exam leaves on the trail."""

from enum import StrEnum


class ExamAct(StrEnum):
    """Acts of the exam."""

    BLUEPRINT_KEPT = "exam.blueprint_kept"
    SITTING_CREATED = "exam.sitting_created"
    REGISTERED = "exam.registered"
    WITHDRAWN = "exam.withdrawn"
    ACCOMMODATED = "exam.accommodated"
    SEALED = "exam.sealed"
    LATE_ENTRY = "exam.late_entry"
    STARTED = "exam.started"
    SUBMITTED = "exam.submitted"
    CLOSED_AT_DEADLINE = "exam.closed_at_deadline"
    SITTING_CLOSED = "exam.sitting_closed"
    GRADED = "exam.graded"
    RELEASED = "exam.released"
    VOIDING_ASKED = "exam.voiding_asked"
    VOIDED = "exam.voided"
    VOIDING_DECLINED = "exam.voiding_declined"
