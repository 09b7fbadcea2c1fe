"""What somebody would probably reach in the real exam, from their first tries at questions.

Many papers of the blueprint are simulated, each with another draw of what the officer may be able
to do. The way is documented in docs/prediction.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from exam.rules.blueprint import Blueprint
from practice.rules.ability import KIND_SHIFT, USUAL, Floats, Model, chance_of
from practice.rules.first_tries import FirstTry, evidence_by_section
from practice.rules.outlook_paper import PaperShape, shape_of, weighty
from practice.rules.sureness import Sureness, how_sure, is_too_early

PAPERS = 2_000
WITHIN = 0.8


@dataclass(frozen=True, slots=True)
class SectionOutlook:
    """A section: the range of its share in percent, its floor, and how often it is missed."""

    code: str
    low: float
    high: float
    floor: float
    misses: float
    evidence: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """The range that holds the points of four papers in five, and the chance to pass.

    `passes` counts the floors of the sections, too; `evidence` is the weight of all first tries.
    """

    low: float
    high: float
    middle: float
    full: float
    mark: float
    passes: float
    evidence: float
    tries: int
    sureness: Sureness
    sections: Sequence[SectionOutlook]

    @property
    def width(self) -> float:
        """How wide the range is, in points."""
        return self.high - self.low


def predict(rule: Blueprint, tries: Sequence[FirstTry], today: date) -> Outlook | None:
    """The outlook on the real paper; None as long as it is too early to say."""
    weights = np.array([each.weight(today) for each in tries])
    if is_too_early(float(weights.sum())):
        return None
    model = Model(rule, tries)
    chance = np.random.default_rng(len(tries))
    drawn = model.posterior(tries, weights).drawn(chance, PAPERS)
    points = _papers(shape_of(rule), model, drawn, chance)
    return _outlook(rule, points, tries, weights, today)


def _papers(shape: PaperShape, model: Model, drawn: Floats, chance: np.random.Generator) -> Floats:
    """The points of each section on so many simulated papers, one row each; "other" stands last."""
    count, size = len(drawn), len(shape.topics)
    kinds = chance.permuted(np.tile(np.arange(size), (count, 1)), axis=1)
    kind_of = np.array([model.column["kind", kind] for kind in shape.kinds])[kinds]
    log_odds = np.array([USUAL[level] for level in shape.difficulties])[None, :] + drawn[:, :1]
    log_odds = log_odds + np.array([KIND_SHIFT.get(k, 0.0) for k in shape.kinds])[kinds]
    log_odds += np.take_along_axis(drawn, kind_of, axis=1)
    log_odds += drawn[:, [model.column["group", str(group)] for group in shape.groups]]
    log_odds += drawn[:, [model.column["difficulty", level] for level in shape.difficulties]]
    for at, code in enumerate(shape.sections):
        if ("section", code) in model.column:
            log_odds[:, at] += drawn[:, model.column["section", code]]
    steps = np.array(shape.steps)[kinds]
    earned = chance.binomial(steps, chance_of(log_odds)) / steps
    points = earned * np.array(shape.points)[kinds]
    full = np.array(shape.points)[kinds]
    codes = [*(section.code for section in model.rule.sections), "other"]
    inside = np.array([[code == each for code in codes] for each in shape.sections], dtype=float)
    return np.stack([points @ inside, full @ inside])


def _outlook(
    rule: Blueprint, points: Floats, tries: Sequence[FirstTry], weights: Floats, today: date
) -> Outlook:
    earned, full = points
    total, most = earned.sum(axis=1), float(rule.full_marks)
    mark = most * float(rule.pass_percent) / 100
    shares = 100 * earned / np.where(full > 0, full, 1)
    shares[full == 0] = 100
    floors = np.array([*(float(section.floor_percent) for section in rule.sections), 0.0])
    misses = shares < floors - 1e-9
    passes = (total >= mark - 1e-9) & ~misses.any(axis=1)
    low, middle, high = _range(total)
    by_section = evidence_by_section(rule, tries, today)
    evidence = float(weights.sum())
    newest_mock = min(((today - each.on).days for each in tries if each.is_mock), default=None)
    return Outlook(
        low=low, high=high, middle=middle, full=most, mark=mark,
        passes=float(passes.mean()), evidence=evidence, tries=len(tries),
        sureness=how_sure(evidence, [by_section[code] for code in weighty(rule)], newest_mock),
        sections=[
            _section(section.code, shares[:, at], floors[at], misses[:, at], by_section)
            for at, section in enumerate(rule.sections)
        ],
    )  # fmt: skip


def _section(
    code: str,
    shares: Floats,
    floor: float,
    misses: NDArray[np.bool_],
    evidence: Mapping[str, float],
) -> SectionOutlook:
    low, _middle, high = _range(shares)
    return SectionOutlook(code, low, high, float(floor), float(misses.mean()), evidence[code])


def _range(values: Floats) -> tuple[float, float, float]:
    out = (1 - WITHIN) / 2
    low, middle, high = np.quantile(values, [out, 0.5, 1 - out])
    return round(float(low), 1), round(float(middle), 1), round(float(high), 1)
