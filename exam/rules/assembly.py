"""Drawing forms: margins settled into cells once, then every form drawn cell by cell.

The order of draws is documented in docs/draws.md, so that a stranger can repeat them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from core.errors import N_
from exam.rules.blueprint import DIFFICULTIES, Blueprint
from exam.rules.draws import Stream


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Where questions are drawn from together: group (by its place), difficulty, kind."""

    group: int
    difficulty: str
    kind: str


@dataclass(frozen=True, slots=True)
class Drawable:
    """A question revision as the draw sees it."""

    revision_id: int
    code: str
    kind: str
    topic: str
    difficulty: str
    expected: Decimal
    size: int
    shuffles: bool
    enemies: frozenset[str] = frozenset()


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


@dataclass(frozen=True, slots=True)
class Slot:
    """One question on one form: `order[position]` is the index in the bank."""

    revision_id: int
    order: tuple[int, ...]
    points: Decimal


@dataclass(frozen=True, slots=True)
class DrawnForm:
    """One paper and the mean expected proportion correct of its questions."""

    number: int
    slots: tuple[Slot, ...]
    expected: Decimal


def sorted_into_cells(blueprint: Blueprint, bank: Sequence[Drawable]) -> dict[Cell, list[Drawable]]:
    """The questions that the blueprint can use, by cell, each cell in order of code."""
    kinds = {share.kind for share in blueprint.kinds}
    cells: dict[Cell, list[Drawable]] = defaultdict(list)
    for question in sorted(bank, key=lambda question: question.code):
        if question.kind not in kinds:
            continue
        for place, group in enumerate(blueprint.groups):
            if group.holds(question.topic):
                cells[Cell(place, question.difficulty, question.kind)].append(question)
                break
    return dict(cells)


def settle(blueprint: Blueprint, cells: Mapping[Cell, Sequence[Drawable]]) -> dict[Cell, int]:
    """How many questions each cell gives to every form, meeting all margins exactly.

    Among all ways the one whose busiest cell is least used is taken (HiGHS through scipy).
    Raises CannotMeet.
    """
    shortages = _plain_shortages(blueprint, cells)
    if shortages:
        raise CannotMeet(shortages)
    names = sorted(cells)
    limits = [_most_from(len(cells[name]), blueprint.exposure) for name in names]
    counts = _solve(blueprint, names, limits, [len(cells[name]) for name in names])
    if counts is None:
        raise CannotMeet([_clash(blueprint)])
    return {name: count for name, count in zip(names, counts, strict=True) if count}


def _most_from(size: int, exposure: Decimal) -> int:
    """A cell of n questions can give at most n x exposure to each form."""
    return int(size * exposure)


def _clash(blueprint: Blueprint) -> Shortage:
    message = N_(
        "Each margin alone can be met, but not all together with at most %(exposure)s%% of the "
        "forms for one question: write more questions in the kinds and topics that are thin."
    )
    return Shortage(message, {"exposure": f"{(blueprint.exposure * 100).normalize():f}"})


def _plain_shortages(
    blueprint: Blueprint, cells: Mapping[Cell, Sequence[Drawable]]
) -> list[Shortage]:
    by_kind = N_("Kind %(kind)s: %(needed)s questions are needed, %(held)s are there.")
    by_topic = N_("%(topics)s, %(difficulty)s: %(needed)s are needed, %(held)s are there.")
    return [
        Shortage(
            by_kind if each.kind else by_topic,
            {**each.named, "needed": each.needed, "held": each.held},
        )
        for each in margins(blueprint, cells)
        if each.short
    ]


