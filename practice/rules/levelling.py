"""The days' load levelled: the smallest daily number with which every try falls into its window."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush


@dataclass(frozen=True, slots=True)
class Job:
    """One try at a question that is to fall on a day from `earliest` to `latest`, counted from 0.

    `repeat` is 0 for the question's next try, then counts those foreseen after it. Of tries with
    the same last day the one with the least `recall` comes first. `is_right` is what is foreseen.
    """

    code: str
    repeat: int
    earliest: int
    latest: int
    recall: float = 0.0
    is_look: bool = False
    is_right: bool = True


@dataclass(frozen=True, slots=True)
class Levelled:
    """Tries by day, in their order; `left` are those that the cap has no room for."""

    cap: int
    days: tuple[tuple[Job, ...], ...]
    left: tuple[Job, ...]


def smallest_cap(jobs: Sequence[Job]) -> int:
    """The least number of tries a day that leaves nothing out; 0 for no jobs.

    What fits with a cap fits with every higher one, so halving finds the least.
    """
    low, high = 0, len(jobs)
    while low < high:
        middle = (low + high) // 2
        if level(jobs, middle).left:
            low = middle + 1
        else:
            high = middle
    return low


def level(jobs: Sequence[Job], cap: int) -> Levelled:
    """The earliest last day first, day by day, never more than `cap`; what missed its day is left.

    For tries of one length with windows of whole days this places as many as any order could.
    """
    opening = defaultdict(list)
    for at, job in enumerate(jobs):
        opening[job.earliest].append((job.latest, job.recall, at))
    days: list[tuple[Job, ...]] = []
    left: list[Job] = []
    waiting: list[tuple[int, float, int]] = []
    for day in range(1 + max((job.latest for job in jobs), default=-1)):
        for entry in opening[day]:
            heappush(waiting, entry)
        placed: list[Job] = []
        while waiting and (waiting[0][0] < day or len(placed) < cap):
            latest, _recall, at = heappop(waiting)
            (left if latest < day else placed).append(jobs[at])
        days.append(tuple(placed))
    left += [jobs[at] for _latest, _recall, at in sorted(waiting)]
    return Levelled(cap, tuple(days), tuple(left))
