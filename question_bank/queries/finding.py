"""What somebody looks for in a list of questions, as conditions and an order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from operator import ge, gt, lt

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from accounts.models import Person
from question_bank.models import (
    Cited,
    Clearance,
    Move,
    Question,
    Revision,
    RevisionPicture,
    Statistic,
    Tagged,
    Use,
)
from question_bank.queries.drawing import UNSURE
from question_bank.queries.wording import holding
from question_bank.rules.folding import fold
from question_bank.rules.lifecycle import State
from question_bank.rules.wording import sought

RETURNED = "returned"
STANDINGS = (RETURNED, *(str(state) for state in State))
UNCLEARED = "uncleared"
NEVER, BEFORE, SINCE = "never", "before", "since"
NEWEST, BY_ID, BY_USE = "newest", "id", "used"
BY_SHARE, BY_DISCRIMINATION = "share", "discrimination"
ORDERS = (NEWEST, BY_ID, BY_USE, BY_SHARE, BY_DISCRIMINATION)


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for in a list of questions; what is empty is not looked for.

    `below` and `above` bound the share of full marks, `apart` the discrimination from above.
    """

    standing: str = ""
    words: str = ""
    topic: str = ""
    statute: str = ""
    article: str = ""
    author: str = ""
    kind: str = ""
    pool: str = ""
    language: str = ""
    lacking: str = ""
    difficulty: str = ""
    tag: str = ""
    confidence: str = ""
    answered: int | None = None
    below: Decimal | None = None
    above: Decimal | None = None
    apart: Decimal | None = None
    used: str = ""
    used_at: datetime | None = None
    has_picture: bool = False
    order: str = NEWEST
    page: int = 1


def standing() -> ColumnElement[str]:
    """Where a revision stands: its state, or that a reviewer returned it."""
    returned = exists().where(
        Move.revision_id == Revision.id,
        Move.before == State.IN_REVIEW,
        Move.after == State.DRAFT,
        Move.by_id != Revision.author_id,
    )
    return case((and_(Revision.state == State.DRAFT, returned), RETURNED), else_=Revision.state)


def conditions(search: Search) -> list[ColumnElement[bool]]:
    """What a revision has to fulfil besides its standing."""
    return [
        *_with_words(search.words),
        *_of_topic(search.topic),
        *_citing(search),
        *_as_marked(search),
        *_faring(search),
        *_used(search),
    ]


def in_order(statement: Select[int, str], search: Search) -> Select[int, str]:
    """The statement in one of the orders; what has no figure comes last, the never used first."""
    last, order = Revision.id.desc(), search.order
    if order == BY_ID:
        return statement.order_by(Question.code)
    if order == BY_USE:
        return statement.order_by(_last_use().asc().nulls_first(), last)
    if order in (BY_SHARE, BY_DISCRIMINATION):
        figures = _newest_figures().subquery()
        figure = figures.c[order]
        joined = statement.outerjoin(figures, figures.c.revision_id == Revision.id)
        return joined.order_by(figure.asc().nulls_last(), last)
    return statement.order_by(_at(search).desc(), last)


def _at(search: Search) -> ColumnElement[datetime]:
    """When a revision was written; told to PostgreSQL so that it sorts the few that were found.

    It would else go through the index in order, and look up each revision whether it was found.
    """
    if conditions(search):
        return func.coalesce(Revision.at, Revision.at)
    return Revision.at.expression


def _with_words(words: str) -> Iterator[ColumnElement[bool]]:
    looked_for = [sought(word) for word in words.split()]
    if looked_for:
        yield _is_among(holding(looked_for))


def _of_topic(topic: str) -> Iterator[ColumnElement[bool]]:
    if topic:
        below = Revision.topic.startswith(f"{topic}.", autoescape=True)
        yield or_(Revision.topic == topic, below)


def _citing(search: Search) -> Iterator[ColumnElement[bool]]:
    asked = ((Cited.code, search.statute), (Cited.article, search.article))
    wanted = [column == value for column, value in asked if value]
    if wanted:
        yield _is_among(select(Cited.revision_id).where(*wanted))


def _as_marked(search: Search) -> Iterator[ColumnElement[bool]]:
    asked = (
        (Revision.kind, search.kind),
        (Revision.difficulty, search.difficulty),
        (Question.pool, search.pool),
    )
    yield from (column == value for column, value in asked if value)
    if search.author:
        named = Person.name.contains(search.author, autoescape=True)
        found = select(Person.id).where(or_(named, Person.login == search.author))
        yield (Revision.author_id + 0).in_(found)
    if search.language:
        yield _is_in(search.language)
    if search.lacking:
        yield ~_is_in(search.lacking)
    if search.tag:
        yield _is_among(select(Tagged.revision_id).where(Tagged.tag == fold(search.tag)))
    if search.confidence == UNCLEARED:
        yield Revision.confidence.in_(UNSURE)
        yield ~_is_among(select(Clearance.revision_id))
    elif search.confidence:
        yield Revision.confidence == search.confidence
    if search.has_picture:
        yield _is_among(select(RevisionPicture.revision_id))


def _is_in(language: str) -> ColumnElement[bool]:
    spoken = literal(" ").concat(Revision.languages).concat(" ")
    return spoken.contains(f" {language} ", autoescape=True)


def _faring(search: Search) -> Iterator[ColumnElement[bool]]:
    figures = _newest_figures().subquery()
    bounds = [
        compared(column, value)
        for column, compared, value in (
            (figures.c.answered, ge, search.answered),
            (figures.c.share, lt, search.below),
            (figures.c.share, gt, search.above),
            (figures.c.discrimination, lt, search.apart),
        )
        if value is not None
    ]
    if bounds:
        yield _is_among(select(figures.c.revision_id).where(*bounds))


def _used(search: Search) -> Iterator[ColumnElement[bool]]:
    if search.used == NEVER:
        yield ~_was_used()
    elif search.used == BEFORE and search.used_at:
        yield _was_used()
        yield ~_was_used(Use.at >= search.used_at)
    elif search.used == SINCE and search.used_at:
        yield _was_used(Use.at >= search.used_at)


def _was_used(*when: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether any revision of the question was used."""
    drawn = aliased(Revision)
    return exists().where(
        drawn.question_id == Revision.question_id, Use.revision_id == drawn.id, *when
    )


def _is_among(ids: Select[int]) -> ColumnElement[bool]:
    """Whether a revision is one of these; summed, so that the index `listed` is read."""
    return (Revision.id + 0).in_(ids)


def _last_use() -> ScalarSelect[datetime]:
    drawn = aliased(Revision)
    return (
        select(func.max(Use.at))
        .join(drawn, drawn.id == Use.revision_id)
        .where(drawn.question_id == Revision.question_id)
        .scalar_subquery()
    )


def _newest_figures() -> Select[int, int, Decimal, Decimal | None]:
    """How each revision fared by its newest figures."""
    newer = aliased(Statistic)
    is_newest = ~exists().where(newer.revision_id == Statistic.revision_id, newer.id > Statistic.id)
    return select(
        Statistic.revision_id, Statistic.answered, Statistic.share, Statistic.discrimination
    ).where(is_newest)
