"""All figures of a run as JSON: the test as a whole, and every question."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from exam.rules.analysis.consistency import consistency, step_of
from exam.rules.analysis.groups import curves, key_curves, levels_of, upper_lower
from exam.rules.analysis.intervals import fisher, wilson
from exam.rules.analysis.latent import Latent
from exam.rules.analysis.papers import Papers
from exam.rules.analysis.reliability import FEWEST, Reliability, correlations, reliability
from question_bank.rules.flags import flags

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the test, and the share that its author expects."""

    revision: int
    expected: float


@dataclass(frozen=True, slots=True)
class Option:
    """An option by its place in the bank, of a part of a case or (None) of the whole question."""

    part: int | None
    place: int
    right: bool


@dataclass(frozen=True, slots=True)
class Sat:
    """What was asked, how it was answered, and the pass mark in per cent of full marks."""

    papers: Papers
    unreached: Sequence[int]
    asked: Sequence[Asked]
    options: Sequence[Option]
    cut: float


def figures_of(test: Sat, fitted: Latent | None = None) -> Json:
    """Everything, rounded to four places, with a fit if there is one; None is "cannot be said"."""
    found = reliability(test.papers)
    questions = _questions(test, found, fitted)
    return {
        "papers": test.papers.count,
        "enough": found.is_enough,
        "alike": test.papers.are_alike,
        "full": _full(test.papers),
        "length": _rounded(found.length),
        "mean": _rounded(found.mean),
        "deviation": _rounded(found.deviation),
        "alpha": _rounded(found.alpha) if found.is_enough else None,
        "alpha_interval": _both(found.interval),
        "sem": _rounded(found.sem) if found.is_enough else None,
        "cut": _rounded(_cut(test)),
        "consistency": _consistency(test, found),
        "questions": questions,
        "latent": None
        if fitted is None
        else {"papers": fitted.papers, "converged": fitted.converged},
    }


def _full(papers: Papers) -> float | None:
    """Full marks in the unit of the scores."""
    if not papers.count:
        return None
    return _rounded(float(papers.fulls[0])) if papers.are_alike else 100.0


def _cut(test: Sat) -> float:
    return test.cut * (_full(test.papers) or 0.0) / 100


def _consistency(test: Sat, found: Reliability) -> Json | None:
    if found.alpha is None or not found.is_enough:
        return None
    scores = test.papers.scores
    step = step_of(scores) if test.papers.are_alike else 0.0
    told = consistency(scores, _cut(test), alpha=found.alpha, step=step)
    if told is None:
        return None
    return {
        "agreement": _rounded(told.agreement),
        "kappa": _rounded(told.kappa),
        "near": told.near,
    }


def _questions(test: Sat, found: Reliability, fitted: Latent | None) -> list[Json]:
    papers = test.papers
    rest, whole = (each.tolist() for each in correlations(papers))
    levels = levels_of(papers)
    apart, earned = upper_lower(levels).tolist(), key_curves(levels).tolist()
    given = np.bincount(papers.question, papers.given, papers.questions).astype(int).tolist()
    options = _options(test, curves(levels, papers.options).tolist())
    return [
        _question(
            asked,
            papers=had,
            answered=given[at],
            unreached=int(test.unreached[at]),
            share=share,
            correlation=rest[at],
            total=whole[at],
            apart=apart[at],
            without=found.without[at],
            earned=earned[at],
            options=options[at],
            fitted=fitted.questions.get(at) if fitted else None,
        )
        for at, (asked, had, share) in enumerate(
            zip(test.asked, papers.had.tolist(), papers.shares.tolist(), strict=True)
        )
        if had
    ]


def _options(test: Sat, chosen: Sequence[Sequence[float]]) -> list[list[Json]]:
    """The options of each question with their curves."""
    by_question: list[list[Json]] = [[] for _ in test.asked]
    picks = np.bincount(test.papers.picked, minlength=len(test.options)).tolist()
    for at, (option, question) in enumerate(
        zip(test.options, test.papers.options.tolist(), strict=True)
    ):
        by_question[question].append(
            {
                "part": option.part,
                "option": option.place,
                "right": option.right,
                "papers": picks[at],
                "curve": [_rounded(share) for share in chosen[at]],
            }
        )
    return by_question


def _question(
    asked: Asked,
    *,
    papers: int,
    answered: int,
    unreached: int,
    share: float,
    correlation: float,
    total: float,
    apart: float,
    without: float | None,
    earned: Sequence[float],
    options: Sequence[Json],
    fitted: Sequence[float] | None,
) -> Json:
    is_enough = papers >= FEWEST
    known = is_enough and not math.isnan(correlation)
    low, high = wilson(min(1.0, max(0.0, share)), papers)
    figures: Json = {
        "revision": asked.revision,
        "papers": papers,
        "answered": answered,
        "unreached": unreached,
        "share": _rounded(share),
        "low": _rounded(low),
        "high": _rounded(high),
        "expected": _rounded(asked.expected),
        "enough": is_enough,
        "discrimination": _rounded(correlation) if known else None,
        "discrimination_interval": _both(fisher(correlation, papers)) if known else None,
        "total": _rounded(total) if is_enough else None,
        "upper_lower": _rounded(apart) if is_enough else None,
        "without": _rounded(without) if is_enough else None,
        "earned": [_rounded(each) for each in earned],
        "options": list(options),
        "latent": [_rounded(each) for each in fitted] if fitted else None,
    }
    return figures | {"flags": [str(flag) for flag in flags(figures)]}


def _rounded(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else round(value, 4) + 0.0


def _both(interval: tuple[float, float] | None) -> list[float | None] | None:
    return None if interval is None else [_rounded(each) for each in interval]


def by_revision(figures: Mapping[str, Any]) -> dict[int, Json]:
    """The figures of each question of a run, by its revision."""
    return {each["revision"]: each for each in figures["questions"]}
