"""Reads of practice: what may be practised, what somebody answered, and what follows from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from core.database import db
from core.errors import N_, Missing
from practice.models import PracticeAnswer, Round
from practice.rules.records import LAST, Record
from practice.rules.rounds import NOTEBOOK, Practised, about
from practice.rules.strength import Strength, onward, strengths, weakest
from question_bank.kinds import MARKED_BY_MACHINE
from question_bank.models import Question, Revision
from question_bank.queries.content import topics
from question_bank.rules.lifecycle import State

OPEN = (
    Question.pool == "practice",
    Revision.state == State.APPROVED,
    Revision.kind.in_(MARKED_BY_MACHINE),
)
"""What may be shown to anybody, at any time."""


@dataclass(frozen=True, slots=True)
class PracticeToday:
    """Practice in a few numbers: for the first page after signing in."""

    notebook: int
    topics_practised: int
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
    """Everything that may be practised, and how far somebody is."""

    groups: Sequence[Group]
    notebook: int
    has_practised: bool
    weakest: Strength | None
    onward: Strength | None
    unfinished: Round | None


@dataclass(frozen=True, slots=True)
class Posed:
    """The question at a place of a round; no revision once it may not be shown any more."""

    round: Round
    number: int
    order: Sequence[int]
    revision: Revision | None
    answer: PracticeAnswer | None

    @property
    def total(self) -> int:
        """How many questions the round has."""
        return len(self.round.slots)


def today(person_id: int) -> PracticeToday:
    """What the first page says of somebody's practice; always two queries."""
    questions, records = practised(), records_of(person_id)
    of = strengths(questions, records, topics())
    weak = weakest(of)
    return PracticeToday(
        notebook=len(about(NOTEBOOK, questions, records)),
        topics_practised=sum(1 for each in of if each.answered),
        weakest=weak.topic if weak else None,
    )


def overview(person_id: int) -> Overview:
    """All topics that have questions, and what to do next; always as many queries."""
    questions, records = practised(), records_of(person_id)
    of = strengths(questions, records, topics())
    return Overview(
        groups=_groups(of),
        notebook=len(about(NOTEBOOK, questions, records)),
        has_practised=bool(records),
        weakest=weakest(of),
        onward=onward(of),
        unfinished=_unfinished(person_id),
    )


def practised() -> list[Practised]:
    """Every question that may be practised: approved, of the practice pool; without its words."""
    columns = (
        Question.code, Revision.id.label("revision_id"), Revision.topic, Revision.kind,
        Revision.size, Revision.shuffle,
    )  # fmt: skip
    statement = select(*columns).join(Revision.question).where(*OPEN).order_by(Question.code)
    return [Practised(**row._asdict()) for row in db.session.execute(statement)]


def records_of(person_id: int) -> dict[str, Record]:
    """The last tries of somebody at each question they ever answered."""
    age = func.row_number().over(
        partition_by=PracticeAnswer.question, order_by=PracticeAnswer.id.desc()
    )
    ranked = (
        select(PracticeAnswer, age.label("age"))
        .where(PracticeAnswer.person_id == person_id)
        .subquery()
    )
    columns = (ranked.c[name] for name in ("question", "share", "round_id", "number", "at"))
    statement = select(*columns).where(ranked.c.age <= LAST).order_by(ranked.c.age)
    records: dict[str, Record] = {}
    for question, text, round_id, number, at in db.session.execute(statement):
        share = Fraction(text)
        last = records.get(question, Record((), round_id, number, at))
        records[question] = replace(last, shares=(*last.shares, share))
    return records


def notebook(person_id: int) -> list[tuple[Revision, Record]]:
    """The questions of somebody's notebook with their last try, by topic."""
    records = records_of(person_id)
    noted = about(NOTEBOOK, practised(), records)
    revisions = shown(each.revision_id for each in noted)
    place = {code: at for at, code in enumerate(topics())}
    noted.sort(key=lambda each: (place.get(each.topic, len(place)), each.code))
    return [(revisions[each.revision_id], records[each.code]) for each in noted]


def own_round(round_id: int, person_id: int) -> Round:
    """The round with its answers, if it is this person's."""
    statement = (
        select(Round)
        .options(joinedload(Round.answers))
        .where(Round.id == round_id, Round.person_id == person_id)
    )
    found = db.session.scalars(statement).unique().first()
    if found is None:
        raise Missing(N_("There is no such round of yours."))
    return found


def posed(own: Round) -> list[Posed]:
    """Every question of a round, with what was answered."""
    revisions = shown(slot["revision"] for slot in own.slots)
    answers = {answer.number: answer for answer in own.answers}
    return [
        Posed(own, number, slot["order"], revisions.get(slot["revision"]), answers.get(number))
        for number, slot in enumerate(own.slots, start=1)
    ]


def posed_at(own: Round, number: int) -> Posed:
    """The question at a place of a round, counted from 1."""
    if not 1 <= number <= len(own.slots):
        raise Missing(N_("This round has no such question."))
    return posed(own)[number - 1]


def shown(revision_ids: Iterable[int]) -> dict[int, Revision]:
    """Of these revisions, the ones that may be shown, with their questions."""
    statement = (
        select(Revision)
        .join(Revision.question)
        .options(contains_eager(Revision.question))
        .where(Revision.id.in_(set(revision_ids)), *OPEN)
    )
    return {each.id: each for each in db.session.scalars(statement)}


def _groups(of: Sequence[Strength]) -> list[Group]:
    by_root: dict[str, list[Strength]] = {}
    for each in of:
        by_root.setdefault(each.topic.partition(".")[0], []).append(each)
    return [Group(code, below) for code, below in by_root.items()]


def _unfinished(person_id: int) -> Round | None:
    """Somebody's newest round, if it has questions without an answer."""
    newest = (
        select(Round)
        .options(joinedload(Round.answers))
        .where(
            Round.id
            == select(func.max(Round.id)).where(Round.person_id == person_id).scalar_subquery()
        )
    )
    found = db.session.scalars(newest).unique().first()
    return found if found and len(found.answers) < len(found.slots) else None
