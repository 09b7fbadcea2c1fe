"""A module's quiz and a course's test as they are offered to somebody."""

from collections.abc import Collection
from dataclasses import dataclass

from courses.models.courses import CourseRevision
from courses.queries.outline import Place, current_modules, revision_of
from courses.queries.taking import Try, tries_of
from courses.rules.completion import LEAST, CourseProgress, ModuleProgress
from question_bank.queries.practicable import open_count


@dataclass(frozen=True, slots=True)
class Offer:
    """How many questions it asks and what passes; the try that is not handed in, and the last.

    Another is drawn only where enough questions are open now.
    """

    questions: int
    percent: int
    minutes: int | None
    unfinished: Try | None
    last: Try | None
    has_enough: bool


def quiz_of(place: Place, progress: ModuleProgress, person_id: int) -> Offer | None:
    """The quiz of a module; none where its course has none or never had enough questions."""
    if not (place.course.quiz and progress.has_quiz):
        return None
    tries = tries_of(person_id, place.course.course_id, place.module.module_id)
    return _offer(place.course.quiz, place.module.topics, tries)


def course_test_of(progress: CourseProgress, person_id: int) -> Offer | None:
    """The test of a course, in the same way."""
    if not progress.test.since:
        return None
    course = revision_of(progress.code)
    if not course.test:
        return None
    return _offer(course.test, _topics(course), tries_of(person_id, course.course_id, None))


def _topics(course: CourseRevision) -> Collection[str]:
    return {topic for each in current_modules(course.modules).values() for topic in each.topics}


def _offer(terms: dict[str, int], topics: Collection[str], tries: list[Try]) -> Offer:
    newest, there = tries[0] if tries else None, open_count(topics)
    return Offer(
        questions=min(terms["questions"], there),
        percent=terms["percent"],
        minutes=terms.get("minutes"),
        unfinished=newest if newest and not newest.ended_at else None,
        last=next((each for each in tries if each.ended_at), None),
        has_enough=there >= LEAST,
    )
