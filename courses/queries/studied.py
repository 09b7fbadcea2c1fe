"""Who has studied a module."""

from collections.abc import Collection

from sqlalchemy import Subquery, case, func, select

from core.database import db
from courses.models.modules import ModuleRevision
from courses.models.studying import CheckAnswer, Reading
from courses.queries.checks import shown_of
from courses.queries.outline import current_courses


def who_studied(revision: ModuleRevision) -> list[int]:
    """The ids of those who read the module and have enough of this revision's checks right.

    Nobody where no course has it. The quiz is not looked at. As in a person's progress, a question
    that is no longer shown counts only for whoever had it right; one statement finds everybody.
    """
    percent = _required_percent(revision.module.code)
    if percent is None:
        return []
    shown = shown_of(revision.checks)
    right = _right(revision, shown)
    counted = len(shown) + func.coalesce(right.c.withdrawn, 0)
    return list(
        db.session.scalars(
            select(Reading.person_id)
            .join(ModuleRevision, ModuleRevision.id == Reading.revision_id)
            .outerjoin(right, right.c.person_id == Reading.person_id)
            .where(
                ModuleRevision.module_id == revision.module_id,
                func.coalesce(right.c.answered, 0) * 100 >= counted * percent,
            )
            .distinct()
            .order_by(Reading.person_id)
        )
    )


def _required_percent(module_code: str) -> int | None:
    courses = (each for each in current_courses() if module_code in each.modules)
    return next((each.required_percent for each in courses), None)


def _right(revision: ModuleRevision, shown: Collection[str]) -> Subquery:
    """By person: how many of the checks were right once, and how many of those are withdrawn."""
    question = CheckAnswer.question
    return (
        select(
            CheckAnswer.person_id,
            func.count(question.distinct()).label("answered"),
            func.count(case((question.not_in(shown), question)).distinct()).label("withdrawn"),
        )
        .where(
            CheckAnswer.module_id == revision.module_id,
            question.in_(revision.checks),
            CheckAnswer.earned >= CheckAnswer.full,
        )
        .group_by(CheckAnswer.person_id)
        .subquery()
    )
