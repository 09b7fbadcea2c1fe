"""Where the outcome of a paper stands, from the marking to the final result.

The state is computed from what is on record. One appeal is possible against each result that is
new to the candidate: the first one released, and every later one that differs from the one before
in score or passing. While an appeal is open no other can be lodged; the time for the next begins
when the result was released or the open appeal ended, whichever is later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.errors import N_
from exam.rules.appeals import OPEN, AppealState, last_moment


class Outcome(StrEnum):
    """Where the outcome of a paper stands."""

    WAITING = "waiting"
    GRADED = "graded"
    RELEASED = "released"
    CORRECTED = "corrected"
    APPEALED = "appealed"
    APPEALED_CORRECTED = "appealed_corrected"
    UPHELD = "upheld"
    UPHELD_CORRECTED = "upheld_corrected"
    FINAL = "final"
    VOIDED = "voided"
    VOIDED_APPEALED = "voided_appealed"
    VOIDED_UPHELD = "voided_upheld"


class Event(StrEnum):
    """What can happen to the outcome of a paper.

    `CORRECT` is a corrected release in which this paper's score or passing differs, `CONFIRM` one
    in which neither does; `SETTLE` carries an upheld appeal out (before or after such a release).
    """

    MARK = "mark"
    RELEASE = "release"
    LODGE = "lodge"
    WITHDRAW = "withdraw"
    DISMISS = "dismiss"
    UPHOLD = "uphold"
    SETTLE = "settle"
    CORRECT = "correct"
    CONFIRM = "confirm"
    LAPSE = "lapse"
    VOID = "void"


_O, _E = Outcome, Event
_APPEALED = (_O.APPEALED, _O.APPEALED_CORRECTED, _O.VOIDED_APPEALED)
_UPHELD = (_O.UPHELD, _O.UPHELD_CORRECTED, _O.VOIDED_UPHELD)
_ENDED = {
    _O.APPEALED: _O.FINAL,
    _O.APPEALED_CORRECTED: _O.CORRECTED,
    _O.VOIDED_APPEALED: _O.VOIDED,
    _O.UPHELD: _O.FINAL,
    _O.UPHELD_CORRECTED: _O.CORRECTED,
    _O.VOIDED_UPHELD: _O.VOIDED,
}
_OUT = (
    _O.RELEASED, _O.CORRECTED, _O.APPEALED, _O.APPEALED_CORRECTED, _O.UPHELD, _O.UPHELD_CORRECTED,
    _O.FINAL,
)  # fmt: skip
_CORRECTED = {
    _O.APPEALED: _O.APPEALED_CORRECTED,
    _O.APPEALED_CORRECTED: _O.APPEALED_CORRECTED,
    _O.UPHELD: _O.UPHELD_CORRECTED,
    _O.UPHELD_CORRECTED: _O.UPHELD_CORRECTED,
}
_VOIDED = dict.fromkeys(_APPEALED, _O.VOIDED_APPEALED) | dict.fromkeys(_UPHELD, _O.VOIDED_UPHELD)

MOVES: Mapping[tuple[Outcome, Event], Outcome] = {
    (_O.WAITING, _E.MARK): _O.GRADED,
    (_O.GRADED, _E.MARK): _O.GRADED,
    (_O.GRADED, _E.RELEASE): _O.RELEASED,
    (_O.RELEASED, _E.LODGE): _O.APPEALED,
    (_O.CORRECTED, _E.LODGE): _O.APPEALED,
    (_O.RELEASED, _E.LAPSE): _O.FINAL,
    (_O.CORRECTED, _E.LAPSE): _O.FINAL,
    **{(each, _E.WITHDRAW): _ENDED[each] for each in _APPEALED},
    **{(each, _E.DISMISS): _ENDED[each] for each in _APPEALED},
    (_O.APPEALED, _E.UPHOLD): _O.UPHELD,
    (_O.APPEALED_CORRECTED, _E.UPHOLD): _O.UPHELD_CORRECTED,
    (_O.VOIDED_APPEALED, _E.UPHOLD): _O.VOIDED_UPHELD,
    **{(each, _E.SETTLE): _ENDED[each] for each in _UPHELD},
    **{(each, _E.CORRECT): _CORRECTED.get(each, _O.CORRECTED) for each in _OUT},
    **{(each, _E.CONFIRM): each for each in _OUT},
    **{(each, _E.VOID): _VOIDED.get(each, _O.VOIDED) for each in (_O.WAITING, _O.GRADED, *_OUT)},
}
"""Every move; all else is refused. `FINAL` holds unless the whole sitting is corrected later."""

ENDS = frozenset({Outcome.FINAL, Outcome.VOIDED})
"""The states in which nobody has to do anything any more."""


@dataclass(frozen=True, slots=True)
class Told:
    """A result as it was released."""

    result_id: int
    score: Decimal
    passed: bool
    at: datetime

    def equals(self, other: "Told") -> bool:
        """Whether the candidate would see the same."""
        return (self.score, self.passed) == (other.score, other.passed)


@dataclass(frozen=True, slots=True)
class Lodged:
    """An appeal: against which result, where it stands, and since when it is not open any more."""

    result_id: int
    state: AppealState
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on record of one paper: results in the order of their releases, and appeals."""

    is_marked: bool = False
    is_voided: bool = False
    results: Sequence[Told] = ()
    appeals: Sequence[Lodged] = ()
    window_days: int = 7
    zone: str = "Asia/Shanghai"

    @property
    def standing(self) -> Sequence[Told]:
        """The result that stands: its releases since it last differed from the one before."""
        alike = len(self.results)
        while alike and self.results[alike - 1].equals(self.results[-1]):
            alike -= 1
        return self.results[alike:]

    @property
    def open_appeal(self) -> Lodged | None:
        """The appeal that somebody has to do something about."""
        return next((each for each in self.appeals if each.state in OPEN), None)

    @property
    def is_appealed(self) -> bool:
        """Whether the result that stands was appealed against already."""
        ids = {each.result_id for each in self.standing}
        return any(each.result_id in ids for each in self.appeals)

    @property
    def closes_at(self) -> datetime | None:
        """Until when the result that stands may be appealed against; None if it may not be.

        While an earlier appeal is open the time has not begun.
        """
        if not self.results or self.is_voided or self.is_appealed or self.open_appeal:
            return None
        ended = [each.ended_at for each in self.appeals if each.ended_at]
        return last_moment(max([self.standing[0].at, *ended]), self.window_days, self.zone)


