"""Plans: whole numbers for the cells, each for so many forms, that keep every limit exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np

from exam.rules.assembly.cells import CannotMeet, Cell, Drawable, margin_rows
from exam.rules.assembly.programs import Program
from exam.rules.assembly.settling import ease, settle
from exam.rules.assembly.shortages import clashes
from exam.rules.blueprint import Blueprint

MORE_FORMS = 20
Cells = Mapping[Cell, Sequence[Drawable]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many questions each cell gives to each of so many forms."""

    forms: int
    counts: Mapping[Cell, int]


@dataclass(frozen=True, slots=True)
class Plans:
    """All plans of a draw; `limit` is the number of forms that one question may be on."""

    limit: int
    plans: tuple[Plan, ...]

    @property
    def forms(self) -> int:
        """How many forms are drawn."""
        return sum(plan.forms for plan in self.plans)

    @property
    def cells(self) -> list[Cell]:
        """The cells that give anything, in order."""
        return sorted({cell for plan in self.plans for cell in plan.counts})


def planned(blueprint: Blueprint, cells: Cells, forms: int) -> Plans:
    """Plans for at least so many forms.

    A question may be on floor(forms x exposure) forms. Where that is too few only because forms
    are few, up to 20 more are drawn. Raises CannotMeet.
    """
    settle(blueprint, cells)
    tried, problem = Fraction(0), None
    for count in range(forms, forms + MORE_FORMS + 1):
        limit = floor(count * Fraction(blueprint.exposure))
        if Fraction(limit, count) > tried:
            tried = Fraction(limit, count)
            try:
                return Plans(limit, tuple(_decomposed(blueprint, cells, count, limit)))
            except CannotMeet as found:
                problem = found
    raise problem or CannotMeet(clashes(blueprint, cells, Fraction(blueprint.exposure)))


def _decomposed(blueprint: Blueprint, cells: Cells, forms: int, limit: int) -> list[Plan]:
    """The cells' uses over all forms as a sum of plans.

    Margins are those of a transportation problem, so between the floor and the ceiling of what is
    left for each form there is always a plan in whole numbers; it serves as many forms as leave
    the rest between theirs. Each step settles a cell, so there are at most as many plans as cells,
    and one.
    """
    names = sorted(cells)
    left = _uses(blueprint, cells, forms, limit)
    mean = float(ease(blueprint, cells) @ left) / forms
    plans = []
    while forms:
        low = [used // forms for used in left]
        high = [-(-used // forms) for used in left]
        counts = _whole(blueprint, cells, low, high, mean)
        served = min(
            _served(used, count, low, forms)
            for used, count, low in zip(left, counts, low, strict=True)
        )
        chosen = {name: count for name, count in zip(names, counts, strict=True) if count}
        plans.append(Plan(served, chosen))
        left = [used - served * count for used, count in zip(left, counts, strict=True)]
        forms -= served
    return plans


def _served(used: int, count: int, low: int, forms: int) -> int:
    """For how many forms a cell can give `count` so that the rest still lies around its mean."""
    if used == low * forms:
        return forms
    return (low + 1) * forms - used if count == low else used - low * forms


def _uses(blueprint: Blueprint, cells: Cells, forms: int, limit: int) -> list[int]:
    """How often each cell is used over all forms, in whole numbers near the settled shares."""
    exposure = Fraction(limit, forms)
    if not exposure:
        raise CannotMeet(clashes(blueprint, cells, Fraction(blueprint.exposure)))
    shares = settle(blueprint, cells, exposure)
    wanted = [shares[name] * forms for name in sorted(cells)]
    near = [round(use) if abs(use - round(use)) < 1e-6 else None for use in wanted]
    low = [floor(use) if at is None else at for use, at in zip(wanted, near, strict=True)]
    high = [ceil(use) if at is None else at for use, at in zip(wanted, near, strict=True)]
    weights = ease(blueprint, cells)
    goal = weights @ wanted if blueprint.target is None else float(blueprint.target) * forms
    return _whole(blueprint, cells, low, high, float(goal), forms)


def _whole(
    blueprint: Blueprint,
    cells: Cells,
    low: Sequence[int],
    high: Sequence[int],
    goal: float,
    forms: int = 1,
) -> list[int]:
    """Whole numbers between two bounds that meet the margins of so many forms.

    Among them those whose expected shares add up nearest to the goal.
    """
    names = sorted(cells)
    program = Program()
    places = program.variables(high, lower=low, whole=1)
    for counted, number in margin_rows(blueprint, names):
        program.between(number * forms, number * forms, counted, [1.0] * len(counted))
    above, below = program.variables([np.inf, np.inf], cost=1.0)
    weights = ease(blueprint, cells)
    program.between(goal, goal, [*places, above, below], [*weights, -1.0, 1.0])
    found = program.solved()
    if found is None:
        raise CannotMeet(clashes(blueprint, cells, Fraction(blueprint.exposure)))
    return [round(found[place]) for place in places]
