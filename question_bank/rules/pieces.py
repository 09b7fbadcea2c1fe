"""What differs inside a line: pieces that stayed, went and came, cut so that they read well."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from question_bank.rules.sequences import common

_HAN = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(
    rf"\[(?:[ xX]|-?[0-9]+)\]|[{_HAN}]|[0-9]+(?:[.,][0-9]+)*|[^\W\d_{_HAN}]+|\s+|.", re.DOTALL
)
_WORD = re.compile(r"[^\W_]")
_MARK = re.compile(r"\s*(?:[-*+>]|[0-9]{1,3}[.)])?\s*(?:\[(?:[ xX]|-?[0-9]+)\])?\s*")


class Sort(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a line that had one fate."""

    sort: Sort
    text: str


Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    """What went and what came at one place, after some text that stayed."""

    kept: str
    removed: str
    added: str

    @property
    def length(self) -> int:
        return max(len(self.removed), len(self.added))


@dataclass(frozen=True, slots=True)
class Inside:
    """A line of each wording in pieces; coarse where both were too long for this."""

    old: Pieces
    new: Pieces
    is_coarse: bool = False


def compare_lines(old: str, new: str) -> Inside:
    """The pieces of two lines that belong together."""
    before, after = tokens(old), tokens(new)
    pairs = common(before, after)
    if pairs is None:
        return Inside(whole(Sort.REMOVED, old), whole(Sort.ADDED, new), is_coarse=True)
    changes = _without_islands(_changes(before, after, pairs))
    return Inside(_pieces(changes, Sort.REMOVED), _pieces(changes, Sort.ADDED))


def replaced(old: str, new: str) -> Inside:
    """Two lines that only share a place: all but an equal list mark before them differs."""
    mark = _mark(old) if _mark(old) == _mark(new) else ""
    change = _Change(mark, old[len(mark) :], new[len(mark) :])
    return Inside(_pieces([change], Sort.REMOVED), _pieces([change], Sort.ADDED))


def likeness(old: Sequence[str], new: Sequence[str]) -> float:
    """From 0 to 1, how many of the words of two lines are the same, wherever they stand."""
    words, others = Counter(filter(_WORD.search, old)), Counter(filter(_WORD.search, new))
    total = words.total() + others.total()
    return 2 * (words & others).total() / total if total else 0.0


def tokens(text: str) -> list[str]:
    """Chinese characters one by one; words, numbers, option marks and white space whole."""
    return _TOKEN.findall(text)


def whole(sort: Sort, text: str) -> Pieces:
    """A line as one piece."""
    return (Piece(sort, text),) if text else ()


def _mark(line: str) -> str:
    found = _MARK.match(line)
    return found[0] if found else ""


def _changes(
    before: Sequence[str], after: Sequence[str], pairs: Sequence[tuple[int, int]]
) -> list[_Change]:
    """Every change with the kept text before it; the last one may only end the line."""
    changes: list[_Change] = []
    kept: list[str] = []
    left = right = 0
    for next_left, next_right in [*pairs, (len(before), len(after))]:
        is_end = next_left == len(before)
        if (left, right) != (next_left, next_right) or is_end:
            removed, added = before[left:next_left], after[right:next_right]
            changes.append(_Change("".join(kept), "".join(removed), "".join(added)))
            kept = []
        kept += before[next_left : next_left + 1]
        left, right = next_left + 1, next_right + 1
    return changes


def _without_islands(changes: Sequence[_Change]) -> list[_Change]:
    """Kept text between two changes that is no longer than either is told as changed too."""
    done: list[_Change] = []
    for change in changes:
        grown = change
        while done and grown.length and _is_island(done[-1], grown):
            last = done.pop()
            grown = _Change(
                last.kept,
                last.removed + grown.kept + grown.removed,
                last.added + grown.kept + grown.added,
            )
        done.append(grown)
    return done


def _is_island(before: _Change, after: _Change) -> bool:
    length = len(after.kept.strip())
    return not _WORD.search(after.kept) or length <= min(before.length, after.length)


def _pieces(changes: Sequence[_Change], sort: Sort) -> Pieces:
    found = []
    for change in changes:
        differing = change.removed if sort is Sort.REMOVED else change.added
        found += [Piece(Sort.KEPT, change.kept), Piece(sort, differing)]
    joined: list[Piece] = []
    for piece in found:
        if joined and joined[-1].sort is piece.sort:
            joined[-1] = Piece(piece.sort, joined[-1].text + piece.text)
        elif piece.text:
            joined.append(piece)
    return tuple(joined)
