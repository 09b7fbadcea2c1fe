"""Questions by their codes, and their revisions."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from core.database import db
from core.errors import N_, Missing
from question_bank.models import (
    Clearance,
    Move,
    Question,
    QuestionFile,
    Remark,
    Revision,
    Suspension,
    Upholding,
)


def newest_revisions(codes: Iterable[str] | None = None) -> dict[str, Revision]:
    """The newest revision of each question, whatever its state, by code."""
    statement = (
        select(Revision).join(Revision.question).options(contains_eager(Revision.question))
    ).where(is_newest())
    if codes is not None:
        statement = statement.where(Question.code.in_(set(codes)))
    return {each.question.code: each for each in db.session.scalars(statement)}


def kept_files() -> list[QuestionFile]:
    """The files that were imported, by path."""
    return list(db.session.scalars(select(QuestionFile).order_by(QuestionFile.path)))


def pool_of(code: str) -> str | None:
    """The pool of a question, if there is such a question."""
    return db.session.scalars(select(Question.pool).where(Question.code == code)).first()


def authors_of(question_id: int) -> set[int]:
    """Everybody who wrote a revision of the question."""
    statement = select(Revision.author_id).where(Revision.question_id == question_id)
    return set(db.session.scalars(statement))


def question_of(code: str) -> Question:
    """The question with this code, with its unit."""
    statement = select(Question).options(joinedload(Question.unit)).where(Question.code == code)
    question = db.session.scalars(statement).first()
    if question is None:
        raise Missing(N_("There is no such question."))
    return question


def history(question: Question) -> list[Revision]:
    """All its revisions with what was decided about them, the newest first."""
    statement = (
        select(Revision)
        .options(
            joinedload(Revision.author),
            joinedload(Revision.clearance).joinedload(Clearance.by),
            selectinload(Revision.moves).joinedload(Move.by),
        )
        .where(Revision.question_id == question.id)
        .order_by(Revision.number.desc())
    )
    return list(db.session.scalars(statement))


def newest_of(question: Question) -> Revision:
    """Its newest revision."""
    return history(question)[0]


def revision_of(code: str, number: int) -> Revision:
    """One revision of a question."""
    return numbered(history(question_of(code)), number)


def numbered(revisions: Iterable[Revision], number: int) -> Revision:
    """The revision with this number."""
    found = next((each for each in revisions if each.number == number), None)
    if found is None:
        raise Missing(N_("There is no such revision of this question."))
    return found


def revisions(ids: Iterable[int]) -> dict[int, Revision]:
    """Revisions with their questions, by id."""
    statement = (
        select(Revision).options(joinedload(Revision.question)).where(Revision.id.in_(set(ids)))
    )
    return {revision.id: revision for revision in db.session.scalars(statement)}


def involved(person_id: int, revision_ids: Iterable[int]) -> bool:
    """Whether a person wrote, remarked on, moved, cleared or upheld a revision of a question."""
    drawn = aliased(Revision)
    statement = (
        select(Revision.id)
        .join(drawn, drawn.question_id == Revision.question_id)
        .where(
            drawn.id.in_(set(revision_ids)),
            or_(
                Revision.author_id == person_id,
                exists().where(Move.revision_id == Revision.id, Move.by_id == person_id),
                exists().where(Remark.revision_id == Revision.id, Remark.by_id == person_id),
                exists().where(Clearance.revision_id == Revision.id, Clearance.by_id == person_id),
                exists().where(
                    Suspension.revision_id == Revision.id,
                    Upholding.suspension_id == Suspension.id,
                    Upholding.by_id == person_id,
                ),
            ),
        )
        .limit(1)
    )
    return db.session.scalars(statement).first() is not None


def spoken(texts: Mapping[str, object], language: str) -> str:
    """The language if the question has it, else Chinese, else whichever it has."""
    return language if language in texts else "zh" if "zh" in texts else min(texts)


def next_code(topic: str) -> str:
    """A free id for a new question of this topic, such as `law-penalty-0007`."""
    stem = f"{topic.replace('.', '-')}-"
    codes = db.session.scalars(
        select(Question.code).where(Question.code.startswith(stem, autoescape=True))
    )
    ends = (code.removeprefix(stem) for code in codes)
    last = max((int(end) for end in ends if end.isascii() and end.isdigit()), default=0)
    return f"{stem}{last + 1:04}"


def bank_counts() -> list[dict[str, str | int]]:
    """How many questions there are by pool, state of the newest revision, kind and topic."""
    columns = (Question.pool, Revision.state, Revision.kind, Revision.topic)
    count = func.count().label("questions")
    statement = select(*columns, count).join(Revision.question).where(is_newest())
    rows = db.session.execute(statement.group_by(*columns).order_by(*columns))
    return [dict(row) for row in rows.mappings()]


def is_newest() -> ColumnElement[bool]:
    """Whether a revision is the last of its question."""
    return Revision.is_newest.expression
