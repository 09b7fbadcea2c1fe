"""Regrades: what is changed on top of what stands, whom it moves, who may confirm it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.errors import N_
from exam.rules.rulings import BY_A_KEY, Ruling


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a regrade is to change: rulings, a standard set afterwards, appeals it carries out."""

    rulings: tuple[Ruling, ...] = ()
    panel_id: int | None = None
    appeal_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reached:
    """What a run says of one attempt."""

    score: Decimal
    full: Decimal
    passed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """An attempt whose score or outcome is another than before."""

    attempt_id: int
    before: Reached
    after: Reached

    @property
    def difference(self) -> Decimal:
        """By how many points the score moves."""
        return self.after.score - self.before.score

    @property
    def is_turned(self) -> bool:
        """Whether the attempt passes that failed, or the reverse."""
        return self.before.passed != self.after.passed


@dataclass(frozen=True, slots=True)
class Tally:
    """How many papers are marked anew, and how many of them change, and in what.

    `gone` are papers of the run before that count for nothing by now.
    """

    papers: int
    changed: int
    now_pass: int
    now_fail: int
    gone: int


def changes(before: Mapping[int, Reached], after: Mapping[int, Reached]) -> list[Change]:
    """The attempts that change: first those that pass or fail otherwise, then the largest moves."""
    found = [
        Change(attempt_id, before[attempt_id], reached)
        for attempt_id, reached in after.items()
        if attempt_id in before and reached != before[attempt_id]
    ]
    return sorted(
        found, key=lambda each: (not each.is_turned, -abs(each.difference), each.attempt_id)
    )


def tally(
    before: Mapping[int, Reached], after: Mapping[int, Reached], changed: Sequence[Change]
) -> Tally:
    """The changes, counted."""
    turned = [each for each in changed if each.is_turned]
    return Tally(
        papers=len(after),
        changed=len(changed),
        now_pass=sum(each.after.passed for each in turned),
        now_fail=sum(each.before.passed for each in turned),
        gone=len(before.keys() - after.keys()),
    )


def merged(standing: Iterable[Ruling], new: Iterable[Ruling]) -> tuple[Ruling, ...]:
    """The rulings that stand once new ones came: on one question the newest holds."""
    by_question = {(each.revision, each.part): each for each in (*standing, *new)}
    return tuple(
        by_question[question]
        for question in sorted(by_question, key=lambda at: (at[0], -1 if at[1] is None else at[1]))
    )


def ruling_problem(ruling: Ruling, *, is_written: bool, corrections: Collection[int]) -> str | None:
    """Why a ruling cannot be made; None if it can.

    `corrections` are the approved revisions whose key could count instead.
    """
    if ruling.rule not in BY_A_KEY:
        return None
    if is_written:
        return N_(
            "A written answer has no key. Have it marked again, give everyone the points, or drop "
            "the question."
        )
    if ruling.by is None or ruling.by not in corrections:
        return N_("Choose the corrected revision whose key is to count.")
    return None


def proposer_problem(*, sits: bool) -> str | None:
    """Why an examiner may not propose a regrade; None if they may."""
    if sits:
        return N_("Nobody decides about an exam that they sit themselves. Ask another examiner.")
    return None


def answer_problem(actor_id: int, *, asker_id: int, sits: bool, held: bool) -> str | None:
    """Why a supervisor may not answer a regrade; None if they may."""
    if actor_id == asker_id:
        return N_("You proposed this yourself. Another supervisor must answer.")
    if sits:
        return N_("Nobody decides about an exam that they sit themselves. Another must answer.")
    if held:
        return N_("You planned or held this exam. Another supervisor must answer.")
    return None
