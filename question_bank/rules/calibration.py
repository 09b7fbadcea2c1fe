"""How hard a question is, once enough papers have told: their share, pulled to the author's."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

FEWEST = 30
PRIOR = 30
"""The author's value counts like so many papers: half at 30 papers, a tenth at 270."""
_PLACES = Decimal("0.0001")


class Seen(NamedTuple):
    """How a revision fared at one place: on how many papers, and the mean share."""

    papers: int
    share: Decimal


def calibrated(author: Decimal, seen: Iterable[Seen]) -> Decimal | None:
    """The expected share, exact and then rounded to four places; None below 30 papers in all."""
    found = list(seen)
    papers = sum(each.papers for each in found)
    if papers < FEWEST:
        return None
    earned = sum((each.papers * each.share for each in found), PRIOR * author)
    share = min(max(earned / (PRIOR + papers), Decimal(0)), Decimal(1))
    return share.quantize(_PLACES)
