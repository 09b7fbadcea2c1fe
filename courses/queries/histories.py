"""What courses and modules were in turn, and what courses asked before they asked for quizzes."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from core.database import db
from courses.models.courses import Course, CourseRevision
from courses.models.modules import Module, ModuleRevision
from courses.queries.checks import shown_of
from courses.rules.past import Content, Past, Shape
from courses.rules.waiving import History, asked_in_turn, history_of


def past() -> Past:
    """Every revision of every course and module, as far as what they ask goes; two queries."""
    return Past(_shapes(), _contents())


def histories_of(courses: Collection[str], known: Past) -> dict[str, History]:
    """By the code of the course: all that it asked in turn; one query."""
    asked = asked_in_turn(known)
    questions = {
        question
        for found in asked.values()
        for wording in found
        for checks in wording.checks.values()
        for question in checks
    }
    shown = shown_of(questions)
    return {code: history_of(code, known, asked, shown) for code in courses}


def _shapes() -> dict[str, list[Shape]]:
    rows = db.session.execute(
        select(
            Course.code,
            CourseRevision.at,
            CourseRevision.modules,
            CourseRevision.required_percent,
            CourseRevision.quiz.is_not(None),
            CourseRevision.test.is_not(None),
        )
        .join(Course, Course.id == CourseRevision.course_id)
        .order_by(CourseRevision.id)
    )
    found: dict[str, list[Shape]] = defaultdict(list)
    for code, at, modules, percent, quiz, test in rows:
        found[code].append(Shape(at, modules, percent, bool(quiz), bool(test)))
    return dict(found)


def _contents() -> dict[str, list[Content]]:
    rows = db.session.execute(
        select(Module.code, ModuleRevision.at, ModuleRevision.checks, ModuleRevision.topics)
        .join(Module, Module.id == ModuleRevision.module_id)
        .order_by(ModuleRevision.id)
    )
    found: dict[str, list[Content]] = defaultdict(list)
    for code, *content in rows:
        found[code].append(Content(*content))
    return dict(found)
