"""Modified Angoff: what the estimates of a panel's judges add up to, in exact fractions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

Item = tuple[int, int | None]
"""A revision, and the place of a part of a case or None."""
Estimates = Mapping[Item, int]
"""The share of barely qualified candidates, in percent, that a judge expects to be right."""


class Asked(NamedTuple):
    """An item with its kind in the blueprint; `share` is a part's share of its case, else 1."""

    item: Item
    kind: str
    share: Fraction


def is_complete(estimates: Estimates, items: Iterable[Item]) -> bool:
    """Whether a judge estimated every item."""
    return all(item in estimates for item in items)


def means(counted: Sequence[Estimates], items: Iterable[Item]) -> dict[Item, Fraction]:
    """The mean estimate of the counted judges for each item, as a share of its points."""
    return {
        item: Fraction(sum(estimates[item] for estimates in counted), 100 * len(counted))
        for item in items
    }


def weights(
    asked: Sequence[Asked], points: Mapping[str, tuple[int, Decimal]]
) -> dict[Item, Fraction]:
    """What each item weighs for the blueprint: the points of its kind, over the kind's questions.

    `points` says for each kind how many questions a form has and what each is worth. A kind weighs
    as much as on every form, whatever number of its questions the bank holds; the weights add up
    to the full mark if every kind is there.
    """
    questions = Counter(kind for kind, _ in {(each.kind, each.item[0]) for each in asked})
    return {
        each.item: points[each.kind][0]
        * Fraction(points[each.kind][1])
        * each.share
        / questions[each.kind]
        for each in asked
    }


def cut_percent(
    estimates: Mapping[Item, int | Fraction], weighing: Mapping[Item, Fraction]
) -> Fraction:
    """Estimates in percent over the items, each with its weight."""
    whole = sum(weighing.values(), Fraction(0))
    return sum((weight * estimates[item] for item, weight in weighing.items()), Fraction(0)) / whole


def form_cut(slots: Iterable[Mapping[str, Any]], mean: Mapping[Item, Fraction]) -> Fraction:
    """The points that pass a form: over its slots, points times mean estimate."""
    return sum(
        (Fraction(slot["points"]) * mean[slot["revision"], slot.get("part")] for slot in slots),
        Fraction(0),
    )
