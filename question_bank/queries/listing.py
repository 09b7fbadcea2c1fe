"""Lists of questions: whose, where they stand, and what is looked for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Person, Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from core.markdown import plain
from question_bank.models import Move, Question, Revision
from question_bank.queries.drawing import is_sure
from question_bank.queries.questions import is_newest, spoken
from question_bank.rules.lifecycle import State

Listed = Select[Revision, Question, str, str]
RETURNED = "returned"
STANDINGS = (RETURNED, *(str(state) for state in State))
PAGE_SIZE = 20
EXCERPT = 90
GAP = re.compile(r"\{\{[0-9]+\}\}")


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for in a list of questions."""

    standing: str = ""
    words: str = ""
    topic: str = ""
    page: int = 1


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
    own = aliased(Revision)
    mine = exists().where(own.question_id == Question.id, own.author_id == actor.id)
    return _rows(mine, search, actor, language)


def readable_by(actor: Actor, search: Search, language: str) -> Rows:
    """All questions of the units that the actor may read, as they now are."""
    return _rows(covered_by(actor, Right.READ_BANK), search, actor, language)


def waiting_for(actor: Actor, search: Search, language: str) -> Rows:
    """Revisions in review in the actor's units, in the order in which they were submitted."""
    submitted = select(func.max(Move.id)).where(
        Move.revision_id == Revision.id, Move.after == State.IN_REVIEW
    )
    statement = _described().where(
        covered_by(actor, Right.REVIEW_QUESTIONS), Revision.state == State.IN_REVIEW
    )
    return _page(statement, [submitted.scalar_subquery()], search, actor, language)


def unsure_for(actor: Actor, search: Search, language: str) -> Rows:
    """Revisions in review or in use whose facts a legal reviewer has to clear, oldest first."""
    statement = _described().where(
        covered_by(actor, Right.CLEAR_SOURCES),
        Revision.state.in_((State.IN_REVIEW, State.APPROVED)),
        ~is_sure(),
    )
    return _page(statement, [Revision.id], search, actor, language)


def excerpt(revision: Revision, language: str) -> str:
    """The first words of the question."""
    stem = revision.asked[spoken(revision.asked, language)]["stem"]
    words = GAP.sub("____", plain(stem)) if revision.kind == "fill_blank" else plain(stem)
    return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rstrip()}…"


def _rows(scope: ColumnElement[bool], search: Search, actor: Actor, language: str) -> Rows:
    found = _found(_described().where(scope, is_newest()), search)
    listed = found.with_only_columns(_standing().label("standing")).subquery()
    grouped = select(listed.c.standing, func.count()).group_by(listed.c.standing)
    counts: dict[str, int] = dict(db.session.execute(grouped).all())
    if search.standing:
        found = found.where(_standing() == search.standing)
    order = [Revision.at.desc(), Revision.id.desc()]
    return _page(found, order, search, actor, language, counts)


def _described() -> Listed:
    return (
        select(Revision, Question, Person.name, _standing())
        .join(Question, Question.id == Revision.question_id)
        .join(Unit, Unit.id == Question.unit_id)
        .join(Person, Person.id == Revision.author_id)
    )


def _found(statement: Listed, search: Search) -> Listed:
    for word in search.words.casefold().split():
        has_word = or_(
            Question.code.contains(word, autoescape=True),
            Revision.words.contains(word, autoescape=True),
        )
        statement = statement.where(has_word)
    if search.topic:
        below = Revision.topic.startswith(f"{search.topic}.", autoescape=True)
        statement = statement.where(or_(Revision.topic == search.topic, below))
    return statement


def _standing() -> ColumnElement[str]:
    returned = exists().where(
        Move.revision_id == Revision.id,
        Move.before == State.IN_REVIEW,
        Move.after == State.DRAFT,
        Move.by_id != Revision.author_id,
    )
    return case(((Revision.state == State.DRAFT) & returned, RETURNED), else_=Revision.state)


def _page(
    statement: Listed,
    order: Sequence[ColumnElement[Any] | Any],
    search: Search,
    actor: Actor,
    language: str,
    counts: Mapping[str, int] | None = None,
) -> Rows:
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    number = max(1, min(search.page, -(-total // PAGE_SIZE)))
    page = statement.order_by(*order).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    found = list(db.session.execute(page))
    asked = {question.id for _, question, _, _ in found}
    own = _own(actor, asked)
    approved = _approved(asked)
    comments = _comments([revision.id for revision, _, _, _ in found])
    rows = [
        Row(
            revision_id=revision.id,
            code=question.code,
            pool=question.pool,
            number=revision.number,
            kind=revision.kind,
            topic=revision.topic,
            standing=standing,
            excerpt=excerpt(revision, language),
            at=revision.at,
            author=author,
            comment=comments.get(revision.id, "") if standing == RETURNED else "",
            approved=approved.get(question.id),
            is_own=question.id in own,
        )
        for revision, question, author, standing in found
    ]
    return Rows(rows, total, number, counts or {})


def _own(actor: Actor, question_ids: set[int]) -> set[int]:
    statement = select(Revision.question_id).where(
        Revision.question_id.in_(question_ids), Revision.author_id == actor.id
    )
    return set(db.session.scalars(statement))


def _approved(question_ids: set[int]) -> dict[int, int]:
    statement = select(Revision.question_id, Revision.number).where(
        Revision.question_id.in_(question_ids), Revision.state == State.APPROVED
    )
    return dict(db.session.execute(statement).all())


def _comments(revision_ids: Sequence[int]) -> dict[int, str]:
    """The last comment on each revision."""
    statement = (
        select(Move.revision_id, Move.comment)
        .where(Move.revision_id.in_(revision_ids), Move.comment != "")
        .order_by(Move.id)
    )
    return dict(db.session.execute(statement).all())
