"""The papers of a run as columns of numbers: an entry is one question on one paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

AT_ONCE = 1 << 18
LEVELS = 201
"""Rest scores are told apart to half a per cent where papers are put into groups by them."""


@dataclass(frozen=True)
class Papers:
    """Every entry with the numbers of its paper and question, its points, and whether answered.

    A question that was not answered earned nothing; one that is not on a paper has no entry there.
    `options` is by option the question that has it; a pick is an entry that chose an option.
    """

    count: int
    questions: int
    paper: Ints
    question: Ints
    earned: Floats
    full: Floats
    given: Flags
    options: Ints
    picked_at: Ints
    picked: Ints

    @cached_property
    def totals(self) -> Floats:
        """Points by paper."""
        return summed(self.paper, self.earned, self.count)

    @cached_property
    def fulls(self) -> Floats:
        """Points that could be earned, by paper."""
        return summed(self.paper, self.full, self.count)

    @cached_property
    def lengths(self) -> Ints:
        """How many questions are on each paper."""
        return np.bincount(self.paper, minlength=self.count)

    @cached_property
    def had(self) -> Ints:
        """On how many papers each question was."""
        return np.bincount(self.question, minlength=self.questions)

    @cached_property
    def means(self) -> Floats:
        """The mean points of each question over the papers that had it."""
        return over(summed(self.question, self.earned, self.questions), self.had)

    @cached_property
    def shares(self) -> Floats:
        """The mean part of its points that each question earned."""
        possible = summed(self.question, self.full, self.questions)
        return over(summed(self.question, self.earned, self.questions), possible)

    @cached_property
    def are_alike(self) -> bool:
        """Whether all papers have the same questions for the same points."""
        has_all = len(self.paper) == self.count * self.questions
        return bool(has_all and np.ptp(self.fulls) == 0) if self.count else True

    @cached_property
    def scores(self) -> Floats:
        """Totals in points where papers are alike, in per cent of full marks where they differ."""
        return self.totals if self.are_alike else 100 * over(self.totals, self.fulls)

    def rests(self, part: slice) -> Floats:
        """What the rest of its paper earned, of some entries: in points or per cent as `scores`."""
        paper = self.paper[part]
        rest = self.totals[paper] - self.earned[part]
        return rest if self.are_alike else 100 * over(rest, self.fulls[paper] - self.full[part])

    def levels(self, part: slice) -> Ints:
        """The rest of its paper in half per cents, rounded down, of some entries."""
        paper = self.paper[part]
        rest = over(self.totals[paper] - self.earned[part], self.fulls[paper] - self.full[part])
        level: Ints = (rest * (LEVELS - 1) + 1e-6).astype(np.int64)
        return np.clip(level, 0, LEVELS - 1, out=level)

    def parts(self) -> Iterator[slice]:
        """All entries, some at a time, so that what is computed of them stays small."""
        for first in range(0, len(self.paper), AT_ONCE):
            yield slice(first, min(first + AT_ONCE, len(self.paper)))


def summed(at: Ints, weights: Floats | Flags, many: int) -> Floats:
    """The sums of weights by the numbers that they are at."""
    return np.bincount(at, weights, many).astype(np.float64, copy=False)


def over(above: Floats | Ints, below: Floats | Ints) -> Floats:
    """A quotient, 0 where nothing is below."""
    return np.divide(above, below, out=np.zeros(np.shape(above)), where=np.asarray(below) > 0)


def matrix_papers(points: Sequence[Sequence[float]] | Floats, full: float = 1.0) -> Papers:
    """Papers from a table of points, a column for each question; nan is a missing question."""
    table = np.asarray(points, dtype=np.float64)
    paper, question = np.nonzero(~np.isnan(table))
    nothing = np.zeros(0, dtype=np.int64)
    return Papers(
        count=table.shape[0],
        questions=table.shape[1],
        paper=paper,
        question=question,
        earned=table[paper, question],
        full=np.full(len(paper), full),
        given=np.ones(len(paper), dtype=bool),
        options=nothing,
        picked_at=nothing,
        picked=nothing,
    )
