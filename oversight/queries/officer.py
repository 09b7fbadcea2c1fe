"""An officer's way to the credential, in a constant number of queries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.actor import Actor
from core.clock import exam_ms, now
from courses.queries.prerequisites import waiting
from courses.queries.progress import progress
from courses.queries.taking import GoingTest, going
from courses.rules.completion import CourseProgress, ModuleProgress, resume
from credentials.rules.findings import Finding
from exam.queries.results import OwnResult, own_results
from exam.queries.retakes import Standing as Retaking
from exam.queries.retakes import own_standings
from exam.queries.sittings import OwnSitting, own_sittings, phase
from exam.rules.phases import Phase
from oversight.queries.own_contests import OwnContests, own_contests
from oversight.queries.own_gate import OwnGate, own_gate
from oversight.rules.next_step import Need, Standing, Step, met_by, needs_of, next_step
from practice.models import MockExam
from practice.queries.home import PracticeToday, today
from practice.queries.mocks import going_mock

Stands = Sequence[tuple[OwnSitting, Phase]]
AT_THE_EXAM = (Step.GO_ON_WRITING, Step.START_EXAM)
"""Steps at which nothing is said of practice: then many come at once, and for the exam alone."""


@dataclass(frozen=True, slots=True)
class Running:
    """What an officer began against the clock, beside exams: course tests and a mock exam."""

    tests: Sequence[GoingTest]
    mock: MockExam | None


@dataclass(frozen=True, slots=True)
class OfficersWay:
    """Everything on an officer's first page."""

    step: Step
    running: Running | None
    courses: list[CourseProgress]
    module: tuple[CourseProgress, ModuleProgress | None] | None
    sitting: OwnSitting | None
    upcoming: list[OwnSitting]
    best: OwnResult | None
    practice: PracticeToday | None
    gate: OwnGate | None
    next_finding: Finding | None
    contests: OwnContests


def officers_way(actor: Actor) -> OfficersWay:
    """Where the actor stands, and the one next step."""
    at_ms = exam_ms()
    courses = progress(actor.id)
    stands = _stands(actor, at_ms)
    results = [own for own in own_results(actor) if own.attempt.state != "voided"]
    gate = own_gate(actor.id)
    contests = own_contests(actor, at_ms, gate.series if gate else ())
    picked = {
        Step.GO_ON_WRITING: _first(stands, _is_writing),
        Step.START_EXAM: _first(stands, _may_start),
        Step.REGISTER: _first(stands, _may_register),
        Step.WAIT_FOR_OPENING: _first(stands, _is_waiting),
        Step.WAIT_FOR_RESULT: _first(stands, _is_handed_in),
    }
    module = resume(courses, waiting(courses, actor))
    step = next_step(
        Standing(
            is_writing=picked[Step.GO_ON_WRITING] is not None,
            may_start=picked[Step.START_EXAM] is not None,
            is_round_running=contests.running is not None,
            has_module_left=module is not None,
            may_register=picked[Step.REGISTER] is not None,
            may_enter=contests.to_enter is not None,
            lacks_photo=gate is not None and gate.lacks_photo,
            is_registered=picked[Step.WAIT_FOR_OPENING] is not None,
            is_handed_in=picked[Step.WAIT_FOR_RESULT] is not None,
            has_failed=any(not own.result.passed for own in results),
            holds_credential=gate is not None and gate.holds,
            lost_credential=gate is not None and gate.is_lost,
            needs=_needs(gate, results),
        ),
        has_gate=gate is not None,
    )
    return OfficersWay(
        step=step,
        running=None if step in AT_THE_EXAM else _running(actor.id),
        courses=courses,
        module=module,
        sitting=picked.get(step),
        upcoming=[found for found, stands_at in stands if _is_ahead(found, stands_at)],
        best=max(results, key=_worth, default=None),
        practice=None if step in AT_THE_EXAM else today(actor.id),
        gate=gate,
        next_finding=met_by(step, gate.verdict.findings) if gate else None,
        contests=contests,
    )


def _running(person_id: int) -> Running | None:
    at = now()
    tests, mock = going(person_id, at), going_mock(person_id, at)
    return Running(tests, mock) if tests or mock else None


def _needs(gate: OwnGate | None, results: Sequence[OwnResult]) -> frozenset[Need]:
    """What is still asked for: nothing of who holds the credential; else what the gate says.

    Where no credential type is in force, the courses and an exam that was passed.
    """
    if gate:
        return frozenset() if gate.holds else needs_of(gate.verdict.findings)
    has_passed = any(own.result.passed for own in results)
    return frozenset() if has_passed else frozenset({Need.COURSES, Need.EXAM})


def _stands(actor: Actor, at_ms: int) -> Stands:
    """The actor's sittings and those they may enter, the one that ends first in front."""
    sittings = own_sittings(actor)
    barred = own_standings(sittings, actor.id, at_ms)
    own = [
        (found, phase(found.sitting, at_ms))
        for found in sittings
        if found.registration or (found.may_enter and not _is_barred(found, barred))
    ]
    kept = [
        (found, stands_at)
        for found, stands_at in own
        if stands_at is not Phase.PLANNED or at_ms < found.sitting.closes_ms
    ]
    return sorted(kept, key=lambda pair: (pair[0].sitting.closes_ms, pair[0].sitting.id))


def _is_barred(found: OwnSitting, standings: Mapping[int, Retaking]) -> bool:
    """Whether the retake rules keep the actor out of this sitting."""
    standing = standings.get(found.sitting.id)
    return standing is not None and bool(standing.obstacles)


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
