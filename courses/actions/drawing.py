"""Who takes a module's quiz or a course's test is drawn one of their own."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from sqlalchemy.orm import Session

from accounts.actions.turns import in_turn
from core.actor import Actor
from core.database import transaction
from core.errors import N_, Missing, Refused
from courses.models.courses import CourseRevision
from courses.models.modules import ModuleRevision
from courses.models.testing import CourseTest
from courses.queries.outline import current_modules, place_of, revision_of
from courses.queries.progress import course_progress, module_progress
from courses.queries.taking import tests_of
from courses.rules.completion import LEAST
from courses.rules.drawing import Taught, draw
from question_bank.queries.practicable import practicable
from question_bank.rules.laying import option_order


class _Terms(NamedTuple):
    """What is drawn: over which modules, how many questions, and what passes."""

    course: CourseRevision
    module: ModuleRevision | None
    over: Sequence[ModuleRevision]
    questions: int
    percent: int
    minutes: int | None = None


def begin_quiz(course_code: str, module_code: str, *, actor: Actor) -> CourseTest:
    """Draw a quiz on a module that was read; one that is not handed in is gone on with."""
    with transaction() as session:
        at = in_turn(session, actor.id)
        place = place_of(course_code, module_code)
        progress = module_progress(actor.id, module_code)
        if not (place.course.quiz and progress.has_quiz):
            raise Missing(N_("This module has no quiz."))
        if not progress.standing.is_read:
            raise Refused(N_("Read the module first; its quiz is open after that."))
        terms = _Terms(place.course, place.module, [place.module], **place.course.quiz)
        return _begin(session, terms, actor, at)


def begin_test(course_code: str, *, actor: Actor) -> CourseTest:
    """Draw a course's test, once its modules are complete and as long as it is not passed.

    One that is not handed in is gone on with, or shown as it ended.
    """
    with transaction() as session:
        at = in_turn(session, actor.id)
        course = revision_of(course_code)
        progress = course_progress(actor.id, course_code)
        if not (course.test and progress.test.since):
            raise Missing(N_("This course has no test."))
        if not progress.is_studied:
            raise Refused(N_("Complete all modules first; the test is open after that."))
        if progress.test.passed_at:
            raise Refused(N_("You have passed this test already."))
        modules = current_modules(course.modules)
        over = [modules[code] for code in course.modules]
        return _begin(session, _Terms(course, None, over, **course.test), actor, at)


def _begin(session: Session, terms: _Terms, actor: Actor, at: datetime) -> CourseTest:
    module_id = terms.module.module_id if terms.module else None
    before = tests_of(actor.id, terms.course.course_id, module_id)
    if before and before[0].end is None:
        return before[0]
    drawn = _drawn(terms, before, actor.id, at)
    session.add(drawn)
    session.flush()
    return drawn


def _drawn(terms: _Terms, before: Sequence[CourseTest], person_id: int, at: datetime) -> CourseTest:
    there = practicable(topic for module in terms.over for topic in module.topics)
    if len(there) < LEAST:
        raise Refused(N_("Too few questions are open for this at the moment. Please try later."))
    seed = secrets.token_hex(8)
    chance = Random(seed)  # noqa: S311 - practice questions; nobody is kept from seeing them
    questions = draw(
        there,
        [Taught.of(module.topics, module.facts) for module in terms.over],
        count=terms.questions,
        last=_asked_in(before[:1]),
        familiar=terms.module.checks if terms.module else (),
        chance=chance,
    )
    return CourseTest(
        person_id=person_id,
        course_id=terms.course.course_id,
        module_id=terms.module.module_id if terms.module else None,
        seed=seed,
        slots=[
            {
                "revision": each.revision_id,
                "question": each.code,
                "order": option_order(each, chance),
            }
            for each in questions
        ],
        percent=terms.percent,
        at=at,
        due_at=at + timedelta(minutes=terms.minutes) if terms.minutes else None,
    )


def _asked_in(tests: Iterable[CourseTest]) -> set[str]:
    return {slot["question"] for test in tests for slot in test.slots}
