"""An officer's way: courses, exams and results, in a constant number of queries."""

from collections.abc import Callable
from dataclasses import dataclass

from core.actor import Actor
from core.clock import exam_ms
from courses.queries.progress import progress
from courses.rules.completion import CourseProgress, ModuleProgress
from exam.queries.results import OwnResult, own_results
from exam.queries.sittings import OwnSitting, own_sittings, phase
from exam.rules.phases import Phase
from oversight.rules.next_step import Standing, Step, next_step
from practice.queries import PracticeToday, today


@dataclass(frozen=True, slots=True)
class OfficersWay:
    """Everything on an officer's first page."""

    step: Step
    courses: list[CourseProgress]
    module: tuple[CourseProgress, ModuleProgress] | None
    sitting: OwnSitting | None
    upcoming: list[OwnSitting]
    best: OwnResult | None
    practice: PracticeToday


def officers_way(actor: Actor) -> OfficersWay:
    """Where the actor stands, and the one next step."""
    at_ms = exam_ms()
    courses = progress(actor.id)
    module = _next_module(courses)
    stands = [(found, phase(found.sitting, at_ms)) for found in own_sittings(actor)]
    results = own_results(actor)
    picked = {
        Step.GO_ON_WRITING: _first(stands, _is_writing),
        Step.START_EXAM: _first(stands, _may_start),
        Step.REGISTER: _first(stands, _may_register),
        Step.WAIT_FOR_OPENING: _first(stands, _is_waiting),
        Step.WAIT_FOR_RESULT: _first(stands, _is_handed_in),
    }
    step = next_step(
        Standing(
            is_writing=picked[Step.GO_ON_WRITING] is not None,
            may_start=picked[Step.START_EXAM] is not None,
            has_module_left=module is not None,
            may_register=picked[Step.REGISTER] is not None,
            is_registered=picked[Step.WAIT_FOR_OPENING] is not None,
            is_handed_in=picked[Step.WAIT_FOR_RESULT] is not None,
            has_failed=any(not own.result.passed for own in results),
            has_passed=any(own.result.passed for own in results),
        )
    )
    return OfficersWay(
        step=step,
        courses=courses,
        module=module,
        sitting=picked.get(step),
        upcoming=[found for found, stands_at in stands if _is_ahead(found, stands_at)],
        best=max(results, key=lambda own: own.result.score / own.result.full, default=None),
        practice=today(actor.id),
    )


def _next_module(courses: list[CourseProgress]) -> tuple[CourseProgress, ModuleProgress] | None:
    """The course that was worked on last comes first, then the order of the courses."""
    open_courses = [course for course in courses if course.next_module]
    begun = [course for course in open_courses if course.last_at]
    course = max(begun, key=lambda found: str(found.last_at), default=None)
    course = course or next(iter(open_courses), None)
    return (course, course.next_module) if course and course.next_module else None


def _first(
    stands: list[tuple[OwnSitting, Phase]], fits: Callable[[OwnSitting, Phase], bool]
) -> OwnSitting | None:
    return next((found for found, stands_at in stands if fits(found, stands_at)), None)


def _is_writing(found: OwnSitting, stands_at: Phase) -> bool:
    return found.attempt is not None and found.attempt.state == "open"


def _may_start(found: OwnSitting, stands_at: Phase) -> bool:
    return stands_at is Phase.OPEN and found.attempt is not None and found.attempt.state == "ready"


def _may_register(found: OwnSitting, stands_at: Phase) -> bool:
    return stands_at is Phase.PLANNED and found.registration is None


def _is_waiting(found: OwnSitting, stands_at: Phase) -> bool:
    return stands_at in (Phase.PLANNED, Phase.SEALED) and found.registration is not None


def _is_handed_in(found: OwnSitting, stands_at: Phase) -> bool:
    return (
        found.attempt is not None
        and found.attempt.state == "closed"
        and stands_at is not Phase.RELEASED
    )


def _is_ahead(found: OwnSitting, stands_at: Phase) -> bool:
    return stands_at in (Phase.PLANNED, Phase.SEALED, Phase.OPEN)
