"""What courses asked in turn before they asked for quizzes and tests."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from core.database import db
from courses.models.courses import CourseRevision
from courses.models.modules import Module, ModuleRevision
from courses.queries.checks import shown_of
from courses.rules.waiving import Checks, History, Shape, wordings


def histories_of(course_ids: Mapping[str, int], before: datetime) -> dict[str, History]:
    """By the code of the course: all its wordings before a moment; three queries."""
    shapes = _shapes(before)
    taught = {code for each in shapes.values() for shape in each for code in shape.modules}
    checks = _checks(taught, before)
    found = {
        code: wordings(shapes.get(course_id, []), checks) for code, course_id in course_ids.items()
    }
    shown = shown_of(
        {
            question
            for each in found.values()
            for wording in each
            for questions in wording.checks.values()
            for question in questions
        }
    )
    return {code: History(each, shown) for code, each in found.items()}


def _shapes(before: datetime) -> dict[int, list[Shape]]:
    """By course: every revision of it before a moment, oldest first."""
    rows = db.session.execute(
        select(
            CourseRevision.course_id,
            CourseRevision.at,
            CourseRevision.modules,
            CourseRevision.required_percent,
        )
        .where(CourseRevision.at < before)
        .order_by(CourseRevision.id)
    )
    found: dict[int, list[Shape]] = defaultdict(list)
    for course_id, *shape in rows:
        found[course_id].append(Shape(*shape))
    return found


def _checks(codes: Collection[str], before: datetime) -> dict[str, list[Checks]]:
    """By module: the self-checks of every revision before a moment, oldest first."""
    rows = db.session.execute(
        select(Module.code, ModuleRevision.at, ModuleRevision.checks)
        .join(Module, Module.id == ModuleRevision.module_id)
        .where(Module.code.in_(codes), ModuleRevision.at < before)
        .order_by(ModuleRevision.id)
    )
    found: dict[str, list[Checks]] = defaultdict(list)
    for code, at, questions in rows:
        found[code].append(Checks(at, questions))
    return found
