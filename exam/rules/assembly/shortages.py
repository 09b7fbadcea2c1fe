"""What a bank lacks for a blueprint: each margin alone, all together, and the target."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from core.errors import N_
from exam.rules.assembly.cells import Cell, Drawable, Shortage, margin_rows, margins
from exam.rules.assembly.programs import Program
from exam.rules.blueprint import DIFFICULTIES, Blueprint

Cells = Mapping[Cell, Sequence[Drawable]]


def plain_shortages(blueprint: Blueprint, cells: Cells, exposure: Fraction) -> list[Shortage]:
    """Every number of the blueprint that the bank cannot give even alone."""
    by_kind = N_("Kind %(kind)s: %(needed)s questions are needed, %(held)s are there.")
    by_topic = N_("%(topics)s, %(difficulty)s: %(needed)s are needed, %(held)s are there.")
    return [
        Shortage(
            by_kind if each.kind else by_topic,
            {**each.named, "needed": each.needed, "held": each.held},
        )
        for each in margins(blueprint, cells, exposure)
        if each.short
    ]


def clashes(blueprint: Blueprint, cells: Cells, exposure: Fraction) -> list[Shortage]:
    """Where few more questions would let all numbers be met together: the fewest that do.

    An integer program over all cells that the blueprint could use, the empty ones too.
    """
    missing = _fewest_more(blueprint, cells, exposure)
    together = N_(
        "Each number alone can be met, but not all together with at most %(exposure)s%% of the "
        "papers for one question: at least %(missing)s more questions are needed."
    )
    example = N_("This many more would do: %(missing)s of %(topics)s, %(difficulty)s, %(kind)s.")
    shown = f"{(Decimal(blueprint.exposure) * 100).normalize():f}"
    return [
        Shortage(together, {"exposure": shown, "missing": sum(missing.values())}),
        *(
            Shortage(
                example,
                {
                    "missing": count,
                    "topics": ", ".join(blueprint.groups[cell.group].topics),
                    "difficulty": cell.difficulty,
                    "kind": cell.kind,
                },
            )
            for cell, count in sorted(missing.items())
        ),
    ]


def off_target(blueprint: Blueprint, away: float) -> Shortage:
    """The mean difficulty that comes nearest to the target, and is too far from it."""
    message = N_(
        "The mean expected share of right answers comes to %(nearest)s at best; the blueprint asks "
        "for %(target)s, give or take %(tolerance)s. Write easier or harder questions, or "
        "set another target."
    )
    target = blueprint.target or Decimal(0)
    return Shortage(
        message,
        {
            "nearest": f"{float(target) + away:.3f}",
            "target": f"{target:f}",
            "tolerance": f"{blueprint.tolerance:f}",
        },
    )


def _fewest_more(blueprint: Blueprint, cells: Cells, exposure: Fraction) -> dict[Cell, int]:
    names = [
        Cell(place, level, share.kind)
        for place, group in enumerate(blueprint.groups)
        for level in DIFFICULTIES
        for share in blueprint.kinds
        if group.counts[level] and share.count
    ]
    rate = float(exposure)
    program = Program()
    taken = program.variables([float(blueprint.size)] * len(names))
    added = program.variables([np.inf] * len(names), cost=1.0, whole=1)
    for name, take, more in zip(names, taken, added, strict=True):
        room = float(len(cells.get(name, ())) * exposure)
        program.between(-np.inf, room, [take, more], [1.0, -rate])
    for counts, number in margin_rows(blueprint, names):
        program.between(number, number, [taken[at] for at in counts], [1.0] * len(counts))
    found = program.solved()
    if found is None:
        return {}
    more_of = {name: round(found[at]) for name, at in zip(names, added, strict=True)}
    return {name: count for name, count in more_of.items() if count}
