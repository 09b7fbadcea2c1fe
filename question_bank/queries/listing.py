"""Lists of questions: whose, where they stand, and what is looked for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased, defer

from accounts.models import Person, Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from core.markdown import plain
from question_bank.models import Move, Question, Revision
from question_bank.queries.finding import (
    RETURNED,
    STANDINGS,
    Search,
    conditions,
    in_order,
    standing,
)
from question_bank.queries.questions import is_newest, spoken
from question_bank.queries.remarks import counts_of
from question_bank.rules.lifecycle import State

__all__ = ["RETURNED", "STANDINGS", "Search"]
Listed = Select[int, str]
Described = tuple[Revision, Question, str]
PAGE_SIZE = 20
EXCERPT = 90
GAP = re.compile(r"\{\{[0-9]+\}\}")


@dataclass(frozen=True, slots=True)
class Row:
    """A revision in a list; its standing is its state, or that it was returned."""

    revision_id: int
    code: str
    pool: str
    number: int
    kind: str
    topic: str
    standing: str
    excerpt: str
    at: datetime
    author: str
    comment: str
    remarks: int
    approved: int | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of a list, and how many there are of each standing."""

    rows: list[Row]
    total: int
    number: int
    counts: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


def written_by(actor: Actor, search: Search, language: str) -> Rows:
    """Questions of which the actor wrote a revision, as they now are."""
    return _rows(_is_own(actor), search, actor, language)


def readable_by(actor: Actor, search: Search, language: str) -> Rows:
    """All questions of the units that the actor may read, as they now are."""
    return _rows(_is_under(actor, Right.READ_BANK), search, actor, language)


def waiting_for(actor: Actor, search: Search, language: str) -> Rows:
    """Revisions in review in the actor's units, in the order in which they were submitted."""
    found = _waiting(actor)
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    return _page(found.order_by(_submitted()), total, search, actor, language, {})


def all_written_by(actor: Actor, search: Search, most: int) -> list[int]:
    """The ids of what `written_by` lists on all its pages, and one more than the most at most."""
    return _ids(_found(_is_own(actor), search), most)


def all_readable_by(actor: Actor, search: Search, most: int) -> list[int]:
    """The ids of what `readable_by` lists on all its pages, and one more than the most at most."""
    return _ids(_found(_is_under(actor, Right.READ_BANK), search), most)


def all_waiting_for(actor: Actor, search: Search, most: int) -> list[int]:
    """The ids of what `waiting_for` lists on all its pages, and one more than the most at most."""
    return _ids(_waiting(actor), most)


def excerpt(revision: Revision, language: str) -> str:
    """The first words of the question."""
    stem = revision.asked[spoken(revision.asked, language)]["stem"]
    words = GAP.sub("____", plain(stem)) if revision.kind == "fill_blank" else plain(stem)
    return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rstrip()}…"


def _rows(scope: ColumnElement[bool], search: Search, actor: Actor, language: str) -> Rows:
    listed = _standing_of(scope, is_newest(), *conditions(search)).subquery()
    grouped = select(listed.c.standing, func.count()).group_by(listed.c.standing)
    counts: dict[str, int] = dict(db.session.execute(grouped).all())
    total = counts.get(search.standing, 0) if search.standing else sum(counts.values())
    found = in_order(_found(scope, search), search)
    return _page(found, total, search, actor, language, counts)


def _found(scope: ColumnElement[bool], search: Search) -> Listed:
    found = _standing_of(scope, is_newest(), *conditions(search))
    return found.where(standing() == search.standing) if search.standing else found


def _waiting(actor: Actor) -> Listed:
    in_review = Revision.state == State.IN_REVIEW
    return _standing_of(_is_under(actor, Right.REVIEW_QUESTIONS), in_review)


def _submitted() -> ScalarSelect[int]:
    submitted = select(func.max(Move.id)).where(
        Move.revision_id == Revision.id, Move.after == State.IN_REVIEW
    )
    return submitted.scalar_subquery()


def _ids(found: Listed, most: int) -> list[int]:
    return [found_id for found_id, _ in db.session.execute(found.limit(most + 1))]


def _standing_of(*conditions: ColumnElement[bool]) -> Listed:
    """The ids of revisions and where they stand: all that a long list has to look at.

    Ids are summed, so that a database reads the index `listed` and then looks questions up.
    """
    return (
        select(Revision.id, standing().label("standing"))
        .join(Question, Question.id == Revision.question_id + 0)
        .where(*conditions)
    )


def _is_under(actor: Actor, right: Right) -> ColumnElement[bool]:
    return Question.unit_id.in_(select(Unit.id).where(covered_by(actor, right)))


def _is_own(actor: Actor) -> ColumnElement[bool]:
    own = aliased(Revision)
    return (Revision.question_id + 0).in_(select(own.question_id).where(own.author_id == actor.id))


def _page(
    found: Listed,
    total: int,
    search: Search,
    actor: Actor,
    language: str,
    counts: Mapping[str, int],
) -> Rows:
    number = max(1, min(search.page, -(-total // PAGE_SIZE)))
    page = found.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    standings: dict[int, str] = dict(db.session.execute(page).all())
    described = _described(standings)
    asked = {question.id for _, question, _ in described}
    own = _own(actor, asked)
    approved = _approved(asked)
    comments = _comments(standings)
    remarked = counts_of(standings)
    rows = [
        Row(
            revision_id=revision.id,
            code=question.code,
            pool=question.pool,
            number=revision.number,
            kind=revision.kind,
            topic=revision.topic,
            standing=standings[revision.id],
            excerpt=excerpt(revision, language),
            at=revision.at,
            author=author,
            comment=comments.get(revision.id, "") if standings[revision.id] == RETURNED else "",
            remarks=remarked.get(revision.id, 0),
            approved=approved.get(question.id),
            is_own=question.id in own,
        )
        for revision, question, author in described
    ]
    return Rows(rows, total, number, counts)


def _described(ids: Iterable[int]) -> list[Described]:
    """The revisions with these ids, in the order of the ids."""
    places = {each: place for place, each in enumerate(ids)}
    statement = (
        select(Revision, Question, Person.name)
        .join(Question, Question.id == Revision.question_id)
        .join(Person, Person.id == Revision.author_id)
        .where(Revision.id.in_(places))
        .options(*(defer(each) for each in (Revision.told, Revision.sources)))
    )
    found = [
        (revision, question, name) for revision, question, name in db.session.execute(statement)
    ]
    return sorted(found, key=lambda row: places[row[0].id])


def _own(actor: Actor, question_ids: set[int]) -> set[int]:
    statement = select(Revision.question_id).where(
        Revision.question_id.in_(question_ids), Revision.author_id == actor.id
    )
    return set(db.session.scalars(statement))


def _approved(question_ids: set[int]) -> dict[int, int]:
    """The number in use; all revisions are read, or SQLite would look through all in use."""
    statement = select(Revision.question_id, Revision.number, Revision.state).where(
        Revision.question_id.in_(question_ids)
    )
    found = db.session.execute(statement)
    return {each: number for each, number, state in found if state == State.APPROVED}


def _comments(revision_ids: Iterable[int]) -> dict[int, str]:
    """The last comment on each revision."""
    statement = (
        select(Move.revision_id, Move.comment)
        .where(Move.revision_id.in_(revision_ids), Move.comment != "")
        .order_by(Move.id)
    )
    return dict(db.session.execute(statement).all())
