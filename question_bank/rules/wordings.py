"""Two wordings of a text side by side: which lines belong together, which were only moved."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from question_bank.rules import pieces
from question_bank.rules.pieces import Inside, Pieces, Sort
from question_bank.rules.sequences import Pairs, common

MOST_PAIRINGS = 2_500
ALIKE = 0.35


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one wording; `elsewhere` is its number in the other if it was only moved."""

    number: int
    pieces: Pieces
    elsewhere: int | None = None

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the old wording beside the line of the new one that stands for it."""

    old: Line | None
    new: Line | None
    is_changed: bool = True


@dataclass(frozen=True, slots=True)
class Comparison:
    """All lines of both wordings; coarse where they were too long to be compared word by word."""

    rows: tuple[Row, ...]
    is_coarse: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether the wordings differ at all."""
        return any(row.is_changed for row in self.rows)


@dataclass(frozen=True, slots=True)
class Gap:
    """Lines that are the same in both and were left out."""

    lines: int


def compare(before: str, after: str) -> Comparison:
    """Every line of both, in order; joining the lines by line breaks gives each text again."""
    old, new = before.split("\n"), after.split("\n")
    kept = common(old, new)
    hunks = _Hunks(old, new, _moved(old, new, kept or []))
    rows: list[Row] = []
    left = right = 0
    for next_left, next_right in [*(kept or []), (len(old), len(new))]:
        rows += hunks.rows(range(left, next_left), range(right, next_right))
        if next_left < len(old):
            text = pieces.whole(Sort.KEPT, old[next_left])
            both = Line(next_left + 1, text), Line(next_right + 1, text)
            rows.append(Row(*both, is_changed=False))
        left, right = next_left + 1, next_right + 1
    return Comparison(tuple(rows), hunks.is_coarse or kept is None)


def shortened(rows: Sequence[Row], around: int) -> list[Row | Gap]:
    """Changed rows with so many others around them; longer runs of the rest are counted."""
    near = {
        at + step
        for at, row in enumerate(rows)
        if row.is_changed
        for step in range(-around, around + 1)
    }
    found: list[Row | Gap] = []
    for is_near, run in groupby(range(len(rows)), near.__contains__):
        alike = [rows[at] for at in run]
        found += alike if is_near or len(alike) <= around else [Gap(len(alike))]
    return found


class _Hunks:
    """Makes rows of lines between two that stayed."""

    def __init__(self, old: Sequence[str], new: Sequence[str], moved: Mapping[int, int]) -> None:
        self.is_coarse = False
        self._old, self._new = old, new
        self._went = moved
        self._came = {right: left for left, right in moved.items()}

    def rows(self, lefts: range, rights: range) -> Iterator[Row]:
        """Lines that are alike stand beside each other; the others share rows in their order."""
        left, right = lefts.start, rights.start
        for next_left, next_right in [*self._alike(lefts, rights), (lefts.stop, rights.stop)]:
            yield from self._apart(range(left, next_left), range(right, next_right))
            if next_left < lefts.stop:
                inside = pieces.compare_lines(self._old[next_left], self._new[next_right])
                yield self._pair(next_left, next_right, inside)
            left, right = next_left + 1, next_right + 1

    def _apart(self, lefts: range, rights: range) -> Iterator[Row]:
        left, right = lefts.start, rights.start
        while left < lefts.stop or right < rights.stop:
            if left in self._went and left < lefts.stop:
                yield Row(self._left(left), None)
                left += 1
            elif right in self._came and right < rights.stop:
                yield Row(None, self._right(right))
                right += 1
            elif left < lefts.stop and right < rights.stop:
                yield self._pair(left, right, pieces.replaced(self._old[left], self._new[right]))
                left, right = left + 1, right + 1
            elif left < lefts.stop:
                yield Row(self._left(left), None)
                left += 1
            else:
                yield Row(None, self._right(right))
                right += 1

    def _pair(self, left: int, right: int, inside: Inside) -> Row:
        self.is_coarse = self.is_coarse or inside.is_coarse
        return Row(Line(left + 1, inside.old), Line(right + 1, inside.new))

    def _left(self, at: int) -> Line:
        went = self._went.get(at)
        text = pieces.whole(Sort.REMOVED, self._old[at])
        return Line(at + 1, text, None if went is None else went + 1)

    def _right(self, at: int) -> Line:
        came = self._came.get(at)
        text = pieces.whole(Sort.ADDED, self._new[at])
        return Line(at + 1, text, None if came is None else came + 1)

    def _alike(self, lefts: range, rights: range) -> Pairs:
        """Pairs of lines in order that together are as alike as can be."""
        old = [(at, pieces.tokens(self._old[at])) for at in lefts if at not in self._went]
        new = [(at, pieces.tokens(self._new[at])) for at in rights if at not in self._came]
        if not old or not new or len(old) * len(new) > MOST_PAIRINGS:
            return []
        best: list[list[tuple[float, Pairs]]] = [[(0.0, [])] * (len(new) + 1)]
        for left, words in old:
            row: list[tuple[float, Pairs]] = [(0.0, [])]
            for column, (right, others) in enumerate(new):
                found = max(best[-1][column + 1], row[-1], key=lambda each: each[0])
                alike = pieces.likeness(words, others)
                score, pairs = best[-1][column]
                if alike >= ALIKE and score + alike > found[0]:
                    found = (score + alike, [*pairs, (left, right)])
                row.append(found)
            best.append(row)
        return best[-1][-1][1]


def _moved(old: Sequence[str], new: Sequence[str], kept: Pairs) -> dict[int, int]:
    """Lines with words that went at one place and came again, unchanged, at another."""
    stayed, remained = {left for left, _ in kept}, {right for _, right in kept}
    came: defaultdict[str, list[int]] = defaultdict(list)
    for at in range(len(new) - 1, -1, -1):
        if at not in remained and any(map(str.isalnum, new[at])):
            came[new[at]].append(at)
    return {
        at: came[text].pop() for at, text in enumerate(old) if at not in stayed and came.get(text)
    }
