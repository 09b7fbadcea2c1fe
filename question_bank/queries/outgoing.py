"""Which questions leave for another system, in which wording, with which pictures."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased, contains_eager, defer

from accounts.models import Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from question_bank.models import Picture, Question, Revision, RevisionPicture
from question_bank.queries.questions import is_newest
from question_bank.rules.lifecycle import State


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted; what is empty is not asked for, and every question has a language."""

    language: str = "zh"
    topic: str = ""
    pool: str = ""
    state: str = ""


def in_bank(actor: Actor) -> ColumnElement[bool]:
    """Questions of the units that the actor may read."""
    return Question.unit_id.in_(select(Unit.id).where(covered_by(actor, Right.READ_BANK)))


def of_own(actor: Actor) -> ColumnElement[bool]:
    """Questions of which the actor wrote a revision."""
    own = aliased(Revision)
    return Question.id.in_(select(own.question_id).where(own.author_id == actor.id))


def outgoing(wanted: Wanted, scope: ColumnElement[bool]) -> list[Revision]:
    """The approved revision if approved ones are asked for, or else the newest, by id."""
    statement = (
        select(Revision)
        .join(Revision.question)
        .options(
            contains_eager(Revision.question),
            *(defer(each) for each in (Revision.asked, Revision.told)),
        )
        .where(scope, *_conditions(wanted))
        .order_by(Question.code)
    )
    found = db.session.scalars(statement)
    return [revision for revision in found if wanted.language in revision.sources]


def pictures_of(revision_ids: Collection[int], language: str) -> dict[int, list[Picture]]:
    """The pictures that each revision shows in a language."""
    statement = (
        select(RevisionPicture.revision_id, Picture)
        .join(Picture, Picture.id == RevisionPicture.picture_id)
        .where(
            RevisionPicture.revision_id.in_(set(revision_ids)),
            RevisionPicture.language == language,
        )
        .order_by(RevisionPicture.revision_id, Picture.id)
    )
    found: dict[int, list[Picture]] = defaultdict(list)
    for revision_id, picture in db.session.execute(statement):
        found[revision_id].append(picture)
    return found


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [is_newest() if wanted.state != State.APPROVED else Revision.state == wanted.state]
    if wanted.state:
        conditions.append(Revision.state == wanted.state)
    if wanted.topic:
        below = Revision.topic.startswith(f"{wanted.topic}.", autoescape=True)
        conditions.append(or_(Revision.topic == wanted.topic, below))
    if wanted.pool:
        conditions.append(Question.pool == wanted.pool)
    return conditions
