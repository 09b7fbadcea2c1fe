"""From the marked papers of a run to columns of numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from exam.rules.analysis.papers import Floats, Ints, Papers, over, summed
from exam.rules.grading import Mark
from exam.rules.marks import Item, Marked

NOTHING = -1


@dataclass(frozen=True, slots=True)
class Columns:
    """The papers with the revision of each question, the item and place of each option.

    `unreached` says, by question, on how many papers it stood unanswered after the last answer.
    """

    papers: Papers
    revisions: Sequence[int]
    options: Sequence[tuple[Item, int]]
    unreached: Ints


def columns_of(
    items: Sequence[Item],
    marks: Sequence[Mark],
    papers: Sequence[Marked],
    sizes: Mapping[Item, int],
) -> Columns:
    """The entries of all papers; `sizes` is how many options an item offers, if it offers any.

    A dropped slot is no entry, and the others count for as much more as in the result. The parts
    of a case are one question: they hang together, and their points are added up.
    """
    entries = _Entries(items, marks, papers)
    options = [(item, place) for item in items for place in range(sizes.get(item, 0))]
    firsts = np.cumsum([0, *(sizes.get(item, 0) for item in items)])[:-1]
    picked_at, picked = entries.picks(firsts)
    found = Papers(
        count=len(papers),
        questions=len(entries.revisions),
        paper=entries.paper,
        question=entries.question,
        earned=entries.values([float(mark.earned) for mark in marks]),
        full=entries.values([float(mark.points) for mark in marks]),
        given=entries.of_marks(np.array([mark.answered for mark in marks], dtype=bool)),
        options=np.array([entries.revisions[item[0]] for item, _ in options], dtype=np.int64),
        picked_at=picked_at,
        picked=picked,
    )
    has_cases = any(part is not None for _, part in items)
    return Columns(
        papers=_with_whole_cases(found) if has_cases else found,
        revisions=list(entries.revisions),
        options=options,
        unreached=entries.unreached(),
    )


class _Entries:
    """Every slot of every paper that was not dropped."""

    def __init__(
        self, items: Sequence[Item], marks: Sequence[Mark], papers: Sequence[Marked]
    ) -> None:
        """Lay all slots one after another."""
        self.marks = marks
        self.count = len(papers)
        self.revisions = {revision: at for at, revision in enumerate(dict(items))}
        numbers = np.array([self.revisions[revision] for revision, _ in items], dtype=np.int64)
        item = np.array(list(chain.from_iterable(each.items for each in papers)), dtype=np.int64)
        mark = np.array(list(chain.from_iterable(each.marks for each in papers)), dtype=np.int64)
        paper = np.repeat(np.arange(self.count), [len(each.items) for each in papers])
        dropped = np.array([each.is_dropped for each in marks], dtype=bool)
        points = np.array([float(each.points) for each in marks])
        kept = ~dropped[mark]
        whole = summed(paper, points[mark], self.count)
        self.factor: Floats = over(whole, summed(paper[kept], points[mark[kept]], self.count))
        self.paper: Ints = paper[kept]
        self.item: Ints = item[kept]
        self.mark: Ints = mark[kept]
        self.question: Ints = numbers[self.item]

    def of_marks(self, values: np.ndarray) -> np.ndarray:
        """What each entry's mark says."""
        return values[self.mark]

    def values(self, points: Sequence[float]) -> Floats:
        """Points of each entry, stretched for what was dropped."""
        found: Floats = np.array(points, dtype=np.float64)[self.mark] * self.factor[self.paper]
        return found

    def picks(self, firsts: Ints) -> tuple[Ints, Ints]:
        """Which entries chose which options."""
        most = max((len(mark.chosen) for mark in self.marks), default=0)
        table = np.full((len(self.marks), most), NOTHING)
        for at, mark in enumerate(self.marks):
            table[at, : len(mark.chosen)] = mark.chosen
        entries, options = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for column in table.T:
            places = column[self.mark]
            there = np.flatnonzero(places != NOTHING)
            entries.append(there)
            options.append(firsts[self.item[there]] + places[there])
        return np.concatenate(entries), np.concatenate(options)

    def unreached(self) -> Ints:
        """By question, how often it stands after the last answer of its paper."""
        answered = self.of_marks(np.array([mark.answered for mark in self.marks], dtype=bool))
        place = np.arange(len(self.paper))
        last = np.full(self.count, NOTHING)
        last[self.paper[answered]] = place[answered]
        return np.bincount(self.question[place > last[self.paper]], minlength=len(self.revisions))


def _with_whole_cases(papers: Papers) -> Papers:
    """The parts of a case on one paper as one entry."""
    keys = papers.paper * papers.questions + papers.question
    _, first, where = np.unique(keys, return_index=True, return_inverse=True)
    many = len(first)
    return replace(
        papers,
        paper=papers.paper[first],
        question=papers.question[first],
        earned=summed(where, papers.earned, many),
        full=summed(where, papers.full, many),
        given=summed(where, papers.given, many) > 0,
        picked_at=where[papers.picked_at],
    )