def outcome(facts: Facts, at: datetime) -> Outcome:
    """Where the outcome of a paper stands at a moment."""
    pending = facts.open_appeal.state if facts.open_appeal else None
    if facts.is_voided:
        return (
            {
                AppealState.LODGED: Outcome.VOIDED_APPEALED,
                AppealState.UPHELD: Outcome.VOIDED_UPHELD,
            }.get(pending, Outcome.VOIDED)
            if pending
            else Outcome.VOIDED
        )
    if not facts.results:
        return Outcome.GRADED if facts.is_marked else Outcome.WAITING
    if pending is AppealState.LODGED:
        return Outcome.APPEALED if facts.is_appealed else Outcome.APPEALED_CORRECTED
    if pending is AppealState.UPHELD:
        return Outcome.UPHELD if facts.is_appealed else Outcome.UPHELD_CORRECTED
    if facts.closes_at is None or at >= facts.closes_at:
        return Outcome.FINAL
    return Outcome.CORRECTED if len(facts.standing) < len(facts.results) else Outcome.RELEASED


@dataclass(frozen=True, slots=True)
class Words:
    """What a candidate is told: where it stands, what comes next, and for whom that is."""

    stands: str
    next: str


_BEFORE = Words(
    N_("The results of this exam are not released yet."),
    N_("The examiner releases them once every paper is marked. Then you can appeal."),
)
WORDS: Mapping[Outcome, Words] = {
    Outcome.WAITING: _BEFORE,
    Outcome.GRADED: _BEFORE,
    Outcome.RELEASED: Words(
        N_("Your result is released and may be appealed against."),
        N_("If you find it wrong, lodge an appeal in time. Otherwise it becomes final by itself."),
    ),
    Outcome.CORRECTED: Words(
        N_("Your result was corrected, and the new one may be appealed against."),
        N_("If you find it wrong, lodge an appeal in time. Otherwise it becomes final by itself."),
    ),
    Outcome.APPEALED: Words(
        N_("Your appeal waits for a decision."),
        N_(
            "A supervisor who has nothing to do with this exam decides. You may withdraw it so far."
        ),
    ),
    Outcome.APPEALED_CORRECTED: Words(
        N_("Your result was corrected while your appeal waits for a decision."),
        N_(
            "A supervisor decides the appeal, or you withdraw it. From then on you can appeal "
            "against the corrected result, too."
        ),
    ),
    Outcome.UPHELD: Words(
        N_("Your appeal was upheld and is being carried out."),
        N_(
            "The examiner and the markers carry it out, and a supervisor confirms what comes of it."
        ),
    ),
    Outcome.UPHELD_CORRECTED: Words(
        N_("Your appeal was upheld and is being carried out; your result was corrected meanwhile."),
        N_(
            "The examiner and the markers carry it out, and a supervisor confirms it. From then on "
            "you can appeal against the corrected result, too."
        ),
    ),
    Outcome.FINAL: Words(
        N_("Your result is final."),
        N_("Nothing is left to do. It changes only if the whole exam is corrected later."),
    ),
    Outcome.VOIDED: Words(
        N_("Your paper was voided and counts for nothing."),
        N_("Nothing is left to do here. What you answered stays on record."),
    ),
    Outcome.VOIDED_APPEALED: Words(
        N_("Your paper was voided; your appeal still waits for a decision."),
        N_(
            "A supervisor decides the appeal all the same, or you withdraw it. The decision cannot "
            "bring the paper back, but it can correct the marking of the exam."
        ),
    ),
    Outcome.VOIDED_UPHELD: Words(
        N_("Your paper was voided; your appeal was upheld and is being carried out."),
        N_(
            "The examiner and the markers carry it out, and a supervisor confirms it. This cannot "
            "bring the paper back, but it corrects the marking of the exam."
        ),
    ),
}