def margins(blueprint: Blueprint, cells: Mapping[Cell, Sequence[Drawable]]) -> list[Margin]:
    """Every number that a blueprint states, with what the exposure limit makes of it."""
    kinds = [
        Margin(
            needed=ceil(share.count / blueprint.exposure),
            held=sum(len(found) for cell, found in cells.items() if cell.kind == share.kind),
            kind=share.kind,
        )
        for share in blueprint.kinds
    ]
    return kinds + [
        Margin(
            needed=ceil(group.counts[difficulty] / blueprint.exposure),
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


def _solve(
    blueprint: Blueprint, names: Sequence[Cell], limits: Sequence[int], sizes: Sequence[int]
) -> list[int] | None:
    """Whole numbers for the cells; the last variable is the share that the busiest cell gives."""
    rows: list[tuple[list[int], int]] = [
        ([i for i, name in enumerate(names) if name.kind == share.kind], share.count)
        for share in blueprint.kinds
    ]
    rows += [
        (
            [i for i, n in enumerate(names) if (n.group, n.difficulty) == (place, difficulty)],
            group.counts[difficulty],
        )
        for place, group in enumerate(blueprint.groups)
        for difficulty in DIFFICULTIES
    ]
    width = len(names) + 1
    exact = _matrix([[(column, 1.0) for column in columns] for columns, _ in rows], width)
    totals = np.array([total for _, total in rows], dtype=float)
    busiest = _matrix([[(i, 1.0 / size), (width - 1, -1.0)] for i, size in enumerate(sizes)], width)
    found = milp(
        c=np.array([0.0] * len(names) + [1.0]),
        constraints=[
            LinearConstraint(exact, totals, totals),
            LinearConstraint(busiest, -np.inf, 0.0),
        ],
        bounds=Bounds(np.zeros(width), np.array([*limits, 1], dtype=float)),
        integrality=np.array([1] * len(names) + [0]),
    )
    return [round(value) for value in found.x[:-1]] if found.success else None


def _matrix(rows: Sequence[Sequence[tuple[int, float]]], width: int) -> coo_array:
    places = [(r, column, value) for r, row in enumerate(rows) for column, value in row]
    data = [value for _, _, value in places]
    at = ([r for r, _, _ in places], [column for _, column, _ in places])
    return coo_array((data, at), shape=(len(rows), width))


def draw_forms(
    blueprint: Blueprint,
    bank: Sequence[Drawable],
    plan: Mapping[Cell, int],
    *,
    seed: bytes,
    count: int,
    language: str,
) -> list[DrawnForm]:
    """So many forms, each with the plan's numbers from every cell, enemies kept apart.

    A cell's questions are dealt like cards: shuffled, dealt out form by form, and all shuffled
    anew when none is left, so that without enemies no question is used more than once oftener
    than another.
    """
    cells = sorted_into_cells(blueprint, bank)
    decks = {
        cell: _Deck(cells[cell], Stream(seed, f"{language}/deck/{place}"))
        for place, cell in enumerate(sorted(plan))
    }
    ranks = {share.kind: place for place, share in enumerate(blueprint.kinds)}
    return [
        _form(number, decks, plan, blueprint, ranks, Stream(seed, f"{language}/form/{number}"))
        for number in range(1, count + 1)
    ]


class _Deck:
    """A cell's questions, dealt in rounds."""

    def __init__(self, questions: Sequence[Drawable], stream: Stream) -> None:
        self._questions = questions
        self._stream = stream
        self._left: list[Drawable] = []

    def deal(self, count: int, foes: set[str], met: set[str]) -> list[Drawable]:
        """The next questions that no one on the form is an enemy of, none of them twice.

        Who is passed over stays on top for the next form. A round begun in this deal has offered
        every question: if it ends too, there is no way.
        """
        dealt: list[Drawable] = []
        passed: list[Drawable] = []
        rounds = 0
        while len(dealt) < count:
            if not self._left:
                rounds += 1
                self._begin_round(passed)
            if rounds > 1 or not self._left:
                message = N_("Enemies leave too few questions in one of the cells.")
                raise CannotMeet([Shortage(message, {})])
            question = self._left.pop()
            if question.code in foes | met or question.enemies & met:
                passed.append(question)
                continue
            dealt.append(question)
            foes |= question.enemies
            met.add(question.code)
        self._left.extend(reversed(passed))
        return dealt

    def _begin_round(self, passed: Sequence[Drawable]) -> None:
        """Every question once more, but for those that still wait from the round before."""
        waiting = {question.code for question in passed}
        self._left = self._stream.shuffled(
            [question for question in self._questions if question.code not in waiting]
        )


def _form(
    number: int,
    decks: Mapping[Cell, _Deck],
    plan: Mapping[Cell, int],
    blueprint: Blueprint,
    ranks: Mapping[str, int],
    stream: Stream,
) -> DrawnForm:
    foes: set[str] = set()
    met: set[str] = set()
    drawn = [
        question for cell in sorted(plan) for question in decks[cell].deal(plan[cell], foes, met)
    ]
    ordered = sorted(stream.shuffled(drawn), key=lambda question: ranks[question.kind])
    slots = tuple(
        Slot(
            question.revision_id,
            _option_order(question, stream),
            blueprint.points_of(question.kind),
        )
        for question in ordered
    )
    mean = sum((question.expected for question in ordered), Decimal(0)) / len(ordered)
    return DrawnForm(number, slots, mean.quantize(Decimal("0.0001")))


def _option_order(question: Drawable, stream: Stream) -> tuple[int, ...]:
    places = range(question.size)
    return tuple(stream.shuffled(places)) if question.shuffles else tuple(places)
