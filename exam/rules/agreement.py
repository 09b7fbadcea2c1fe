"""How far markers agree, and how severe each is: figures over pairs of marks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

import numpy as np
from scipy import stats

TOO_FEW = 10
LEVEL = 0.95

Values = Sequence[float] | np.ndarray


@dataclass(frozen=True, slots=True)
class Pair:
    """What the first two markers gave for one script, and the third where one decided.

    `full` is what the question's rubric is worth.
    """

    first_by: int
    second_by: int
    first: Decimal
    second: Decimal
    full: Decimal
    third: Decimal | None = None

    @property
    def apart(self) -> Decimal:
        """How far the two are apart, in points."""
        return abs(self.first - self.second)

    def of(self, marker: int) -> tuple[Decimal, Decimal] | None:
        """What this marker gave and what the other did; None if they are neither."""
        if marker == self.first_by:
            return self.first, self.second
        return (self.second, self.first) if marker == self.second_by else None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over so many scripts with its interval of 95 %.

    None where there are too few to say, or where it is not defined.
    """

    count: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_too_few(self) -> bool:
        """Whether there are too few scripts to say anything."""
        return self.count < TOO_FEW


@dataclass(frozen=True, slots=True)
class Severity:
    """One marker beside the others: `scripts` marked by two, points above or below the other.

    `exact` and `within` count the scripts on which both gave the same, or differed by no more than
    the gap; of `thirds` scripts that a third decided, `sided` came out nearer to this marker.
    """

    marker: int
    scripts: int
    difference: Estimate
    exact: int
    within: int
    thirds: int
    sided: int


def kappa(first: Values, second: Values) -> float | None:
    """Quadratic weighted kappa of two series of points.

    One minus the mean squared difference over the one that chance would give with the same two
    distributions. None where both gave one and the same value throughout: nothing to agree upon.
    """
    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if not len(one):
        return None
    by_chance = one.var() + two.var() + (one.mean() - two.mean()) ** 2
    return float(1 - ((one - two) ** 2).mean() / by_chance) if by_chance > 0 else None


def kappa_of(pairs: Sequence[Pair]) -> Estimate:
    """Kappa between first and second marks, as shares of the full points.

    The interval is jackknifed over the scripts.
    """
    first = np.array([float(pair.first / pair.full) for pair in pairs])
    second = np.array([float(pair.second / pair.full) for pair in pairs])
    whole = kappa(first, second)
    if len(pairs) < TOO_FEW or whole is None:
        return Estimate(len(pairs))
    ends = jackknifed(lambda kept: kappa(first[kept], second[kept]), whole, len(pairs))
    return Estimate(len(pairs), whole, *(max(-1.0, min(1.0, end)) for end in ends))


def jackknifed(
    figure: Callable[[np.ndarray], float | None], whole: float, count: int
) -> tuple[float, ...]:
    """The interval of a figure by leaving out each script once: with Student's t.

    Empty where the figure is not defined without some script.
    """
    numbers = np.arange(count)
    parts = [figure(numbers != left) for left in numbers]
    if any(part is None for part in parts):
        return ()
    half = _half_width(count * whole - (count - 1) * np.array(parts, dtype=float))
    return whole - half, whole + half


def mean_of(differences: Iterable[float]) -> Estimate:
    """A mean with the interval of Student's t."""
    values = np.array(list(differences), dtype=float)
    if len(values) < TOO_FEW:
        return Estimate(len(values))
    middle, half = float(values.mean()), _half_width(values)
    return Estimate(len(values), middle, middle - half, middle + half)


def _half_width(values: np.ndarray) -> float:
    reach = stats.t.ppf((1 + LEVEL) / 2, len(values) - 1)
    return float(reach * values.std(ddof=1) / sqrt(len(values)))


def severity(marker: int, pairs: Iterable[Pair], gap: Decimal) -> Severity:
    """One marker's figures from all pairs of a sitting."""
    mine = [(pair, own) for pair in pairs if (own := pair.of(marker))]
    decided = [(pair.third, own) for pair, own in mine if pair.third is not None]
    return Severity(
        marker=marker,
        scripts=len(mine),
        difference=mean_of(float(own - other) for _, (own, other) in mine),
        exact=sum(pair.apart == 0 for pair, _ in mine),
        within=sum(pair.apart <= gap for pair, _ in mine),
        thirds=len(decided),
        sided=sum(abs(third - own) < abs(third - other) for third, (own, other) in decided),
    )
