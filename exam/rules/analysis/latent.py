"""The fit of item response theory that is shown beside the figures of a large sitting."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from exam.rules.analysis.irt import two_parameters
from exam.rules.analysis.papers import Floats, Papers

FEWEST = 500
MOST = 1_000
EACH = 200
FEWEST_QUESTIONS = 3
"""A fit is made from 500 papers on, of at most 1,000 (every n-th), for questions on 200 of them."""


@dataclass(frozen=True, slots=True)
class Latent:
    """Slope and difficulty by question; none where the fit did not converge."""

    papers: int
    converged: bool
    questions: Mapping[int, tuple[float, float]]


def latent(papers: Papers) -> Latent | None:
    """A fit of two parameters to questions that are right or wrong; None with too few papers."""
    if papers.count < FEWEST:
        return None
    table = _table(papers)
    fits = [at for at in range(papers.questions) if _can_be_fitted(table[:, at])]
    if len(fits) < FEWEST_QUESTIONS:
        return None
    fit = two_parameters(table[:, fits])
    found = {
        at: (slope, -intercept / slope)
        for at, slope, intercept in zip(fits, fit.slopes, fit.intercepts, strict=True)
        if slope
    }
    return Latent(len(table), fit.converged, found if fit.converged else {})


def _table(papers: Papers) -> Floats:
    """Shares by paper and question, of some papers; nan where a question is not on one."""
    step = -(-papers.count // MOST)
    taken = papers.paper % step == 0
    table = np.full((-(-papers.count // step), papers.questions), np.nan)
    shares = papers.earned[taken] / np.where(papers.full[taken] > 0, papers.full[taken], 1.0)
    table[papers.paper[taken] // step, papers.question[taken]] = np.clip(shares, 0.0, 1.0)
    return table


def _can_be_fitted(column: Floats) -> bool:
    there = column[~np.isnan(column)]
    if len(there) < EACH:
        return False
    return bool(np.isin(there, (0.0, 1.0)).all()) and 0 < there.mean() < 1
