"""How far officers are on the way from study to credential, counted from the gate's findings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.errors import N_
from credentials.rules.findings import Answer, Finding, all_of


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the way: the kinds of conditions that make it up."""

    code: str
    name: str
    kinds: frozenset[str]


STEPS = (
    Step("course", N_("Courses complete"), frozenset({"course"})),
    Step("exam", N_("Exam passed"), frozenset({"exam"})),
    Step(
        "competition",
        N_("Competition condition met"),
        frozenset({"competition", "competition_rank"}),
    ),
    Step("service", N_("Service station passed"), frozenset({"service"})),
    Step("eligibility", N_("Papers confirmed"), frozenset({"eligibility", "education"})),
)
"""In the order in which people usually take them; a rule may ask for some of them only."""
STEP_NAMES = {step.code: step.name for step in STEPS}
HOLDS = "credential"
"""The end of the way, where a step is named: a credential in force."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one officer stands: the answer to each step, and whether a credential is in force."""

    answers: Mapping[str, Answer]
    holds: bool

    @property
    def reached(self) -> int:
        """How many steps from the first are met without a gap; a credential in force is all."""
        if self.holds:
            return len(self.answers)
        met = [answer.is_met for answer in self.answers.values()]
        return met.index(False) if False in met else len(met)


@dataclass(frozen=True, slots=True)
class Bar:
    """One step for a group of officers.

    `reached` have come at least so far, every step before it included; `met`, `unknown` and
    `not_met` are what the gate says of this step alone, now. They add up to the whole group.
    """

    code: str
    name: str
    reached: int
    met: int
    unknown: int
    not_met: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """A group of officers: how many there are, each step, and who holds a credential in force."""

    officers: int
    bars: Sequence[Bar]
    holders: int

    def share(self, count: int) -> int:
        """A count as whole percent of all officers."""
        return round(100 * count / self.officers) if self.officers else 0


def lacks(stand: Stand, code: str) -> bool:
    """Whether somebody lacks a step, or a credential in force."""
    if code == HOLDS:
        return not stand.holds
    return not stand.answers[code].is_met


def answers_of(findings: Iterable[Finding]) -> dict[str, Answer]:
    """The gate's answer to each step that the rule asks for, in the order of the way."""
    found = list(findings)
    by_step = {
        step.code: [each.answer for each in found if each.kind in step.kinds] for step in STEPS
    }
    return {code: all_of(answers) for code, answers in by_step.items() if answers}


def funnel(stands: Sequence[Stand], codes: Iterable[str]) -> Funnel:
    """Everybody counted, step by step; `codes` are the steps that the rule asks for."""
    asked = set(codes)
    steps = [step for step in STEPS if step.code in asked]
    bars = [_bar(step, place, stands) for place, step in enumerate(steps, start=1)]
    return Funnel(len(stands), bars, sum(stand.holds for stand in stands))


def _bar(step: Step, place: int, stands: Sequence[Stand]) -> Bar:
    answers = [stand.answers[step.code] for stand in stands]
    return Bar(
        code=step.code,
        name=step.name,
        reached=sum(stand.reached >= place for stand in stands),
        met=answers.count(Answer.MET),
        unknown=answers.count(Answer.UNKNOWN),
        not_met=answers.count(Answer.NOT_MET),
    )
