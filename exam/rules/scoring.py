"""From marks to outcomes, many papers at once.

Every fraction becomes a whole number over one common denominator, so that numpy can add and the sum
is exact; what a sum comes to is worked out once for all papers that reach it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exam.rules.blueprint import Blueprint
from exam.rules.grading import Mark, Outcome, Part

Wholes = NDArray[Any]
"""Whole numbers: of 64 bits where every sum fits, else Python's own."""
Paper = Sequence[int]
"""For each slot the place of its mark among all marks."""

_AT_ONCE = 4_096
_FITS = 2**62


class NothingLeft(ValueError):
    """Of a paper every question that is worth something was dropped."""


def outcomes(rule: Blueprint, marks: Sequence[Mark], papers: Sequence[Paper]) -> Iterator[Outcome]:
    """The outcome of each paper, in order; exactly at the pass mark or cut passes.

    Dropped slots are left out, and every other slot's points multiplied by full/(full - dropped),
    so that the full mark stays. No sum is shown below 0; a section without slots on a paper has no
    floor to miss. Raises NothingLeft.
    """
    table = _tabled(marks, max(map(len, papers), default=0))
    judge = _Judge(rule, table)
    for start in range(0, len(papers), _AT_ONCE):
        yield from judge.outcomes(papers[start : start + _AT_ONCE])


@dataclass(frozen=True, slots=True)
class _Table:
    """What each mark adds, by its place, in parts of `unit`; a dropped one adds to that alone."""

    unit: int
    topics: list[str]
    topic: NDArray[np.int64]
    kept: NDArray[np.int64]
    earned: Wholes
    full: Wholes
    dropped: Wholes
    barely: Wholes
    has_standard: bool


def _tabled(marks: Sequence[Mark], longest: int) -> _Table:
    zero = Fraction(0)
    columns = [
        [zero if mark.is_dropped else mark.earned for mark in marks],
        [zero if mark.is_dropped else mark.points for mark in marks],
        [mark.points if mark.is_dropped else zero for mark in marks],
        [zero if mark.is_dropped else mark.points * (mark.barely or zero) for mark in marks],
    ]
    unit = lcm(*{value.denominator for column in columns for value in column})
    wholes = [[int(value * unit) for value in column] for column in columns]
    largest = max((abs(value) for column in wholes for value in column), default=0)
    dtype = np.int64 if largest * max(longest, 1) < _FITS else object
    topics = sorted({mark.topic for mark in marks})
    earned, full, dropped, barely = (np.array(column, dtype=dtype) for column in wholes)
    return _Table(
        unit=unit,
        topics=topics,
        topic=np.array([topics.index(mark.topic) for mark in marks], dtype=np.int64),
        kept=np.array([not mark.is_dropped for mark in marks], dtype=np.int64),
        earned=earned,
        full=full,
        dropped=dropped,
        barely=barely,
        has_standard=any(mark.barely is not None for mark in marks),
    )


class _Judge:
    """Turns sums into outcomes."""

    def __init__(self, rule: Blueprint, table: _Table) -> None:
        """Keep the rule, and what was worked out already."""
        self.rule, self.table = rule, table
        self.part, self.points = cache(self._part), cache(self._points)
        self.codes = [section.code for section in rule.sections]
        self.floors = [Fraction(section.floor_percent) for section in rule.sections]
        self.holds = np.array(
            [[section.holds(topic) for section in rule.sections] for topic in table.topics],
            dtype=table.full.dtype,
        ).reshape(len(table.topics), len(self.codes))

    def outcomes(self, papers: Sequence[Paper]) -> Iterator[Outcome]:
        """The outcomes of some papers."""
        table, flat = self.table, np.concatenate([np.asarray(p, dtype=np.int32) for p in papers])
        row = np.repeat(np.arange(len(papers)), [len(paper) for paper in papers])
        earned, full, kept = (
            self._by_topic(row, flat, column, len(papers))
            for column in (table.earned, table.full, table.kept)
        )
        dropped, barely = (
            self._by_topic(row, flat, column, len(papers)).sum(axis=1)
            for column in (table.dropped, table.barely)
        )
        sums = (earned, full, kept, earned @ self.holds, full @ self.holds, dropped, barely)
        for each in zip(*(column.tolist() for column in sums), strict=True):
            yield self._outcome(*each)

    def _by_topic(
        self, row: NDArray[np.int64], flat: NDArray[np.int32], column: Wholes, papers: int
    ) -> Wholes:
        sums = np.zeros((papers, len(self.table.topics)), dtype=column.dtype)
        np.add.at(sums, (row, self.table.topic[flat]), column[flat])
        return sums

    def _outcome(
        self,
        earned: list[int],
        full: list[int],
        kept: list[int],
        earned_by_section: list[int],
        full_by_section: list[int],
        dropped: int,
        barely: int,
    ) -> Outcome:
        scale = self._scale(sum(full), dropped)
        total = self.part(sum(earned), sum(full), *scale)
        in_sections = [
            self.part(*pair, *scale)
            for pair in zip(earned_by_section, full_by_section, strict=True)
        ]
        by_topic = zip(self.table.topics, earned, full, kept, strict=True)
        cut = self.points(barely, *scale) if self.table.has_standard else None
        return Outcome(
            total=total,
            sections=dict(zip(self.codes, in_sections, strict=True)),
            topics={
                topic: self.part(reached, most, *scale)
                for topic, reached, most, slots in by_topic
                if slots
            },
            missed=self._missed(total, cut, in_sections),
            cut=cut,
            factor=Fraction(*scale),
        )

    def _scale(self, full: int, dropped: int) -> tuple[int, int]:
        """What to multiply by and to divide by."""
        if dropped and not full:
            raise NothingLeft
        return (full + dropped, full) if dropped else (1, 1)

    def _missed(self, total: Part, cut: Fraction | None, parts: list[Part]) -> tuple[str, ...]:
        if cut is None:
            is_short = total.percent < Fraction(self.rule.pass_percent)
        else:
            is_short = total.earned < cut
        by_section = zip(self.codes, parts, self.floors, strict=True)
        return (
            *(["total"] if is_short else []),
            *(code for code, part, floor in by_section if part.percent < floor),
        )

    def _part(self, earned: int, full: int, times: int, over: int) -> Part:
        return Part(self._points(max(earned, 0), times, over), self._points(full, times, over))

    def _points(self, wholes: int, times: int, over: int) -> Fraction:
        return Fraction(wholes * times, self.table.unit * over)
