"""Alpha, for papers that are alike and for papers that differ; alpha without a question; SEM.

With the mean variance of a question v, the mean covariance of two questions c and k questions on a
paper, alpha = k c / (v + (k - 1) c). Where all papers are alike that is Cronbach's alpha (1951),
of right-or-wrong questions KR-20. Where they differ, each pair of questions counts by the papers
that have both, and k is the mean length of a paper. Variances divide by n throughout.
"""

import math
from dataclasses import dataclass

import numpy as np

from exam.rules.analysis.intervals import Interval, feldt
from exam.rules.analysis.papers import Floats, Ints, Papers, over, summed

NO_SPREAD = 1e-12
FEWEST = 30


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of a whole test; None is "undefined", with `is_enough` false "too few to say".

    `sem` and `deviation` are in the unit of the scores, `without` is alpha by question left out.
    """

    alpha: float | None
    interval: Interval | None
    length: float
    mean: float
    deviation: float
    sem: float | None
    without: tuple[float | None, ...]
    is_enough: bool


def reliability(papers: Papers) -> Reliability:
    """Alpha with its interval, the standard error of measurement, alpha without each question."""
    sums = _sums(papers)
    is_enough = papers.count >= FEWEST
    length = sums.entries / papers.count if papers.count else 0.0
    alpha = _alpha(sums, papers.count)
    deviation = float(np.std(papers.scores)) if papers.count else 0.0
    known = alpha is not None and is_enough
    return Reliability(
        alpha=alpha,
        interval=feldt(alpha, papers.count, length) if alpha is not None and known else None,
        length=length,
        mean=float(np.mean(papers.scores)) if papers.count else 0.0,
        deviation=deviation,
        sem=None if alpha is None else deviation * math.sqrt(1 - max(0.0, alpha)),
        without=_without(papers, sums),
        is_enough=is_enough,
    )


@dataclass(frozen=True, slots=True)
class _Sums:
    """Over all entries: squares, products of two on one paper, their numbers; and by paper."""

    squares: float
    products: float
    entries: int
    pairs: int
    by_paper: Floats


def _sums(papers: Papers) -> _Sums:
    off = papers.earned - papers.means[papers.question]
    by_paper = summed(papers.paper, off, papers.count)
    squares = float(off @ off)
    lengths = papers.lengths
    return _Sums(
        squares=squares,
        products=float(by_paper @ by_paper) - squares,
        entries=len(off),
        pairs=int((lengths * (lengths - 1)).sum()),
        by_paper=by_paper,
    )


def _alpha(sums: _Sums, count: int) -> float | None:
    if not count or sums.entries == 0 or sums.pairs == 0:
        return None
    variance, common = sums.squares / sums.entries, sums.products / sums.pairs
    length = sums.entries / count
    whole = variance + (length - 1) * common
    return length * common / whole if whole > NO_SPREAD else None


def _without(papers: Papers, sums: _Sums) -> tuple[float | None, ...]:
    """Alpha with one question left out: what goes with it is taken from the sums."""
    own, both, others = (np.zeros(papers.questions) for _ in range(3))
    for part in papers.parts():
        question, paper = papers.question[part], papers.paper[part]
        off = papers.earned[part] - papers.means[question]
        own += summed(question, off * off, papers.questions)
        both += summed(question, off * sums.by_paper[paper], papers.questions)
        others += summed(question, (papers.lengths[paper] - 1).astype(np.float64), papers.questions)
    return tuple(
        _alpha(
            _Sums(
                squares=sums.squares - square,
                products=sums.products - 2 * (product - square),
                entries=sums.entries - had,
                pairs=sums.pairs - 2 * int(other),
                by_paper=sums.by_paper,
            ),
            papers.count,
        )
        for square, product, other, had in zip(
            own.tolist(), both.tolist(), others.tolist(), papers.had.tolist(), strict=True
        )
    )


def correlations(papers: Papers) -> tuple[Floats, Floats]:
    """By question, its points with the rest of the paper and with the whole; nan is undefined."""
    rest, whole = _Moments(papers.questions), _Moments(papers.questions)
    middle = float(np.mean(papers.scores)) if papers.count else 0.0
    for part in papers.parts():
        question = papers.question[part]
        off = papers.earned[part] - papers.means[question]
        rest.add(question, off, papers.rests(part) - middle)
        whole.add(question, off, papers.scores[papers.paper[part]] - middle)
    return rest.correlation(papers.had), whole.correlation(papers.had)


class _Moments:
    """Sums by question from which a correlation follows; the first of each pair has mean 0."""

    def __init__(self, questions: int) -> None:
        """Sums of nothing."""
        self._sums = np.zeros((4, questions))

    def add(self, question: Ints, off: Floats, other: Floats) -> None:
        """Add some entries."""
        many = self._sums.shape[1]
        weights = (off * off, off * other, other, other * other)
        for place, weight in enumerate(weights):
            self._sums[place] += summed(question, weight, many)

    def correlation(self, had: Ints) -> Floats:
        """By the papers each had; nan where one of the two is the same for all."""
        own, both, other, squares = (over(each, had) for each in self._sums)
        spread = squares - other * other
        is_defined = (own > NO_SPREAD) & (spread > NO_SPREAD * np.maximum(1.0, squares))
        found = np.full(len(own), np.nan)
        np.divide(both, np.sqrt(own * np.maximum(spread, 0)), out=found, where=is_defined)
        return np.clip(found, -1.0, 1.0, out=found)
