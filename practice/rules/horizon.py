"""Which tries are needed, and in which days: the rule towards the day of the exam.

Days are counted from today, which is day 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from practice.rules.levelling import Job
from practice.rules.memory import HELD, Memory, foreseen

WITHOUT_EXAM = 30
"""How many days are planned where no exam is ahead."""
LOOKS_END = 3
"""First looks end so many days before the exam, so that each can be repeated, if all have room."""
CATCH_UP = 3
"""Over how many days overdue repeats may be spread, and a day's new questions without an exam."""
SLACK = 0.1
"""The part of its interval by which a repeat may come earlier or later."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days from today that are planned: to the eve of the exam, or a month without one.

    `quota` new questions a day come where no exam is ahead. Of first looks, `first_share` are
    foreseen as right: a plan that hoped for the best would ask for more day by day.
    """

    today: date
    exam_on: date | None
    quota: int
    first_share: float = 0.5

    @property
    def is_towards_exam(self) -> bool:
        """Whether an exam is ahead; on its day and after it only ordinary due days count."""
        return self.exam_on is not None and self.exam_on > self.today

    @property
    def days(self) -> int:
        """How many days are planned; the last one is one less."""
        if self.exam_on is None or not self.is_towards_exam:
            return WITHOUT_EXAM
        return (self.exam_on - self.today).days

    def needs(self, memory: Memory) -> bool:
        """Whether a repeat falls into the planned days.

        Towards an exam only what would otherwise be held too weakly on its day is repeated.
        """
        if self.exam_on is not None and self.is_towards_exam:
            return memory.recall(self.exam_on) < HELD
        return self.day_of(memory) < self.days

    def day_of(self, memory: Memory) -> int:
        """The day on which recall sinks to `HELD`; below 0 for what is overdue."""
        return (memory.last_on - self.today).days + memory.interval


def looks(codes: Sequence[str], horizon: Horizon) -> list[Job]:
    """The first look at each question, spread evenly, with the repeats foreseen after it.

    Without an exam there is a quota a day, and what does not come within the planned days is not
    in the list.
    """
    jobs: list[Job] = []
    for at, code in enumerate(codes):
        day, latest = _look_days(at, len(codes), horizon)
        if day < horizon.days:
            is_right = int((at + 1) * horizon.first_share) > int(at * horizon.first_share)
            jobs.append(Job(code, 0, day, latest, recall=1, is_look=True, is_right=is_right))
            first = foreseen(None, horizon.today + timedelta(day), is_right=is_right)
            jobs += repeats(code, first, horizon, number=1)
    return jobs


def _look_days(at: int, total: int, horizon: Horizon) -> tuple[int, int]:
    if not horizon.is_towards_exam:
        day = at // horizon.quota
        return day, min(day + CATCH_UP, horizon.days) - 1
    span = max(1, horizon.days - LOOKS_END + 1)
    return at * span // total, span - 1


def repeats(code: str, memory: Memory, horizon: Horizon, *, number: int = 0) -> Iterator[Job]:
    """The repeats of a question within the planned days, as they come if each is right.

    Each falls on the day on which recall sinks to `HELD`, a tenth of the interval earlier or
    later, by the eve of the exam, and never on the day of the last try.
    """
    last_day = horizon.days - 1
    while horizon.needs(memory):
        due, slack = horizon.day_of(memory), round(memory.interval * SLACK)
        day = min(max(due, 0), last_day)
        if day <= (memory.last_on - horizon.today).days:
            return
        latest = due + slack if due >= 0 else CATCH_UP - 1
        yield Job(
            code,
            number,
            earliest=min(max(due - slack, 0), last_day),
            latest=min(latest, last_day),
            recall=memory.recall(horizon.today + timedelta(day if number else 0)),
        )
        memory, number = foreseen(memory, horizon.today + timedelta(day)), number + 1
