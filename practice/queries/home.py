"""What the pages that lead into practice say."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.clock import now
from practice.models import MockExam, Round
from practice.queries.drills import Drill, drill_of
from practice.queries.mocks import going_mock
from practice.queries.plans import Plan, plan_of
from practice.queries.rounds import unfinished
from practice.rules.rounds import NOTEBOOK, about
from practice.rules.strength import Strength, strengths
from question_bank.queries.content import topics


@dataclass(frozen=True, slots=True)
class PracticeToday:
    """Practice in a few numbers, for the first page."""

    due: int
    is_drilled: bool
    days_in_row: int
    notebook: int
    weakest: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """A topic at the top with the topics below it."""

    code: str
    topics: Sequence[Strength]

    @property
    def questions(self) -> int:
        """How many questions there are."""
        return sum(each.questions for each in self.topics)

    @property
    def right(self) -> int:
        """How many were right at the last try."""
        return sum(each.right for each in self.topics)


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that may be practised, and what to do next."""

    plan: Plan
    drill: Drill
    groups: Sequence[Group]
    notebook: int
    unfinished: Round | None
    mock: MockExam | None


def today(person_id: int) -> PracticeToday:
    """What the first page says of somebody's practice; always nine queries."""
    plan = plan_of(person_id)
    drill = drill_of(person_id, plan.aim.today, plan.aim.zone, plan.open_ids)
    return PracticeToday(
        due=len(plan.today),
        is_drilled=drill.is_done,
        days_in_row=drill.days_in_row,
        notebook=len(about(NOTEBOOK, plan.questions, plan.records)),
        weakest=plan.weak[0].topic if plan.weak else None,
    )


def overview(person_id: int) -> Overview:
    """What is due, the drill, and all topics that have questions; always as many queries."""
    plan = plan_of(person_id)
    return Overview(
        plan=plan,
        drill=drill_of(person_id, plan.aim.today, plan.aim.zone, plan.open_ids),
        groups=_groups(strengths(plan.questions, plan.records, topics())),
        notebook=len(about(NOTEBOOK, plan.questions, plan.records)),
        unfinished=unfinished(person_id, plan.open_ids),
        mock=going_mock(person_id, now()),
    )


def _groups(of: Sequence[Strength]) -> list[Group]:
    by_root: dict[str, list[Strength]] = {}
    for each in of:
        by_root.setdefault(each.topic.partition(".")[0], []).append(each)
    return [Group(code, below) for code, below in by_root.items()]
