"""News of the exam for the packages above it."""

from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class ResultsCorrected:
    """A corrected run was released; `changed` are the attempts whose score or passing changed."""

    sitting_id: int
    run_id: int
    before_id: int
    changed: frozenset[int]


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands on an attempt: a credential by its number, or a contest by its titles.

    `status` is words to translate; `ends` says whether it loses its ground once the attempt does
    not pass any more.
    """

    attempt_id: int
    name: str
    name_en: str
    status: str
    ends: bool


@dataclass(slots=True)
class StandingAsked:
    """Somebody is about to correct results: what above stands on these attempts?"""

    attempt_ids: frozenset[int]
    found: list[Standing] = field(default_factory=list)


results_released: Announcement[ResultsReleased] = Announcement()
result_voided: Announcement[ResultVoided] = Announcement()
results_corrected: Announcement[ResultsCorrected] = Announcement()
standing_asked: Announcement[StandingAsked] = Announcement()
