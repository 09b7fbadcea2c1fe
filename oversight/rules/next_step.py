"""The one next step of an officer: computed from where courses and exams stand."""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """What to do next, the most urgent first."""

    GO_ON_WRITING = "go_on_writing"
    START_EXAM = "start_exam"
    STUDY = "study"
    REGISTER = "register"
    WAIT_FOR_OPENING = "wait_for_opening"
    WAIT_FOR_RESULT = "wait_for_result"
    LOOK_AT_RESULT = "look_at_result"
    PRACTISE = "practise"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an officer stands, each a plain yes or no."""

    is_writing: bool = False
    may_start: bool = False
    has_module_left: bool = False
    may_register: bool = False
    is_registered: bool = False
    is_handed_in: bool = False
    has_failed: bool = False
    has_passed: bool = False


def next_step(standing: Standing) -> Step:
    """The most urgent thing: a running clock first, then what has a date, then study."""
    order = (
        (standing.is_writing, Step.GO_ON_WRITING),
        (standing.may_start, Step.START_EXAM),
        (standing.has_module_left and not standing.has_passed, Step.STUDY),
        (standing.may_register and not standing.has_passed, Step.REGISTER),
        (standing.is_registered, Step.WAIT_FOR_OPENING),
        (standing.is_handed_in, Step.WAIT_FOR_RESULT),
        (standing.has_failed and not standing.has_passed, Step.LOOK_AT_RESULT),
    )
    return next((step for holds, step in order if holds), Step.PRACTISE)
