"""95 % intervals: of a share (Wilson), a correlation (Fisher) and alpha (Feldt)."""

import math
from typing import TypeAlias

from scipy.special import fdtri

Interval: TypeAlias = tuple[float, float]
Z = 1.959963984540054
SIDE = 0.025


def wilson(share: float, papers: int) -> Interval:
    """Of a share of right answers (Wilson 1927); of a mean part of points it is a little wide."""
    if papers == 0:
        return (0.0, 1.0)
    middle = (share + Z * Z / (2 * papers)) / (1 + Z * Z / papers)
    spread = share * (1 - share) / papers + Z * Z / (4 * papers * papers)
    reach = Z * math.sqrt(max(0.0, spread)) / (1 + Z * Z / papers)
    return (max(0.0, middle - reach), min(1.0, middle + reach))


def fisher(correlation: float, papers: int) -> Interval:
    """Of a correlation, by Fisher's z (1921); of fewer than four papers it is everything."""
    if papers < 4:
        return (-1.0, 1.0)
    z = math.atanh(max(-0.999999999, min(0.999999999, correlation)))
    reach = Z / math.sqrt(papers - 3)
    return (math.tanh(z - reach), math.tanh(z + reach))


def feldt(alpha: float, papers: int, length: float) -> Interval:
    """Of alpha (Feldt 1965, Psychometrika 30, 357-370) for papers of so many questions."""
    first, second = papers - 1, (papers - 1) * (length - 1)
    return (
        1 - (1 - alpha) * float(fdtri(first, second, 1 - SIDE)),
        1 - (1 - alpha) * float(fdtri(first, second, SIDE)),
    )
