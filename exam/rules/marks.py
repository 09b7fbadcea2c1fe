"""What an answer earns in a slot: by the key, by markers' points, or by a ruling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Protocol

from exam.rules.arrivals import said
from exam.rules.choices import chosen_places
from exam.rules.grading import Mark
from exam.rules.rulings import Rule, Ruling, ruling_on
from exam.rules.slots import Revised, SlotQuestion, question_of
from question_bank.kinds import KINDS
from question_bank.kinds.kind import LETTERS

Json = Mapping[str, Any]
Item = tuple[int, int | None]
"""A revision, and the part of it if it is a case."""
IN_LETTERS = frozenset({"single", "multiple", "judgement", "ordering", "matching"})
"""The kinds that are answered in the letters of a form; to any other its order says nothing."""


class Reported(Revised, Protocol):
    """A revision of the bank with the topic under which it is reported."""

    topic: str


class Unsettled(ValueError):
    """A written answer has no points that stand."""


class Unrated(ValueError):
    """The standard that is to hold says nothing of a question."""


@dataclass(frozen=True, slots=True)
class Keys:
    """All that marks: the revisions by id, the rulings on them, and the standard, if one holds.

    `estimates` are the shares that barely qualified candidates are expected to earn.
    """

    revisions: Mapping[int, Reported]
    rulings: Sequence[Ruling] = ()
    estimates: Mapping[Item, Fraction] | None = None

    def slot(self, revision_id: int, part: int | None, points: str) -> "Slot":
        """What marks a question or a part where it is worth so many points. Raises Unrated."""
        revision, asked = self.revisions[revision_id], {"part": part}
        ruling = ruling_on(self.rulings, revision_id, part)
        by = self.revisions[ruling.by] if ruling and ruling.by else None
        return Slot(
            question=question_of(asked, revision),
            topic=revision.topic,
            points=Fraction(points),
            rule=ruling.rule if ruling else None,
            corrected=question_of(asked, by).key if by else None,
            barely=self._barely((revision_id, part)),
        )

    def _barely(self, item: Item) -> Fraction | None:
        if self.estimates is None:
            return None
        if item not in self.estimates:
            raise Unrated
        return self.estimates[item]


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot with what marks it, but the order of its options; `corrected` is a ruling's key.

    The question keeps the rule for partial credit under which it was answered.
    """

    question: SlotQuestion
    topic: str
    points: Fraction
    rule: Rule | None
    corrected: Json | None
    barely: Fraction | None

    @property
    def marked_by_people(self) -> bool:
        """Whether markers give the points."""
        return KINDS[self.question.kind].marked_by_people

    def mark(self, value: str | None, order: Sequence[int], given: Fraction | None = None) -> Mark:
        """What an answer, as the journal keeps it, earns; `given` are the markers' points.

        `order` is that of the form. No answer, or one that is none of its kind, earns nothing.
        Raises Unsettled.
        """
        read = said(value, KINDS[self.question.kind], self.question.size)
        return Mark(
            topic=self.topic,
            points=self.points,
            share=self._share(read, order, given),
            answered=read is not None,
            rule=self.rule,
            barely=self.barely,
            chosen=chosen_places(self.question.kind, read, order),
        )

    def _share(self, read: object, order: Sequence[int], given: Fraction | None) -> Fraction:
        if self.rule is Rule.CREDIT:
            return Fraction(1)
        if read is None:
            return Fraction(0)
        if self.marked_by_people:
            return self._written(given)
        kind, partial = KINDS[self.question.kind], self.question.partial
        return max(kind.share(read, key, order, partial) for key in self._keys())

    def _written(self, given: Fraction | None) -> Fraction:
        if given is None:
            raise Unsettled
        return given / sum(map(Fraction, self.question.key["rubric"]))

    def _keys(self) -> list[Json]:
        if self.corrected is None:
            return [self.question.key]
        return [self.corrected, *([self.question.key] if self.rule is Rule.ACCEPT else [])]


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked paper: for each slot the places of its item and its mark in the marker's lists."""

    attempt_id: int
    items: list[int]
    marks: list[int]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question for so many points, with the marks of the answers that were met so far."""

    slot: Slot
    item: int
    in_letters: bool
    marks: dict[str | None, int]


class Marker:
    """Marks papers; every different answer to the same question is marked once.

    Answers in the letters of a form are the same if they are in the letters of the bank. `items`
    and `marks` are all different ones that were met so far.
    """

    def __init__(self, keys: Keys) -> None:
        """Begin without any."""
        self.keys = keys
        self._items: dict[Item, int] = {}
        self._marks: dict[Mark, int] = {}
        self._asked = cache(self._first)

    @property
    def items(self) -> list[Item]:
        """What was asked, each once."""
        return list(self._items)

    @property
    def marks(self) -> list[Mark]:
        """What was earned, each once."""
        return list(self._marks)

    def paper(
        self,
        attempt_id: int,
        slots: Sequence[Json],
        values: Mapping[int, str],
        points: Mapping[int, Fraction | None],
    ) -> Marked:
        """Mark a paper; answers and markers' points are by slot, from 1.

        Raises Unsettled and Unrated.
        """
        items, marks = [], []
        for number, slot in enumerate(slots, start=1):
            asked = self._asked(slot["revision"], slot.get("part"), slot["points"])
            value = in_bank = values.get(number)
            if value is not None and asked.in_letters:
                in_bank = value.translate(_into_bank(tuple(slot["order"])))
            mark = asked.marks.get(in_bank)
            if mark is None:
                mark = self._place(asked.slot.mark(value, slot["order"], points.get(number)))
                if not asked.slot.marked_by_people:
                    asked.marks[in_bank] = mark
            items.append(asked.item)
            marks.append(mark)
        return Marked(attempt_id, items, marks)

    def _first(self, revision_id: int, part: int | None, points: str) -> _Asked:
        item = self._items.setdefault((revision_id, part), len(self._items))
        slot = self.keys.slot(revision_id, part, points)
        return _Asked(slot, item, slot.question.kind in IN_LETTERS, {})

    def _place(self, mark: Mark) -> int:
        return self._marks.setdefault(mark, len(self._marks))


@lru_cache(maxsize=10_000)
def _into_bank(order: tuple[int, ...]) -> dict[int, str]:
    """What each letter of a form stands for, in letters of the bank."""
    return {ord(LETTERS[at]): LETTERS[place] for at, place in enumerate(order)}
