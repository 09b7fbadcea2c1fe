"""How the questions of a sitting fared: how hard each was, and how well it told people apart."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from exam.rules.grading import Mark

FEWEST = 30
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Fared:
    """One question over all papers that had it.

    `share` is the mean part of its points that was earned, no answer earning none;
    `discrimination` the correlation of that part with the points of the rest of the paper
    (corrected item-rest correlation), missing with fewer than 30 papers, where chance
    says more than the question, and where either is the same for all.
    """

    papers: int
    answered: int
    share: Decimal
    discrimination: Decimal | None


def fared(papers: Iterable[Sequence[tuple[int, Mark]]]) -> dict[int, Fared]:
    """The figures of each revision; a paper is its revisions with what each earned."""
    shares: dict[int, list[float]] = defaultdict(list)
    rests: dict[int, list[float]] = defaultdict(list)
    answered: dict[int, int] = defaultdict(int)
    for paper in papers:
        earned = [float(mark.earned) for _, mark in paper]
        whole = sum(earned)
        for (revision_id, mark), own in zip(paper, earned, strict=True):
            shares[revision_id].append(float(mark.share))
            rests[revision_id].append(whole - own)
            answered[revision_id] += mark.answered
    return {
        revision_id: Fared(
            papers=len(values),
            answered=answered[revision_id],
            share=_rounded(float(np.mean(values))),
            discrimination=_correlation(values, rests[revision_id]),
        )
        for revision_id, values in shares.items()
    }


def _correlation(ours: Sequence[float], rest: Sequence[float]) -> Decimal | None:
    if len(ours) < FEWEST or np.ptp(ours) == 0 or np.ptp(rest) == 0:
        return None
    return _rounded(float(np.corrcoef(ours, rest)[0, 1]))


def _rounded(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(_PLACES)
