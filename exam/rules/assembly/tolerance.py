"""Whether every form is as hard as it should be."""

from decimal import Decimal

import numpy as np

from core.errors import N_
from exam.rules.assembly.cells import CannotMeet, Shortage
from exam.rules.assembly.forms import Drawn
from exam.rules.assembly.hands import UNIT


def goal_of(drawn: Drawn) -> Decimal:
    """The mean that every form should have: the target, or else the mean of all forms."""
    if drawn.blueprint.target is not None:
        return drawn.blueprint.target
    return Decimal(int(drawn.sums.sum())) / (drawn.count * _unit(drawn))


def refuse_uneven(drawn: Drawn) -> None:
    """Refuse forms that are further from the goal than the tolerance. Raises CannotMeet."""
    goal, unit = goal_of(drawn), _unit(drawn)
    ends = [Decimal(int(drawn.sums.min())) / unit, Decimal(int(drawn.sums.max())) / unit]
    farthest = max(ends, key=lambda end: abs(end - goal))
    if abs(farthest - goal) <= drawn.blueprint.tolerance:
        return
    away = np.abs(drawn.sums - float(goal * unit)) > float(drawn.blueprint.tolerance * unit)
    message = N_(
        "%(count)s of %(forms)s papers cannot be brought near enough to the others: the farthest "
        "has a mean expected share of %(farthest)s, which should be %(goal)s give or take "
        "%(tolerance)s. Allow a wider tolerance, or write more questions of like difficulty in "
        "the same topics and kinds."
    )
    values = {
        "count": int(away.sum()),
        "forms": drawn.count,
        "farthest": f"{farthest:.4f}",
        "goal": f"{goal:.4f}",
        "tolerance": f"{drawn.blueprint.tolerance:f}",
    }
    raise CannotMeet([Shortage(message, values)])


def _unit(drawn: Drawn) -> int:
    return UNIT * int(drawn.questions.shape[1])
