"""What papers are drawn from: questions by cell, and what a blueprint needs of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from exam.rules.blueprint import DIFFICULTIES, Blueprint


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Where questions are drawn from together: group (by its place), difficulty, kind."""

    group: int
    difficulty: str
    kind: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a case as the draw sees it; its points are the part's own."""

    size: int
    shuffles: bool
    points: Decimal


@dataclass(frozen=True, slots=True)
class Drawable:
    """A question revision as the draw sees it; only a case has parts.

    `calibrated` says whether the expected share comes from papers: it is told, and decides nothing.
    """

    revision_id: int
    code: str
    kind: str
    topic: str
    difficulty: str
    expected: Decimal
    size: int
    shuffles: bool
    enemies: frozenset[str] = frozenset()
    parts: tuple[Part, ...] = ()
    calibrated: bool = False


@dataclass(frozen=True, slots=True)
class Shortage:
    """What the bank lacks for a blueprint: a message and its values."""

    message: str
    values: Mapping[str, object]


class CannotMeet(ValueError):
    """The bank cannot meet the blueprint; the shortages say what is missing, and how much."""

    def __init__(self, shortages: list[Shortage]) -> None:
        """Keep what is short."""
        super().__init__("; ".join(short.message % short.values for short in shortages))
        self.shortages = shortages


@dataclass(frozen=True, slots=True)
class Margin:
    """How many questions of a kind, or of topics and a difficulty, are needed and are there."""

    needed: int
    held: int
    kind: str | None = None
    topics: tuple[str, ...] = ()
    difficulty: str | None = None

    @property
    def short(self) -> int:
        """How many are missing."""
        return max(0, self.needed - self.held)

    @property
    def named(self) -> dict[str, object]:
        """What it counts, as values of a message."""
        if self.kind:
            return {"kind": self.kind}
        return {"topics": ", ".join(self.topics), "difficulty": self.difficulty}


def sorted_into_cells(blueprint: Blueprint, bank: Sequence[Drawable]) -> dict[Cell, list[Drawable]]:
    """The questions that the blueprint can use, by cell, each cell in order of code."""
    cells: dict[Cell, list[Drawable]] = defaultdict(list)
    for question in sorted(bank, key=lambda question: question.code):
        cell = cell_of(blueprint, question)
        if cell:
            cells[cell].append(question)
    return dict(cells)


def cell_of(blueprint: Blueprint, question: Drawable) -> Cell | None:
    """The cell of a question: the first group that holds its topic counts it."""
    if all(share.kind != question.kind for share in blueprint.kinds):
        return None
    for place, group in enumerate(blueprint.groups):
        if group.holds(question.topic):
            return Cell(place, question.difficulty, question.kind)
    return None


def margins(
    blueprint: Blueprint,
    cells: Mapping[Cell, Sequence[Drawable]],
    exposure: Decimal | Fraction | None = None,
) -> list[Margin]:
    """Every number that a blueprint states, with what the exposure limit makes of it."""
    limit = Fraction(exposure or blueprint.exposure)
    kinds = [
        Margin(
            needed=ceil(share.count / limit),
            held=sum(len(found) for cell, found in cells.items() if cell.kind == share.kind),
            kind=share.kind,
        )
        for share in blueprint.kinds
    ]
    return kinds + [
        Margin(
            needed=ceil(group.counts[difficulty] / limit),
            held=sum(
                len(found)
                for cell, found in cells.items()
                if (cell.group, cell.difficulty) == (place, difficulty)
            ),
            topics=group.topics,
            difficulty=difficulty,
        )
        for place, group in enumerate(blueprint.groups)
        for difficulty in DIFFICULTIES
    ]


def margin_rows(blueprint: Blueprint, names: Sequence[Cell]) -> Iterator[tuple[list[int], int]]:
    """For each number of the blueprint the places of the cells that it counts, and the number."""
    for share in blueprint.kinds:
        yield [at for at, name in enumerate(names) if name.kind == share.kind], share.count
    for place, group in enumerate(blueprint.groups):
        for level in DIFFICULTIES:
            yield (
                [at for at, n in enumerate(names) if (n.group, n.difficulty) == (place, level)],
                group.counts[level],
            )
