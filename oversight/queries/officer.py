"""An officer's way: courses, exams and results, in a constant number of queries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.actor import Actor
from core.clock import exam_ms
from courses.queries.progress import progress
from courses.rules.completion import CourseProgress, ModuleProgress, resume
from exam.queries.results import OwnResult, own_results
from exam.queries.sittings import OwnSitting, own_sittings, phase
from exam.rules.phases import Phase
from oversight.rules.next_step import Standing, Step, next_step
from practice.queries import PracticeToday, today

Stands = Sequence[tuple[OwnSitting, Phase]]


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
    courses = progress(actor.id)
    module = resume(courses)
    stands = _stands(actor, exam_ms())
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
        best=max(results, key=_worth, default=None),
        practice=today(actor.id),
    )


def _stands(actor: Actor, at_ms: int) -> Stands:
    """The actor's sittings and those they may enter, the one that ends first in front."""
    own = [
        (found, phase(found.sitting, at_ms))
        for found in own_sittings(actor)
        if found.registration or found.may_enter
    ]
    kept = [
        (found, stands_at)
        for found, stands_at in own
        if stands_at is not Phase.PLANNED or at_ms < found.sitting.closes_ms
    ]
    return sorted(kept, key=lambda pair: (pair[0].sitting.closes_ms, pair[0].sitting.id))


def _worth(own: OwnResult) -> tuple[bool, Decimal]:
    """A pass is worth more than more points without one."""
    return own.result.passed, own.result.score / own.result.full


def _first(stands: Stands, fits: Callable[[OwnSitting, Phase], bool]) -> OwnSitting | None:
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
