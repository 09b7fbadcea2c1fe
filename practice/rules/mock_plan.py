"""What a mock exam takes from where: the blueprint's own numbers, or the nearest that can be had.

Each place of the blueprint is a group of topics and a difficulty. It is filled from its own cell
where the pool allows it; else from the nearest difficulty of its topics, then from other topics of
its section, then from any. A kind that the pool lacks is left out, and the paper is shorter.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import NamedTuple

from exam.rules.assembly.cells import Cell, Drawable
from exam.rules.assembly.programs import Program
from exam.rules.blueprint import DIFFICULTIES, Blueprint

LEFT_OUT = 10_000.0
OTHER_SECTION, OTHER_GROUP, STEP = 400.0, 40.0, 10.0
TIER = 3.0
"""What it costs to take a question that was tried; twice that is still below a step."""
Cells = Mapping[Cell, Sequence[Drawable]]


class Place(NamedTuple):
    """Where the blueprint asks for questions: a group by its place, and a difficulty."""

    group: int
    difficulty: str


@dataclass(frozen=True, slots=True)
class Known:
    """The codes of questions that somebody tried, and of those on their last mock exams."""

    tried: Collection[str] = ()
    mocked: Collection[str] = ()

    def tier(self, code: str) -> int:
        """0 for a question that is new to them, 2 for one of the last mock exams."""
        if code in self.mocked:
            return 2
        return 1 if code in self.tried else 0


@dataclass(frozen=True, slots=True)
class Move:
    """So many questions for one place that are taken from another."""

    count: int
    asked: Place
    taken: Place


@dataclass(frozen=True, slots=True)
class MockPlan:
    """How many questions of each cell, what was moved, and how many of a kind are left out."""

    counts: Mapping[Cell, int]
    moves: Sequence[Move]
    missing: Mapping[str, int]


def mock_plan(rule: Blueprint, cells: Cells, known: Known, chance: Random) -> MockPlan:
    """The cheapest way to fill the blueprint from these cells."""
    return _Program(rule, cells, known, chance).plan()


def distance(rule: Blueprint, asked: Place, taken: Place) -> float:
    """What it costs to fill a place from another; nothing from itself."""
    cost = STEP * abs(DIFFICULTIES.index(asked.difficulty) - DIFFICULTIES.index(taken.difficulty))
    if asked.group == taken.group:
        return cost
    first, second = (rule.groups[place.group].topics[0] for place in (asked, taken))
    is_near = rule.section_of(first) == rule.section_of(second)
    return cost + (OTHER_GROUP if is_near else OTHER_SECTION)


class _Program:
    """An integer program: what each cell gives, and which place that fills."""

    def __init__(self, rule: Blueprint, cells: Cells, known: Known, chance: Random) -> None:
        """Put it together."""
        self.rule, self.program = rule, Program()
        self.given = {
            cell: self._tiers(questions, known, chance) for cell, questions in cells.items()
        }
        held = sorted({Place(cell.group, cell.difficulty) for cell in cells})
        wanted = [
            Place(at, level)
            for at, group in enumerate(rule.groups)
            for level in DIFFICULTIES
            if group.counts[level]
        ]
        self.flows = {
            (asked, taken): self._one(float(rule.size), distance(rule, asked, taken))
            for asked, taken in product(wanted, held)
        }
        self.missing = {
            share.kind: self._one(float(share.count), LEFT_OUT * float(share.points))
            for share in rule.kinds
        }
        self._meet_kinds()
        self._fill(wanted, held)

    def plan(self) -> MockPlan:
        """Its solution: there always is one, since everything may be left out."""
        found = self.program.solved()
        if found is None:
            raise ValueError("A program in which everything may be left out has no solution.")
        counts = {cell: sum(round(found[at]) for at in tiers) for cell, tiers in self.given.items()}
        moves = [
            Move(round(found[at]), asked, taken)
            for (asked, taken), at in self.flows.items()
            if asked != taken and round(found[at])
        ]
        missing = {kind: round(found[at]) for kind, at in self.missing.items() if round(found[at])}
        return MockPlan({cell: count for cell, count in counts.items() if count}, moves, missing)

    def _tiers(self, questions: Sequence[Drawable], known: Known, chance: Random) -> list[int]:
        """A variable for the new, the tried, and the lately mocked questions of a cell."""
        held = [known.tier(question.code) for question in questions]
        return [
            self.program.variables(
                [float(held.count(tier))], cost=TIER * tier + chance.random(), whole=1
            )[0]
            for tier in range(3)
        ]

    def _one(self, upper: float, cost: float) -> int:
        return self.program.variables([upper], cost=cost, whole=1)[0]

    def _meet_kinds(self) -> None:
        for share in self.rule.kinds:
            of_kind = [
                at for cell, tiers in self.given.items() if cell.kind == share.kind for at in tiers
            ]
            places = [*of_kind, self.missing[share.kind]]
            self.program.between(share.count, share.count, places, [1.0] * len(places))

    def _fill(self, wanted: Sequence[Place], held: Sequence[Place]) -> None:
        given: dict[Place, list[int]] = defaultdict(list)
        for cell, tiers in self.given.items():
            given[Place(cell.group, cell.difficulty)] += tiers
        for taken in held:
            flows = [self.flows[asked, taken] for asked in wanted]
            signs = [1.0] * len(flows) + [-1.0] * len(given[taken])
            self.program.between(0, 0, [*flows, *given[taken]], signs)
        for asked in wanted:
            flows = [self.flows[asked, taken] for taken in held]
            if flows:
                most = self.rule.groups[asked.group].counts[asked.difficulty]
                self.program.between(0, most, flows, [1.0] * len(flows))
