"""What questions leave on the trail."""

from enum import StrEnum


class QuestionAct(StrEnum):
    """Acts on questions."""

    REVISED = "question.revised"
    SUBMITTED = "question.submitted"
    WITHDRAWN = "question.withdrawn"
    RETURNED = "question.returned"
    APPROVED = "question.approved"
    RETIRED = "question.retired"
    REMARKED = "question.remarked"
    CLEARED = "question.cleared"
    STATUTE_ENTERED = "question.statute_entered"
    SUSPENDED = "question.suspended"
    UPHELD = "question.upheld"
    CONFIRMED = "question.confirmed"
    DOUBTED = "question.doubted"
    FILE_IMPORTED = "question.file_imported"
    FILE_BROUGHT = "question.file_brought"
    FILE_SENT = "question.file_sent"
    PICTURE_KEPT = "question.picture_kept"
    FIGURES_ANSWERED = "question.figures_answered"
