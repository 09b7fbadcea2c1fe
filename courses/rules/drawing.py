"""Which questions a quiz or a test asks."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle
from random import Random
from typing import Protocol, TypeVar

from courses.rules.facts import covered


class Drawn(Protocol):
    """What a draw has to know of a question."""

    @property
    def code(self) -> str:
        """Its code in the bank."""

    @property
    def topic(self) -> str:
        """Its topic."""

    @property
    def kind(self) -> str:
        """Its kind by name."""

    @property
    def facts(self) -> Collection[str]:
        """The facts that it rests on."""

    @property
    def enemies(self) -> Collection[str]:
        """The codes of questions that give its answer away."""


Question = TypeVar("Question", bound=Drawn)


@dataclass(frozen=True, slots=True)
class Taught:
    """The topics and facts of a module."""

    topics: frozenset[str]
    facts: frozenset[str]

    @classmethod
    def of(cls, topics: Iterable[str], facts: Iterable[str]) -> "Taught":
        """What a module's head names; an id of several facts is each of them."""
        return cls(frozenset(topics), frozenset(each for fact in facts for each in covered(fact)))

    def teaches(self, question: Drawn) -> bool:
        """Whether a question rests on a fact taught here."""
        return any(not self.facts.isdisjoint(covered(fact)) for fact in question.facts)


def draw(
    questions: Iterable[Question],
    modules: Sequence[Taught],
    *,
    count: int,
    last: Collection[str],
    familiar: Collection[str],
    chance: Random,
) -> list[Question]:
    """So many questions, or all there are, each once; modules take turns to choose.

    A module chooses on its topics: no question that gives another away while there are others,
    then what rests on a fact that it teaches, what is not familiar (its self-checks), what the last
    draw did not ask, and a kind that was chosen least.
    """
    left = list(questions)
    chance.shuffle(left)
    picked: list[Question] = []
    idle = 0
    for module in cycle(modules):
        if len(picked) == count or idle == len(modules):
            break
        best = _best(left, module, picked, last, familiar)
        idle = idle + 1 if best is None else 0
        if best:
            left.remove(best)
            picked.append(best)
    chance.shuffle(picked)
    return picked


def _best(
    left: Iterable[Question],
    module: Taught,
    picked: Sequence[Question],
    last: Collection[str],
    familiar: Collection[str],
) -> Question | None:
    kinds = Counter(each.kind for each in picked)
    codes = {each.code for each in picked}
    given_away = {code for each in picked for code in each.enemies}
    return min(
        (each for each in left if each.topic in module.topics),
        key=lambda each: (
            each.code in given_away or not codes.isdisjoint(each.enemies),
            not module.teaches(each),
            each.code in familiar,
            each.code in last,
            kinds[each.kind],
        ),
        default=None,
    )
