"""The pages of a mock exam: questions of one kind each, ten at most, a case on its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

MOST = 10


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its kind of question, and the places on it."""

    kind: str
    numbers: Sequence[int]


def pages(slots: Sequence[Mapping[str, Any]]) -> list[Page]:
    """The pages of a paper in its order."""
    placed = enumerate(slots, start=1)
    found = []
    for (kind, revision), run in groupby(placed, key=lambda each: _together(each[1])):
        numbers = [number for number, _slot in run]
        step = len(numbers) if revision else MOST
        found += [Page(kind, numbers[at : at + step]) for at in range(0, len(numbers), step)]
    return found


def page_of(all_pages: Sequence[Page], number: int) -> int:
    """On which page, counted from 1, a place stands; the first where there is none."""
    return next((at for at, page in enumerate(all_pages, 1) if number in page.numbers), 1)


def _together(slot: Mapping[str, Any]) -> tuple[str, int | None]:
    return slot["kind"], slot["revision"] if "part" in slot else None
