"""Forms: dealt, mended, balanced, put in order. The way is documented in docs/draws.md."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import factorial

import numpy as np
from numpy.typing import NDArray

from exam.rules.assembly.balancing import balance
from exam.rules.assembly.cells import Drawable, sorted_into_cells
from exam.rules.assembly.dealing import dealt
from exam.rules.assembly.hands import NOTHING, UNIT, Deck, Hands, Ints, deck_of
from exam.rules.assembly.mending import Mender
from exam.rules.assembly.orders import permutation, shared_points
from exam.rules.assembly.plans import Plans
from exam.rules.blueprint import Blueprint
from exam.rules.draws import Words, words

Known = Mapping[int, frozenset[str]]
AT_ONCE = 10_000
MOST_OPTIONS = 12


@dataclass(frozen=True, slots=True)
class Slot:
    """One question on one form, or a part of a case: `order[position]` is the place in the bank."""

    revision_id: int
    order: tuple[int, ...]
    points: Decimal
    part: int | None = None


@dataclass(frozen=True, slots=True)
class DrawnForm:
    """One paper and the mean expected proportion correct of its questions."""

    number: int
    slots: tuple[Slot, ...]
    expected: Decimal


@dataclass(frozen=True)
class Drawn:
    """All forms of one language: the numbers of their questions in the paper's order."""

    blueprint: Blueprint
    deck: Deck
    seed: bytes
    language: str
    questions: Ints
    ranks: Words
    sums: Ints
    seen_left: Mapping[int, int]

    @property
    def count(self) -> int:
        """How many forms there are."""
        return len(self.questions)

    def forms(self) -> Iterator[DrawnForm]:
        """Every form with its slots, by number."""
        for first in range(0, self.count, AT_ONCE):
            rows = self._slots(slice(first, first + AT_ONCE))
            sums = self.sums[first : first + AT_ONCE].tolist()
            for number, (slots, total) in enumerate(zip(rows, sums, strict=True), first + 1):
                mean = Decimal(total) / (UNIT * self.questions.shape[1])
                yield DrawnForm(
                    number, self._with_parts(number, slots), mean.quantize(Decimal("0.0001"))
                )

    @cached_property
    def _has_parts(self) -> bool:
        return any(question.parts for question in self.deck.questions)

    def _slots(self, forms: slice) -> list[list[Slot]]:
        """A slot for each question of these forms; equal ones are one object."""
        width = factorial(MOST_OPTIONS)
        keys = self.questions[forms].astype(np.uint64) * np.uint64(width) + self.ranks[forms]
        different, where = np.unique(keys, return_inverse=True)
        made = np.empty(len(different), dtype=object)
        kept = self._kept
        made[:] = [kept.get(key) or self._keep(key) for key in different.tolist()]
        slots: list[list[Slot]] = made[where.reshape(keys.shape)].tolist()
        return slots

    @cached_property
    def _kept(self) -> dict[int, Slot]:
        return {}

    def _keep(self, key: int) -> Slot:
        at, rank = divmod(key, factorial(MOST_OPTIONS))
        question = self.deck.questions[at]
        points = self.blueprint.points_of(question.kind)
        slot = Slot(question.revision_id, permutation(question.size, rank), points)
        self._kept[key] = slot
        return slot

    def _with_parts(self, number: int, slots: list[Slot]) -> tuple[Slot, ...]:
        if not self._has_parts:
            return tuple(slots)
        row = zip(self.questions[number - 1].tolist(), slots, strict=True)
        return tuple(
            each
            for at, slot in row
            for each in (self._parts(number, at) if self.deck.questions[at].parts else (slot,))
        )

    def _parts(self, number: int, at: int) -> Iterator[Slot]:
        question = self.deck.questions[at]
        label = f"{self.language}/parts/{number}/{question.code}"
        drawn = words(self.seed, label, len(question.parts)).tolist()
        points = shared_points(
            self.blueprint.points_of(question.kind), [part.points for part in question.parts]
        )
        for place, (part, word) in enumerate(zip(question.parts, drawn, strict=True)):
            order = permutation(part.size, word if part.shuffles else 0)
            yield Slot(question.revision_id, order, points[place], place)


def draw(
    blueprint: Blueprint,
    bank: Sequence[Drawable],
    plans: Plans,
    *,
    seed: bytes,
    language: str,
    seen: Known,
) -> Drawn:
    """Every form that the plans ask for; `seen` are the codes a form's candidate is spared.

    Raises CannotMeet where enemies leave no way.
    """
    deck = deck_of(sorted_into_cells(blueprint, bank), plans.cells)
    known = {
        number - 1: frozenset(deck.numbers[code] for code in codes if code in deck.numbers)
        for number, codes in seen.items()
    }
    hands = Hands(deck, dealt(deck, plans, seed=seed, language=language), known)
    mender = Mender(hands)
    mender.part_enemies(plans.limit)
    mender.spare_seen()
    sums = balance(hands)
    questions, ranks = _ordered(blueprint, hands, seed=seed, language=language)
    left = {
        form + 1: len(known[form].intersection(questions[form].tolist())) for form in sorted(known)
    }
    return Drawn(blueprint, deck, seed, language, questions, ranks, sums, left)


def _ordered(
    blueprint: Blueprint, hands: Hands, *, seed: bytes, language: str
) -> tuple[Ints, Words]:
    """The questions of every form in the paper's order, and the rank of their options' order."""
    together = np.concatenate(hands.tables, axis=1)
    drawn = together[together != NOTHING].reshape(hands.forms, -1)
    by = words(seed, f"{language}/order", drawn.size).reshape(drawn.shape) >> np.uint64(8)
    by |= _kind_ranks(blueprint, hands.deck)[drawn] << np.uint64(56)
    order = np.argsort(by, axis=1, kind="stable")
    rolled = words(seed, f"{language}/options", drawn.size).reshape(drawn.shape)
    ranks = rolled % _option_orders(hands.deck)[drawn]
    return np.take_along_axis(drawn, order, axis=1), np.take_along_axis(ranks, order, axis=1)


def _kind_ranks(blueprint: Blueprint, deck: Deck) -> NDArray[np.uint64]:
    ranks = {share.kind: place for place, share in enumerate(blueprint.kinds)}
    return np.array([ranks[question.kind] for question in deck.questions], dtype=np.uint64)


def _option_orders(deck: Deck) -> NDArray[np.uint64]:
    """In how many orders the options of each question may come."""
    return np.array([factorial(q.size) if q.shuffles else 1 for q in deck.questions], np.uint64)
