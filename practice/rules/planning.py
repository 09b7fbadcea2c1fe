"""The plan: every question's next tries laid into the days, and what comes of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from heapq import heappop, heappush
from itertools import count

from practice.rules.horizon import Horizon, looks, repeats
from practice.rules.levelling import Job, level, smallest_cap
from practice.rules.memory import Memory, foreseen

Memories = Mapping[str, Memory]
"""By the code of the question; one that was never tried is missing."""


Days = Sequence[Sequence[Job]]


@dataclass(frozen=True, slots=True)
class Planned:
    """Tries by day from today, at most `cap` a day; `needed` a day would keep every window.

    `left` are tries for which there is no room in the planned days, `later` first looks that only
    come after them.
    """

    needed: int
    cap: int
    days: Days
    left: Sequence[Job]
    later: int

    @property
    def unseen(self) -> int:
        """How many questions are never looked at within the planned days."""
        return self.later + sum(1 for job in self.left if job.is_look)


def plan(codes: Sequence[str], memories: Memories, horizon: Horizon, *, daily: int) -> Planned:
    """Lay the tries of these questions into the days, new ones in the order given.

    The cap is the smallest number with which every try falls into its window, but never above
    `daily`. Where that is too few, what is due first comes first, whether or not it is late, and
    before an exam first looks are drawn forward into every free place.
    """
    new = [code for code in codes if code not in memories]
    first = looks(new, horizon)
    found = (repeats(code, memories[code], horizon) for code in codes if code in memories)
    jobs = [*(job for each in found for job in each), *first]
    later = len(new) - sum(1 for job in first if job.is_look)
    needed = smallest_cap(jobs)
    if needed <= daily:
        levelled = level(jobs, needed)
        return Planned(needed, needed, levelled.days, levelled.left, later)
    days, left = _crowded([job for job in jobs if job.repeat == 0], memories, horizon, daily)
    return Planned(needed, daily, days, left, later)


def _crowded(
    jobs: Sequence[Job], memories: Memories, horizon: Horizon, cap: int
) -> tuple[Days, Sequence[Job]]:
    """Day after day as much as the cap takes, each question's next try after its last one."""
    held, opening = dict(memories), defaultdict(list)
    for job in jobs:
        opening[0 if job.is_look and horizon.is_towards_exam else job.earliest].append(job)
    order, days = count(), []
    waiting: list[tuple[int, float, int, Job]] = []
    for day in range(horizon.days):
        for job in opening.pop(day, ()):
            heappush(waiting, (job.latest, job.recall, next(order), job))
        placed = [heappop(waiting)[-1] for _ in range(min(cap, len(waiting)))]
        days.append(placed)
        for job in placed:
            on = horizon.today + timedelta(day)
            held[job.code] = foreseen(held.get(job.code), on, is_right=job.is_right)
            then = next(repeats(job.code, held[job.code], horizon, number=job.repeat + 1), None)
            if then:
                opening[then.earliest].append(then)
    return days, [entry[-1] for entry in sorted(waiting)]


def left_today(planned: Planned, memories: Memories, today: date) -> Sequence[Job]:
    """What is still to be tried of the first day of a plan that was made this morning."""
    jobs = planned.days[0] if planned.days else ()
    return tuple(
        job for job in jobs if job.code not in memories or memories[job.code].last_on != today
    )


def days_from_now(
    planned: Planned, codes: Sequence[str], memories: Memories, horizon: Horizon, *, daily: int
) -> Days:
    """The days of a plan that was made this morning, as they look after today's tries.

    Today keeps what is still to be tried of it; the days after it are planned anew, as if that
    went as foreseen, because that is how tomorrow's plan will be made.
    """
    today = horizon.today
    if not planned.days or all(memory.last_on != today for memory in memories.values()):
        return planned.days
    left = left_today(planned, memories, today)
    tomorrow = replace(horizon, today=today + timedelta(1))
    if horizon.is_towards_exam and not tomorrow.is_towards_exam:
        return (left,)
    after = memories_after((left,), memories, today)
    return (left, *plan(codes, after, tomorrow, daily=daily).days)


def memories_after(days: Days, memories: Memories, today: date) -> dict[str, Memory]:
    """The memories once every try of these days was made, each on its day and as foreseen."""
    after = dict(memories)
    for day, jobs in enumerate(days):
        for job in jobs:
            after[job.code] = foreseen(
                after.get(job.code), today + timedelta(day), is_right=job.is_right
            )
    return after


def held(codes: Sequence[str], memories: Memories, on: date) -> float:
    """The share of these questions that are predicted to be known on a day, unseen ones as none."""
    known_ones = [memories[code].recall(on) for code in codes if code in memories]
    return sum(known_ones) / len(codes) if codes else 0.0
