"""Margins settled together: how many questions each cell gives to a form on average."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from exam.rules.assembly.cells import CannotMeet, Cell, Drawable, margin_rows
from exam.rules.assembly.programs import Floats, Program
from exam.rules.assembly.shortages import clashes, off_target, plain_shortages
from exam.rules.blueprint import Blueprint

EVEN = 0.001
"""How little an even use of all cells weighs beside a low use of the busiest."""
Cells = Mapping[Cell, Sequence[Drawable]]


def settle(
    blueprint: Blueprint, cells: Cells, exposure: Decimal | Fraction | None = None
) -> dict[Cell, float]:
    """How many questions each cell gives to a form on average, meeting all margins.

    A cell of n questions gives n x exposure at most. Among all ways one is taken whose busiest
    cell is least used, and whose mean difficulty is within the tolerance of the target if one is
    stated. Raises CannotMeet.
    """
    limit = Fraction(exposure or blueprint.exposure)
    shortages = plain_shortages(blueprint, cells, limit)
    if shortages:
        raise CannotMeet(shortages)
    away = _least_away(blueprint, cells, limit)
    if away is None:
        raise CannotMeet(clashes(blueprint, cells, limit))
    if blueprint.target is not None and abs(away) > float(blueprint.tolerance) + 1e-9:
        raise CannotMeet([off_target(blueprint, away)])
    return _least_used(blueprint, cells, limit, abs(away))


def ease(blueprint: Blueprint, cells: Cells) -> Floats:
    """What one question of each cell, in order, adds to the mean of a form."""
    sums = [sum(question.expected for question in cells[name]) for name in sorted(cells)]
    sizes = [len(cells[name]) for name in sorted(cells)]
    return np.array([float(total / n) for total, n in zip(sums, sizes, strict=True)]) / (
        blueprint.size
    )


def _shared(blueprint: Blueprint, cells: Cells, limit: Fraction) -> tuple[Program, list[int]]:
    names = sorted(cells)
    program = Program()
    places = program.variables([float(len(cells[name]) * limit) for name in names])
    for counted, number in margin_rows(blueprint, names):
        program.between(number, number, counted, [1.0] * len(counted))
    return program, places


def _least_away(blueprint: Blueprint, cells: Cells, limit: Fraction) -> float | None:
    """How far above the target the mean is at best; None if the margins cannot be met."""
    program, places = _shared(blueprint, cells, limit)
    if blueprint.target is None:
        return 0.0 if program.solved() is not None else None
    goal = float(blueprint.target)
    above, below = program.variables([1.0, 1.0], cost=1.0)
    weights = [*ease(blueprint, cells), -1.0, 1.0]
    program.between(goal, goal, [*places, above, below], weights)
    found = program.solved()
    return float(found[above] - found[below]) if found is not None else None


def _least_used(
    blueprint: Blueprint, cells: Cells, limit: Fraction, away: float
) -> dict[Cell, float]:
    names = sorted(cells)
    program, places = _shared(blueprint, cells, limit)
    if blueprint.target is not None:
        room = max(away, float(blueprint.tolerance) / 4) + 1e-9
        goal = float(blueprint.target)
        program.between(goal - room, goal + room, places, ease(blueprint, cells).tolist())
    (busiest,) = program.variables([1.0], cost=1.0)
    usual = blueprint.size / max(1, sum(len(cells[name]) for name in names))
    off = program.variables([1.0] * len(names), cost=EVEN / max(1, len(names)))
    for place, own, name in zip(places, off, names, strict=True):
        use = 1.0 / len(cells[name])
        program.between(-np.inf, 0.0, [place, busiest], [use, -1.0])
        program.between(-np.inf, usual, [place, own], [use, -1.0])
        program.between(usual, np.inf, [place, own], [use, 1.0])
    found = program.solved()
    if found is None:
        raise CannotMeet(clashes(blueprint, cells, limit))
    return {name: float(found[place]) for name, place in zip(names, places, strict=True)}
