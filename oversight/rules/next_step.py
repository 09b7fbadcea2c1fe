"""The one next step of an officer: computed from where they stand and what the gate still asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from credentials.rules.findings import Finding, Verdict


class Step(StrEnum):
    """What to do next, the most urgent first."""

    GO_ON_WRITING = "go_on_writing"
    START_EXAM = "start_exam"
    GO_TO_ROUND = "go_to_round"
    STUDY = "study"
    REGISTER = "register"
    ENTER_COMPETITION = "enter_competition"
    FILE_PHOTO = "file_photo"
    WAIT_FOR_OPENING = "wait_for_opening"
    WAIT_FOR_RESULT = "wait_for_result"
    LOOK_AT_RESULT = "look_at_result"
    ASK_ABOUT_CREDENTIAL = "ask_about_credential"
    WAIT_FOR_ISSUERS = "wait_for_issuers"
    LOOK_AT_CREDENTIAL = "look_at_credential"
    PRACTISE = "practise"


class Need(StrEnum):
    """What is still asked for."""

    COURSES = "courses"
    EXAM = "exam"
    CONTEST = "contest"
    PAPERS = "papers"


NEEDS: dict[str, Need] = {
    "course": Need.COURSES,
    "exam": Need.EXAM,
    "competition": Need.CONTEST,
    "competition_rank": Need.CONTEST,
    "service": Need.CONTEST,
    "eligibility": Need.PAPERS,
    "education": Need.PAPERS,
}
"""What a condition of each kind asks for."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an officer stands, each a plain yes or no; and what is still asked for."""

    is_writing: bool = False
    may_start: bool = False
    is_round_running: bool = False
    has_module_left: bool = False
    may_register: bool = False
    may_enter: bool = False
    lacks_photo: bool = False
    is_registered: bool = False
    is_handed_in: bool = False
    has_failed: bool = False
    holds_credential: bool = False
    lost_credential: bool = False
    needs: frozenset[Need] = frozenset()

    @property
    def waits_for_issuers(self) -> bool:
        """Nothing is left for the officer to do: papers are with the issuers, or all is met."""
        return not self.holds_credential and not self.lacks_photo and self.needs <= {Need.PAPERS}


def next_step(standing: Standing, *, has_gate: bool = True) -> Step:
    """The most urgent thing: a running clock first, then what has a date, then what waits.

    Where no credential type is in force nobody waits for issuers.
    """
    needs = standing.needs
    order = (
        (standing.is_writing, Step.GO_ON_WRITING),
        (standing.may_start, Step.START_EXAM),
        (standing.is_round_running, Step.GO_TO_ROUND),
        (standing.has_module_left and Need.COURSES in needs, Step.STUDY),
        (standing.may_register and Need.EXAM in needs, Step.REGISTER),
        (standing.may_enter and Need.CONTEST in needs, Step.ENTER_COMPETITION),
        (standing.lacks_photo and Need.PAPERS in needs, Step.FILE_PHOTO),
        (standing.is_registered, Step.WAIT_FOR_OPENING),
        (standing.is_handed_in, Step.WAIT_FOR_RESULT),
        (standing.has_failed and Need.EXAM in needs, Step.LOOK_AT_RESULT),
        (standing.lost_credential, Step.ASK_ABOUT_CREDENTIAL),
        (has_gate and standing.waits_for_issuers, Step.WAIT_FOR_ISSUERS),
        (standing.holds_credential, Step.LOOK_AT_CREDENTIAL),
    )
    return next((step for holds, step in order if holds), Step.PRACTISE)


def needs_of(findings: Iterable[Finding]) -> frozenset[Need]:
    """What the gate still asks for: every condition that is not met, or not known to be."""
    return frozenset(NEEDS[each.kind] for each in findings if not each.answer.is_met)


ABOUT: dict[Step, Need] = {
    Step.GO_ON_WRITING: Need.EXAM,
    Step.START_EXAM: Need.EXAM,
    Step.GO_TO_ROUND: Need.CONTEST,
    Step.STUDY: Need.COURSES,
    Step.REGISTER: Need.EXAM,
    Step.ENTER_COMPETITION: Need.CONTEST,
    Step.FILE_PHOTO: Need.PAPERS,
    Step.WAIT_FOR_OPENING: Need.EXAM,
    Step.WAIT_FOR_RESULT: Need.EXAM,
    Step.LOOK_AT_RESULT: Need.EXAM,
    Step.WAIT_FOR_ISSUERS: Need.PAPERS,
}
"""What a step helps to meet."""


def met_by(step: Step, findings: Iterable[Finding]) -> Finding | None:
    """The first condition not met that the step is about."""
    need = ABOUT.get(step)
    open_ones = (each for each in findings if not each.answer.is_met)
    return next((each for each in open_ones if NEEDS[each.kind] is need), None)


def leading(verdicts: Sequence[Verdict]) -> int:
    """Of several credential types, the place of the one that somebody is nearest to."""
    met = [sum(each.answer.is_met for each in verdict.findings) for verdict in verdicts]
    shares = [count / len(verdict.findings) for count, verdict in zip(met, verdicts, strict=True)]
    return shares.index(max(shares))
