"""How far judges agree: cuts with their spread and interval, who lies outside, what changed.

The interval of the cut is Student's t over the judges' own cuts, as if they were drawn from many.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from scipy.special import stdtrit

from exam.rules.angoff import Estimates, Item
from exam.rules.panels import FEWEST

CONFIDENCE = Fraction(95, 100)
FAR_SPREADS = 2
FAR_POINTS = 5
LEAST_LIKE = Fraction(2, 10)
FEWEST_ITEMS = 5
"""Items below which a correlation says nothing."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The judges' cuts together, in percent; `t` is the quantile that the interval rests on."""

    judges: int
    mean: Fraction
    spread: Decimal
    error: Decimal
    t: Decimal
    low: Decimal
    high: Decimal


def summary(cuts: Sequence[Fraction]) -> Summary | None:
    """Mean, standard deviation, standard error and 95 % interval; None below three judges."""
    if len(cuts) < FEWEST:
        return None
    count, mean = len(cuts), _mean(cuts)
    variance = _variance(cuts)
    spread, error = _root(variance), _root(variance / count)
    quantile = Decimal(repr(float(stdtrit(count - 1, 0.975)))).quantize(Decimal("0.000001"))
    reach = quantile * error
    return Summary(
        judges=count,
        mean=mean,
        spread=spread,
        error=error,
        t=quantile,
        low=max(Decimal(0), as_decimal(mean) - reach),
        high=min(Decimal(100), as_decimal(mean) + reach),
    )


def far_off(own: Fraction, others: Sequence[Fraction]) -> bool:
    """Whether a cut is outside the others: by more than two of their standard deviations.

    And by five points at least; never with fewer than two others.
    """
    if len(others) < FEWEST - 1:
        return False
    off = abs(own - _mean(others))
    return off >= FAR_POINTS and off**2 > FAR_SPREADS**2 * _variance(others)


def likeness(own: Estimates, others: Sequence[Estimates], items: Sequence[Item]) -> Decimal | None:
    """The correlation of a judge's estimates with the mean of the others', over the items.

    None with fewer than five items, without others, and where either is the same everywhere.
    """
    if len(items) < FEWEST_ITEMS or not others:
        return None
    ours = [Fraction(own[item]) for item in items]
    theirs = [Fraction(sum(each[item] for each in others)) for item in items]
    mean_of_ours, mean_of_theirs = _mean(ours), _mean(theirs)
    together = sum(
        (a - mean_of_ours) * (b - mean_of_theirs) for a, b in zip(ours, theirs, strict=True)
    )
    squares = sum((a - mean_of_ours) ** 2 for a in ours) * sum(
        (b - mean_of_theirs) ** 2 for b in theirs
    )
    if not squares:
        return None
    return as_decimal(Fraction(together)) / _root(Fraction(squares))


FAR, UNLIKE, SAME = "far", "unlike", "same"


def flags(
    judge: int,
    cuts: Mapping[int, Fraction],
    estimates: Mapping[int, Estimates],
    items: Sequence[Item],
) -> list[str]:
    """Why a judge should be looked at: far off, unlike the others, or the same number everywhere.

    A flag excludes nobody; an examiner does, with a reason.
    """
    others = [each for each in cuts if each != judge]
    if len(others) < FEWEST - 1:
        return []
    found = [FAR] if far_off(cuts[judge], [cuts[each] for each in others]) else []
    like = likeness(estimates[judge], [estimates[each] for each in others], items)
    if like is not None and like < as_decimal(LEAST_LIKE):
        found.append(UNLIKE)
    if len(items) >= FEWEST_ITEMS and len({estimates[judge][item] for item in items}) == 1:
        found.append(SAME)
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """What a judge changed from the first round to the second, of what was estimated in both."""

    items: int
    changed: int
    mean: Fraction


def change(first: Estimates, second: Estimates) -> Change | None:
    """How many estimates a judge changed, and by how many points on average over all."""
    both = [item for item in second if item in first]
    if not both:
        return None
    steps = [abs(second[item] - first[item]) for item in both]
    return Change(len(both), sum(step > 0 for step in steps), Fraction(sum(steps), len(both)))


def as_decimal(value: Fraction) -> Decimal:
    """A fraction with the 28 digits of a decimal."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def shown(value: Fraction | Decimal) -> str:
    """A figure as it stands in the minutes: two places, half up."""
    exact = as_decimal(value) if isinstance(value, Fraction) else value
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _variance(values: Sequence[Fraction]) -> Fraction:
    """The variance of a sample."""
    mean = _mean(values)
    return sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1)


def _root(value: Fraction) -> Decimal:
    return as_decimal(value).sqrt()
