"""Which texts are nearly the same, fast enough for thousands."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from fractions import Fraction
from operator import add

NEARLY = Fraction(85, 100)


def similarity(one: str, other: str) -> Fraction:
    """Of the pairs of neighbouring characters, twice those in both over all of each (Dice)."""
    return _dice(_pairs(one), _pairs(other))


def similar(texts: Mapping[str, str], limit: Fraction = NEARLY) -> dict[str, str]:
    """For each text that is nearly the same as an earlier one, the name of an earlier one.

    Only texts that share one of their rarest pairs are compared (prefix filter): of two texts
    alike enough, one of the first n - ceil(n·j) + 1 rarest pairs is in both, j = limit/(2 - limit).
    """
    pairs = {name: _pairs(text) for name, text in texts.items()}
    counts = Counter(pair for each in pairs.values() for pair in each)
    needed = limit / (2 - limit)
    same: dict[frozenset[str], str] = {}
    holders: dict[str, list[str]] = defaultdict(list)
    twins: dict[str, str] = {}
    for name, each in pairs.items():
        if not each:
            continue
        rare = sorted(sorted(each), key=counts.__getitem__)
        rare = rare[: len(rare) + 1 + (-len(rare) * needed).__floor__()]
        twin = same.get(each) or _twin(each, rare, holders, pairs, limit)
        if twin:
            twins[name] = twin
        else:
            same[each] = name
            for pair in rare:
                holders[pair].append(name)
    return twins


def _twin(
    each: frozenset[str],
    rare: list[str],
    holders: Mapping[str, list[str]],
    pairs: Mapping[str, frozenset[str]],
    limit: Fraction,
) -> str | None:
    seen: set[str] = set()
    for pair in rare:
        for name in holders.get(pair, ()):
            if name not in seen and _is_near(each, pairs[name], limit):
                return name
            seen.add(name)
    return None


def _is_near(one: frozenset[str], other: frozenset[str], limit: Fraction) -> bool:
    shared = 2 * len(one & other)
    return shared * limit.denominator >= limit.numerator * (len(one) + len(other))


def _dice(one: frozenset[str], other: frozenset[str]) -> Fraction:
    total = len(one) + len(other)
    return Fraction(2 * len(one & other), total) if total else Fraction(0)


def _pairs(text: str) -> frozenset[str]:
    letters = "".join(filter(str.isalnum, text.casefold()))
    return frozenset(map(add, letters, letters[1:])) or frozenset(letters)
