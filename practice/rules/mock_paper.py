"""A mock paper: chosen by the plan, laid out by the house's own drawing of papers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from exam.rules.assembly.cells import Drawable, sorted_into_cells
from exam.rules.assembly.forms import Slot, draw
from exam.rules.assembly.plans import Plan, Plans
from exam.rules.blueprint import Blueprint
from practice.rules.mock_plan import Cells, Known, MockPlan, Place, mock_plan

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MockPaper:
    """The slots as they are kept, and what was relaxed, so that the page can say it."""

    slots: list[Json]
    relaxed: Json


def drawn_paper(
    rule: Blueprint, pool: Sequence[Drawable], known: Known, *, seed: str, language: str
) -> MockPaper:
    """Draw a paper for one officer; it has no slots where the pool has nothing that fits."""
    chance = Random(seed)  # noqa: S311 - practice, not a draw
    cells = sorted_into_cells(rule, pool)
    plan = mock_plan(rule, cells, known, chance)
    if not plan.counts:
        return MockPaper([], relaxed(rule, plan))
    chosen = _chosen(plan, cells, known, chance)
    plans = Plans(1, (Plan(1, plan.counts),))
    drawn = draw(rule, chosen, plans, seed=seed.encode(), language=language, seen={})
    by_id = {question.revision_id: question for question in chosen}
    (form,) = drawn.forms()
    return MockPaper(
        [_kept(slot, by_id[slot.revision_id]) for slot in form.slots], relaxed(rule, plan)
    )


def relaxed(rule: Blueprint, plan: MockPlan) -> Json:
    """What differs from the blueprint, as it is kept with the paper."""
    return {
        "moves": [
            {
                "count": move.count,
                "asked": _named(rule, move.asked),
                "taken": _named(rule, move.taken),
            }
            for move in plan.moves
        ],
        "missing": [
            {"kind": kind, "count": count, "points": str(rule.points_of(kind) * count)}
            for kind, count in plan.missing.items()
        ],
    }


def _named(rule: Blueprint, place: Place) -> Json:
    topics = list(rule.groups[place.group].topics)
    return {"group": place.group, "topics": topics, "difficulty": place.difficulty}


def _chosen(plan: MockPlan, cells: Cells, known: Known, chance: Random) -> list[Drawable]:
    """The questions of each cell: new ones first, enemies kept apart as far as there are others.

    The draw is told of no enemies, since here everything that can be done was done.
    """
    taken: dict[str, Drawable] = {}
    for cell, count in sorted(plan.counts.items()):
        queue = _queue(cells[cell], known, chance)
        for question in _apart(queue, count, taken):
            taken[question.code] = question
    return [replace(question, enemies=frozenset()) for question in taken.values()]


def _queue(questions: Iterable[Drawable], known: Known, chance: Random) -> list[Drawable]:
    mixed = list(questions)
    chance.shuffle(mixed)
    return sorted(mixed, key=lambda question: known.tier(question.code))


def _apart(queue: Sequence[Drawable], count: int, taken: Mapping[str, Drawable]) -> list[Drawable]:
    found: list[Drawable] = []
    for question in queue:
        others = [*taken.values(), *found]
        if len(found) < count and not any(_are_enemies(question, each) for each in others):
            found.append(question)
    rest = [question for question in queue if question not in found]
    return [*found, *rest[: count - len(found)]]


def _are_enemies(one: Drawable, other: Drawable) -> bool:
    return one.code in other.enemies or other.code in one.enemies


def _kept(slot: Slot, question: Drawable) -> Json:
    part = {} if slot.part is None else {"part": slot.part}
    return {
        "revision": slot.revision_id,
        "question": question.code,
        "kind": question.kind,
        "topic": question.topic,
        "order": list(slot.order),
        "points": str(slot.points),
    } | part
