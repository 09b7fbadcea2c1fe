"""How well a question is held in memory: FSRS over somebody's tries, counted in whole days.

The model is FSRS 6 with its published parameters, as the package `fsrs` computes it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fractions import Fraction
from functools import lru_cache
from itertools import groupby

from fsrs import Card, Rating, Scheduler, State

HELD = 0.9
"""The recall below which a question is due."""
_SCHEDULER = Scheduler(
    learning_steps=(), relearning_steps=(), enable_fuzzing=False, desired_retention=HELD
)


@dataclass(frozen=True, slots=True)
class Try:
    """An answer to a question: its share of full marks, and the day in the officer's own zone.

    What was answered in the courses is memory, too, but not counted as practice.
    """

    share: Fraction
    is_sure: bool
    on: date
    is_practice: bool = True


@dataclass(frozen=True, slots=True)
class Memory:
    """The state of FSRS after a day with a try; `stability` is in days."""

    stability: float
    difficulty: float
    last_on: date

    @property
    def interval(self) -> int:
        """After how many days recall has sunk to `HELD`; at least one."""
        return max(1, round(self.stability))

    def recall(self, on: date) -> float:
        """The predicted chance of a right answer on a day."""
        card = _card(self.stability, self.difficulty, self.last_on)
        return _SCHEDULER.get_card_retrievability(card, _noon(on))


def rating_of(each: Try) -> Rating:
    """Good for full marks given surely; Hard for full ones unsurely, or a part of them."""
    if each.share >= 1:
        return Rating.Good if each.is_sure else Rating.Hard
    return Rating.Hard if each.share > 0 else Rating.Again


def memory_of(tries: Iterable[Try]) -> Memory | None:
    """What tries in the order of time leave; None without any.

    Of the tries of one day the worst counts, once: a repeat just after the answer was shown is no
    evidence of memory, and a failure later that day is.
    """
    memory = None
    for on, same_day in groupby(tries, key=lambda each: each.on):
        memory = reviewed(memory, min(rating_of(each) for each in same_day), on)
    return memory


def reviewed(memory: Memory | None, rating: Rating, on: date) -> Memory:
    """The memory after a review on a day, which is not before the last one."""
    if memory is None:
        stability, difficulty = _first(rating)
    else:
        days = max(1, (on - memory.last_on).days)
        stability, difficulty = _next(memory.stability, memory.difficulty, rating, days)
    return Memory(stability, difficulty, on)


def foreseen(memory: Memory | None, on: date, *, is_right: bool = True) -> Memory:
    """The memory after a try as plans foresee it: right and sure, or wrong."""
    return reviewed(memory, Rating.Good if is_right else Rating.Again, on)


def first_share(firsts: Sequence[Try]) -> float:
    """The share of first tries at new questions that will be right, by those so far.

    Ten more are counted in, half of them right, so that a few tries say little.
    """
    return (sum(each.share >= 1 for each in firsts) + 5) / (len(firsts) + 10)


@lru_cache(maxsize=4)
def _first(rating: Rating) -> tuple[float, float]:
    return _state(_SCHEDULER.review_card(Card(card_id=1), rating, _noon(_ORIGIN))[0])


@lru_cache(maxsize=20_000)
def _next(stability: float, difficulty: float, rating: Rating, days: int) -> tuple[float, float]:
    card = _card(stability, difficulty, _ORIGIN)
    later = date.fromordinal(_ORIGIN.toordinal() + days)
    return _state(_SCHEDULER.review_card(card, rating, _noon(later))[0])


def _card(stability: float, difficulty: float, last_on: date) -> Card:
    return Card(
        card_id=1,
        state=State.Review,
        stability=stability,
        difficulty=difficulty,
        due=_noon(last_on),
        last_review=_noon(last_on),
    )


def _state(card: Card) -> tuple[float, float]:
    if card.stability is None or card.difficulty is None:
        raise ValueError("FSRS gave no state.")
    return card.stability, card.difficulty


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), UTC)


_ORIGIN = date(2000, 1, 1)
