"""What two sequences have in common, by the shortest way from one to the other (Myers 1986)."""

from collections.abc import Hashable, Sequence

Pairs = list[tuple[int, int]]
MOST_WORK = 300_000


def common(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs | None:
    """The places that stay, as pairs in order; nothing if finding them would take too long.

    The work grows with the length times the number of changes, and that is what is bounded.
    """
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    inner = _shortest(old[start : len(old) - end], new[start : len(new) - end])
    if inner is None:
        return None
    return [
        *((at, at) for at in range(start)),
        *((left + start, right + start) for left, right in inner),
        *((len(old) - at, len(new) - at) for at in range(end, 0, -1)),
    ]


def _shortest(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs | None:
    total = len(old) + len(new)
    if not old or not new:
        return []
    farthest = {1: 0}
    trace: list[dict[int, int]] = []
    for changes in range(min(total, MOST_WORK // total) + 1):
        trace.append(dict(farthest))
        for diagonal in range(-changes, changes + 1, 2):
            left = _start(farthest, diagonal, changes)
            while (
                left < len(old)
                and 0 <= left - diagonal < len(new)
                and old[left] == new[left - diagonal]
            ):
                left += 1
            farthest[diagonal] = left
            if left >= len(old) and left - diagonal >= len(new):
                return _walked_back(trace, len(old), len(new))
    return None


def _walked_back(trace: Sequence[dict[int, int]], left: int, right: int) -> Pairs:
    pairs: Pairs = []
    for changes in range(len(trace) - 1, -1, -1):
        farthest, diagonal = trace[changes], left - right
        start = _start(farthest, diagonal, changes)
        while left > start:
            left, right = left - 1, right - 1
            pairs.append((left, right))
        if _adds(farthest, diagonal, changes):
            right -= 1
        else:
            left -= 1
    return pairs[::-1]


def _start(farthest: dict[int, int], diagonal: int, changes: int) -> int:
    """How far the old sequence is used up where this diagonal is entered with one more change."""
    if _adds(farthest, diagonal, changes):
        return farthest[diagonal + 1]
    return farthest[diagonal - 1] + 1


def _adds(farthest: dict[int, int], diagonal: int, changes: int) -> bool:
    """Whether the better way onto this diagonal adds something new, rather than leaves out."""
    if diagonal in (-changes, changes):
        return diagonal == -changes
    return farthest[diagonal - 1] < farthest[diagonal + 1]