_TOO_EARLY = N_("The results of this exam are not released yet.")
_LODGING: Mapping[Outcome, str] = {
    Outcome.WAITING: _TOO_EARLY,
    Outcome.GRADED: _TOO_EARLY,
    Outcome.APPEALED: N_("You have appealed against this result already."),
    Outcome.APPEALED_CORRECTED: N_(
        "Your earlier appeal is still open. Once it has ended you can appeal again."
    ),
    Outcome.UPHELD: N_("You have appealed against this result already."),
    Outcome.UPHELD_CORRECTED: N_(
        "Your earlier appeal is still open. Once it has ended you can appeal again."
    ),
    Outcome.FINAL: N_("This result is final: the time for an appeal is over, or one was made."),
    Outcome.VOIDED: N_("This paper was voided. There is no result to appeal against."),
    Outcome.VOIDED_APPEALED: N_("This paper was voided. There is no result to appeal against."),
    Outcome.VOIDED_UPHELD: N_("This paper was voided. There is no result to appeal against."),
}


def move_problem(state: Outcome, event: Event) -> str | None:
    """Why this cannot happen to a paper whose outcome stands so; None if it can."""
    if (state, event) in MOVES:
        return None
    if event is Event.LODGE:
        return _LODGING[state]
    return _REFUSED[event]


_REFUSED: Mapping[Event, str] = {
    Event.MARK: N_("Released results change by a regrade alone."),
    Event.RELEASE: N_("There is no marked result that waits to be released."),
    Event.WITHDRAW: N_("No appeal waits for a decision."),
    Event.DISMISS: N_("No appeal waits for a decision."),
    Event.UPHOLD: N_("No appeal waits for a decision."),
    Event.SETTLE: N_("No upheld appeal waits to be carried out."),
    Event.CORRECT: N_("There is no released result of this paper to correct."),
    Event.CONFIRM: N_("There is no released result of this paper to correct."),
    Event.LAPSE: N_("No time for an appeal is running."),
    Event.VOID: N_("This paper was voided already."),
}
