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
    CLEARED = "question.cleared"
    FILE_IMPORTED = "question.file_imported"
