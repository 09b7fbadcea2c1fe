"""The order of options from a number, and the points of a case over its parts."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

THOUSAND = 1000


@lru_cache(maxsize=65_536)
def permutation(size: int, rank: int) -> tuple[int, ...]:
    """The places 0 … size - 1 in the order of a rank; rank 0 leaves them as they are.

    From the last place down to the second: the remainder of the rank by the number of places left
    says how far back the thing lies that it is exchanged with, and the quotient is the next rank.
    """
    order = list(range(size))
    for last in range(size - 1, 0, -1):
        rank, back = divmod(rank, last + 1)
        order[last], order[last - back] = order[last - back], order[last]
    return tuple(order)


def shared_points(points: Decimal, own: Sequence[Decimal]) -> list[Decimal]:
    """The points of a case over its parts, in proportion to the parts' own points.

    In whole thousandths; those that are left over go one by one to the parts that lost most by
    rounding down, the earlier first.
    """
    total = sum(own, Decimal(0))
    exact = [Fraction(points) * THOUSAND * Fraction(each) / Fraction(total) for each in own]
    whole = [int(share) for share in exact]
    left = int(points * THOUSAND) - sum(whole)
    lost = sorted(range(len(own)), key=lambda at: (whole[at] - exact[at], at))
    for at in lost[:left]:
        whole[at] += 1
    return [Decimal(each) / THOUSAND for each in whole]
