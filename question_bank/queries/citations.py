"""Which questions cite which articles of a statute, each as far as it has come."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Select, and_, case, func, or_, select

from accounts.models import Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from question_bank.models import Cited, Question, Revision
from question_bank.queries.questions import is_newest
from question_bank.rules.lifecycle import State

FURTHEST = (State.APPROVED, State.SUSPENDED, State.IN_REVIEW, State.DRAFT)
"""What a question with several revisions counts as: the first of these that one of them is."""

Counts = Mapping[str, Mapping[str, int]]
"""How many questions, by pool and state."""


def counts_by_article(actor: Actor, code: str) -> dict[str, Counts]:
    """For each article that is cited: how many questions that the actor may read cite it."""
    each = _each_question(actor).where(Cited.code == code).subquery()
    columns = (each.c.article, each.c.pool, each.c.rank)
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for article, pool, rank, count in db.session.execute(
        select(*columns, func.count()).group_by(*columns)
    ):
        found[article][pool][str(FURTHEST[rank])] = count
    return dict(found)


def counts_by_statute(actor: Actor) -> dict[str, int]:
    """How many questions that the actor may read cite each statute, by code."""
    each = _each_question(actor).subquery()
    statement = select(each.c.code, func.count(func.distinct(each.c.id))).group_by(each.c.code)
    return dict(db.session.execute(statement).all())


def _each_question(actor: Actor) -> Select[str, str, int, str, int]:
    """Each question once for each article that it cites; what was given up does not count."""
    rank = case({state: at for at, state in enumerate(FURTHEST)}, value=Revision.state)
    key = (Cited.code, Cited.article, Question.id, Question.pool)
    return (
        select(*key, func.min(rank).label("rank"))
        .join(Revision, Revision.id == Cited.revision_id)
        .join(Question, Question.id == Revision.question_id)
        .join(Unit, Unit.id == Question.unit_id)
        .where(
            covered_by(actor, Right.READ_BANK),
            or_(
                Revision.state.in_((State.APPROVED, State.SUSPENDED, State.IN_REVIEW)),
                and_(Revision.state == State.DRAFT, is_newest()),
            ),
        )
        .group_by(*key)
    )
