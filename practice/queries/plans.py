"""Somebody's plan: what is due today, and what the next weeks will ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from practice.queries.goals import Aim, aim_of
from practice.queries.questions import practised
from practice.queries.tries import Tries, tried_by, tries_in, tries_of
from practice.rules.aims import NUMBERS, enough, quota
from practice.rules.horizon import Horizon
from practice.rules.memory import Memory, Try, first_share, memory_of
from practice.rules.planning import (
    Days,
    Planned,
    days_from_now,
    held,
    left_today,
    memories_after,
    plan,
)
from practice.rules.records import Records, records_in
from practice.rules.rounds import DUE, Practised, about, mixed
from practice.rules.weakness import Held, weak_topics


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the plan: first looks, and repeats."""

    on: date
    looks: int
    repeats: int

    @property
    def total(self) -> int:
        """All tries of the day."""
        return self.looks + self.repeats


@dataclass(frozen=True)
class Plan:
    """The plan as it stands now; `questions` are all that may be practised, topics mixed.

    `planned` was made from what was known before today, so that a day asks for what it began with.
    The days after today are planned anew only where somebody asks for them.
    """

    aim: Aim
    questions: Sequence[Practised]
    tries: Tries
    records: Records
    memories: Mapping[str, Memory]
    planned: Planned
    done: int

    @cached_property
    def today(self) -> list[Practised]:
        """What is still due today, in the order in which it is needed."""
        by_code = {each.code: each for each in self.questions}
        left = left_today(self.planned, self.memories, self.aim.today)
        return [by_code[job.code] for job in left]

    @cached_property
    def open_ids(self) -> set[int]:
        """The revisions that may be practised."""
        return {each.revision_id for each in self.questions}

    @cached_property
    def jobs(self) -> Days:
        """The tries by day: what is left of today, and the days after it planned anew."""
        codes = [each.code for each in self.questions]
        daily = self.aim.daily
        return days_from_now(self.planned, codes, self.memories, self.horizon, daily=daily)

    @cached_property
    def tried_today(self) -> set[str]:
        """The codes of the questions that were tried today, wherever that was."""
        today = self.aim.today
        return {code for code, memory in self.memories.items() if memory.last_on == today}

    @cached_property
    def days(self) -> list[Day]:
        """Each day from today; what was tried today already is not counted."""
        return [
            Day(
                on=self.aim.today + timedelta(at),
                looks=sum(job.is_look for job in jobs),
                repeats=sum(not job.is_look for job in jobs),
            )
            for at, jobs in enumerate(self.jobs)
        ]

    @property
    def cap(self) -> int:
        """The most tries of any day."""
        return self.planned.cap

    @property
    def enough(self) -> int | None:
        """The smallest number to choose with which everything has room; None where none has."""
        return enough(self.planned.needed) or (None if self.fullest.left else NUMBERS[-1])

    @cached_property
    def fullest(self) -> Planned:
        """The same plan with the most questions a day that there are to choose."""
        codes = [each.code for each in self.questions]
        before = memories_of(_before(self.aim.today, self.tries))
        return plan(codes, before, self.horizon, daily=NUMBERS[-1])

    def could_take(self, subject: str) -> int:
        """How many questions a round about this could take now."""
        if subject == DUE:
            return len(self.today)
        return len(about(subject, self.questions, self.records))

    @cached_property
    def new_today(self) -> int:
        """How many of today's questions were never tried."""
        return sum(each.code not in self.memories for each in self.today)

    @property
    def comes_next(self) -> Day | None:
        """The first day after today that asks for something."""
        return next((day for day in self.days[1:] if day.total), None)

    @cached_property
    def weak(self) -> list[Held]:
        """The topics held worst."""
        return weak_topics(self.questions, self.tries, self.memories, self.aim.today)

    @cached_property
    def asked(self) -> list[str]:
        """The codes of the questions in topics of the exam."""
        asks = {topic: self.aim.asks(topic) for topic in {each.topic for each in self.questions}}
        return [each.code for each in self.questions if asks[each.topic]]

    @property
    def target(self) -> date:
        """The day of the exam, or the last planned one where none is ahead."""
        is_ahead = self.aim.exam_on is not None and self.aim.exam_on > self.aim.today
        return self.aim.exam_on if is_ahead and self.aim.exam_on else self._last_day

    @property
    def held_today(self) -> float:
        """The share predicted to be known today."""
        return held(self.asked, self.memories, self.aim.today)

    @property
    def held_then(self) -> float:
        """The share predicted on the day, if the plan is kept and its answers are right."""
        after = memories_after(self.jobs, self.memories, self.aim.today)
        return held(self.asked, after, self.target)

    @property
    def held_without(self) -> float:
        """The share predicted on the day, if nothing more is practised."""
        return held(self.asked, self.memories, self.target)

    @property
    def _last_day(self) -> date:
        return self.aim.today + timedelta(self.horizon.days)

    @cached_property
    def horizon(self) -> Horizon:
        """The planned days."""
        return horizon_of(self.aim, self.tries)


def plan_of(person_id: int) -> Plan:
    """Somebody's plan from now on; always eight queries."""
    aim = aim_of(person_id)
    questions = mixed(practised())
    codes = [each.code for each in questions]
    tried = tried_by(person_id)
    found = tries_in(tried, aim.zone)
    tries = {code: found[code] for code in codes if code in found}
    memories, horizon = memories_of(tries), horizon_of(aim, tries)
    planned = plan(codes, memories_of(_before(aim.today, tries)), horizon, daily=aim.daily)
    return Plan(
        aim=aim,
        questions=questions,
        tries=tries,
        records=records_in(tried),
        memories=memories,
        planned=planned,
        done=sum(1 for each in tries.values() if any(_counts(one, aim.today) for one in each)),
    )


def _before(today: date, tries: Tries) -> Tries:
    """What was tried before today."""
    return {code: [one for one in each if one.on < today] for code, each in tries.items()}


def _counts(each: Try, today: date) -> bool:
    """Whether a try was made in practice today."""
    return each.is_practice and each.on == today


def horizon_of(aim: Aim, tries: Tries) -> Horizon:
    """The days to plan for an aim, with what first tries before today let foresee."""
    firsts = [each[0] for each in tries.values() if each[0].on < aim.today]
    return Horizon(aim.today, aim.exam_on, quota(aim.daily), first_share(firsts))


def memories_of(tries: Tries) -> dict[str, Memory]:
    """What these tries leave, by question."""
    found = {code: memory_of(each) for code, each in tries.items()}
    return {code: memory for code, memory in found.items() if memory}


@dataclass(frozen=True, slots=True)
class Again:
    """When a question comes again: in so many days; None if not before the exam."""

    in_days: int | None


def comes_again(person_id: int, code: str) -> Again | None:
    """When somebody meets a question again; None if they never tried it."""
    aim = aim_of(person_id)
    memory = memory_of(tries_of(person_id, aim.zone).get(code, ()))
    if memory is None:
        return None
    horizon = horizon_of(aim, {})
    if horizon.is_towards_exam and not horizon.needs(memory):
        return Again(None)
    return Again(max(0, horizon.day_of(memory)))
