"""News of the exam for the packages above it."""

from dataclasses import dataclass

from core.events import Announcement


@dataclass(frozen=True, slots=True)
class ResultsReleased:
    """The results of a sitting were released, from this grading run."""

    sitting_id: int
    run_id: int


@dataclass(frozen=True, slots=True)
class ResultVoided:
    """An attempt was voided for good; its result counts for nothing any more."""

    attempt_id: int
    sitting_id: int
    person_id: int


results_released: Announcement[ResultsReleased] = Announcement()
result_voided: Announcement[ResultVoided] = Announcement()
