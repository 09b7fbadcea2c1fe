"""Pictures: what a name means in a question, and who may see one."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, or_, select

from accounts.models import Unit
from accounts.queries import covered_by, may
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from question_bank.events import PictureAsked, picture_asked
from question_bank.models import Move, Picture, Question, Revision, RevisionPicture
from question_bank.queries.questions import is_newest
from question_bank.rules.lifecycle import State

Named = dict[str, dict[str, Picture]]
"""Pictures by the language of the text, and by the name that it gives them."""


class _Use(NamedTuple):
    revision_id: int
    pool: str
    path: str
    was_approved: bool


def meant(names: Mapping[str, Collection[str]], *, code: str | None, actor: Actor) -> Named:
    """The picture that each name means in the texts of a question, by language."""
    return meant_by_all({code or "": names}, actor=actor)[code or ""]


def meant_by_all(
    names: Mapping[str, Mapping[str, Collection[str]]], *, actor: Actor
) -> dict[str, Named]:
    """As `meant`, for many questions by their codes.

    What a question shows already stays; any other name is the newest picture of that name
    that the actor may see.
    """
    wanted = {name for each in names.values() for named in each.values() for name in named}
    if not wanted:
        return {code: {} for code in names}
    shown, newest = shown_by(names), newest_named(wanted, actor)
    return {code: _meant(each, shown.get(code, {}), newest) for code, each in names.items()}


def _meant(
    names: Mapping[str, Collection[str]], standing: Named, newest: Mapping[str, Picture]
) -> Named:
    anywhere = {name: each for named in standing.values() for name, each in named.items()}
    found = {
        language: {
            name: picture
            for name in each
            if (
                picture := standing.get(language, {}).get(name)
                or anywhere.get(name)
                or newest.get(name)
            )
        }
        for language, each in names.items()
    }
    return {language: named for language, named in found.items() if named}


def newest_named(names: Collection[str], actor: Actor) -> dict[str, Picture]:
    """The newest picture of each name among those that the actor may see in the bank."""
    if not names:
        return {}
    statement = (
        select(Picture).where(Picture.name.in_(set(names)), _is_open_to(actor)).order_by(Picture.id)
    )
    return {picture.name: picture for picture in db.session.scalars(statement)}


def same_as(name: str, digest: str, actor: Actor) -> Picture | None:
    """The very same picture under this name, if the actor may see it already."""
    statement = (
        select(Picture)
        .where(Picture.name == name, Picture.digest == digest, _is_open_to(actor))
        .order_by(Picture.id.desc())
        .limit(1)
    )
    return db.session.scalars(statement).first()


def shown_by(codes: Collection[str]) -> dict[str, Named]:
    """The pictures of the newest revision of each question, by its code."""
    statement = (
        select(Question.code, RevisionPicture.language, Picture)
        .join(Revision, Revision.question_id == Question.id)
        .join(RevisionPicture, RevisionPicture.revision_id == Revision.id)
        .join(Picture, Picture.id == RevisionPicture.picture_id)
        .where(Question.code.in_(set(codes)), is_newest())
    )
    found: dict[str, Named] = {}
    for code, language, picture in db.session.execute(statement):
        found.setdefault(code, {}).setdefault(language, {})[picture.name] = picture
    return found


def contents_of(ids: Collection[int]) -> dict[int, bytes]:
    """The bytes of pictures, by id."""
    statement = select(Picture.id, Picture.data).where(Picture.id.in_(set(ids)))
    return {row.id: row.data for row in db.session.execute(statement)}


def picture_for(token: str, actor: Actor, *, carried: Mapping[str, str]) -> Picture:
    """The picture with this token; for whoever may not see it there is none.

    `carried` are the cookies of the browser that asks. Its uploader sees it, who reads the bank
    of a unit that shows it, everybody if it stands in an approved practice question, and a
    candidate as long as the exam says so.
    """
    picture = db.session.scalars(select(Picture).where(Picture.token == token)).first()
    if picture is None or not (picture.by_id == actor.id or _is_shown_to(actor, picture, carried)):
        raise Missing(N_("There is no such picture."))
    return picture


def _is_shown_to(actor: Actor, picture: Picture, carried: Mapping[str, str]) -> bool:
    uses = _uses(picture)
    if any(may(actor, Right.READ_BANK, use.path) for use in uses):
        return True
    if any(use.pool == "practice" and use.was_approved for use in uses):
        return True
    asked = PictureAsked(actor, frozenset(use.revision_id for use in uses), carried)
    picture_asked.tell(asked)
    return asked.is_granted


def _uses(picture: Picture) -> list[_Use]:
    approved = exists().where(Move.revision_id == Revision.id, Move.after == State.APPROVED)
    statement = (
        select(Revision.id, Question.pool, Unit.path, approved)
        .join(RevisionPicture, RevisionPicture.revision_id == Revision.id)
        .join(Question, Question.id == Revision.question_id)
        .join(Unit, Unit.id == Question.unit_id)
        .where(RevisionPicture.picture_id == picture.id)
        .distinct()
    )
    return [_Use(*row) for row in db.session.execute(statement)]


def _is_open_to(actor: Actor) -> ColumnElement[bool]:
    """Kept by the actor, or shown by a question of a bank that the actor reads."""
    read = (
        exists()
        .where(RevisionPicture.picture_id == Picture.id)
        .where(Revision.id == RevisionPicture.revision_id)
        .where(Question.id == Revision.question_id)
        .where(Unit.id == Question.unit_id, covered_by(actor, Right.READ_BANK))
    )
    return or_(Picture.by_id == actor.id, read)
