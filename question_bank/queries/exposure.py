"""How often a question was seen, when last, and by whose hands it went."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Subquery, func, or_, select

from accounts.models import Person, Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from question_bank.models import Clearance, Move, Question, Revision, Statistic, Use
from question_bank.rules.lifecycle import State

PAGE_SIZE = 50
SORTS = ("papers", "last", "share", "discrimination", "code")


@dataclass(frozen=True, slots=True)
class Exposed:
    """A question of the exam pool: its papers and places so far, and its newest figures."""

    code: str
    topic: str
    kind: str
    papers: int
    places: int
    last: datetime | None
    share: Decimal | None
    discrimination: Decimal | None


@dataclass(frozen=True, slots=True)
class Exposures:
    """One page of questions, the most seen first unless sorted otherwise."""

    rows: Sequence[Exposed]
    total: int
    number: int

    @property
    def count(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class Occasion:
    """One place where a question was seen, and how it fared there at the newest marking."""

    place: str
    revision: int
    papers: int
    at: datetime
    answered: int | None
    share: Decimal | None
    discrimination: Decimal | None


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who wrote, approved or cleared a revision, and so knows the question."""

    name: str
    did: str
    revision: int
    at: datetime


def exposures(actor: Actor, *, topic: str, sort: str, page: int) -> Exposures:
    """The exam pool of the actor's units; a sitting that still runs has told nothing yet."""
    uses, figures = _uses(), _newest_figures()
    statement = (
        select(
            Question.code, Revision.topic, Revision.kind,
            func.coalesce(uses.c.papers, 0), func.coalesce(uses.c.places, 0), uses.c.last,
            figures.c.share, figures.c.discrimination,
        )
        .join(Revision.question)
        .join(Unit, Unit.id == Question.unit_id)
        .outerjoin(uses, uses.c.question_id == Question.id)
        .outerjoin(figures, figures.c.question_id == Question.id)
        .where(
            covered_by(actor, Right.READ_COVERAGE),
            Question.pool == "exam",
            Revision.state.in_((State.APPROVED, State.SUSPENDED)),
        )
    )  # fmt: skip
    if topic:
        below = Revision.topic.startswith(f"{topic}.", autoescape=True)
        statement = statement.where(or_(Revision.topic == topic, below))
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    number = max(1, min(page, -(-total // PAGE_SIZE)))
    orders: dict[str, Any] = {
        "papers": func.coalesce(uses.c.papers, 0).desc(),
        "last": uses.c.last.desc().nulls_last(),
        "share": figures.c.share.asc().nulls_last(),
        "discrimination": figures.c.discrimination.asc().nulls_last(),
        "code": Question.code.asc(),
    }
    rows = db.session.execute(
        statement.order_by(orders[sort], Question.code)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Exposures([Exposed(*row) for row in rows], total, number)


def occasions(question: Question) -> list[Occasion]:
    """Where any revision of a question was seen, the newest first."""
    newest = (
        select(Statistic.revision_id, Statistic.place, func.max(Statistic.id).label("id"))
        .group_by(Statistic.revision_id, Statistic.place)
        .subquery()
    )
    statement = (
        select(
            Use.place, Revision.number, Use.forms, Use.at,
            Statistic.answered, Statistic.share, Statistic.discrimination,
        )
        .join(Revision, Revision.id == Use.revision_id)
        .outerjoin(
            newest, (newest.c.revision_id == Use.revision_id) & (newest.c.place == Use.place)
        )
        .outerjoin(Statistic, Statistic.id == newest.c.id)
        .where(Revision.question_id == question.id)
        .order_by(Use.id.desc())
    )  # fmt: skip
    return [Occasion(*row) for row in db.session.execute(statement)]


def hands(question: Question) -> list[Hand]:
    """Everybody through whose hands a question went, in the order of time."""
    of_it = Revision.question_id == question.id
    wrote = select(Person.name, Revision.number, Revision.at).join(
        Person, Person.id == Revision.author_id
    )
    moved = (
        select(Person.name, Move.after, Revision.number, Move.at)
        .join(Revision, Revision.id == Move.revision_id)
        .join(Person, Person.id == Move.by_id)
    )
    cleared = (
        select(Person.name, Revision.number, Clearance.at)
        .join(Revision, Revision.id == Clearance.revision_id)
        .join(Person, Person.id == Clearance.by_id)
    )
    found = [
        *(
            Hand(name, "wrote", number, at)
            for name, number, at in db.session.execute(wrote.where(of_it))
        ),
        *(
            Hand(name, after, number, at)
            for name, after, number, at in db.session.execute(moved.where(of_it))
            if after != State.DRAFT
        ),
        *(
            Hand(name, "cleared", number, at)
            for name, number, at in db.session.execute(cleared.where(of_it))
        ),
    ]
    return sorted(found, key=lambda hand: hand.at)


def papers_of(revisions: Iterable[Revision]) -> dict[int, int]:
    """On how many opened papers each of these revisions was; those of none are left out."""
    statement = (
        select(Use.revision_id, func.sum(Use.forms))
        .where(Use.revision_id.in_({each.id for each in revisions}))
        .group_by(Use.revision_id)
    )
    return {revision_id: int(papers) for revision_id, papers in db.session.execute(statement)}


def _uses() -> Subquery:
    return (
        select(
            Revision.question_id,
            func.sum(Use.forms).label("papers"),
            func.count(Use.place.distinct()).label("places"),
            func.max(Use.at).label("last"),
        )
        .join(Revision, Revision.id == Use.revision_id)
        .group_by(Revision.question_id)
        .subquery()
    )


def _newest_figures() -> Subquery:
    newest = (
        select(func.max(Statistic.id).label("id"))
        .join(Revision, Revision.id == Statistic.revision_id)
        .group_by(Revision.question_id)
        .subquery()
    )
    return (
        select(Revision.question_id, Statistic.share, Statistic.discrimination)
        .join(newest, newest.c.id == Statistic.id)
        .join(Revision, Revision.id == Statistic.revision_id)
        .subquery()
    )
