"""Reads of the question bank: what others ask or draw, and what its rooms show."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, false, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from accounts.models import Person, Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from core.markdown import plain
from question_bank.kinds import KINDS
from question_bank.models import Clearance, Move, Question, QuestionFile, Revision
from question_bank.rules.lifecycle import State
from question_bank.rules.statutes import Statutes
from question_bank.rules.statutes import parse as parse_statutes
from question_bank.rules.topics import Topics
from question_bank.rules.topics import parse as parse_topics

CONTENT = Path(__file__).parent / "content"
UNSURE = ("A*", "B")
ONCE_APPROVED = (State.APPROVED, State.SUSPENDED, State.RETIRED)


@dataclass(frozen=True, slots=True)
class PracticeQuestion:
    """A question to be practised, in one language; `asked` is HTML by part."""

    code: str
    revision_id: int
    kind: str
    topic: str
    language: str
    asked: Mapping[str, Any]
    size: int


@dataclass(frozen=True, slots=True)
class Told:
    """What is said after an answer; `right` is in the letters of the order that was asked for."""

    rationale: str | None
    feedback: list[str | None]
    right: object


@dataclass(frozen=True, slots=True)
class Drawable:
    """What assembly has to know about a question that may be drawn; no word of it."""

    revision_id: int
    code: str
    kind: str
    topic: str
    difficulty: str
    expected: Decimal
    points: Decimal
    enemies: tuple[str, ...]
    shuffle: bool
    size: int
    seconds: int


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


@lru_cache(maxsize=1)
def topic_tree() -> Topics:
    """The topic tree, in the order of its file."""
    return parse_topics((CONTENT / "topics.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def statutes() -> Statutes:
    """The statutes that may be cited, by code."""
    return parse_statutes((CONTENT / "statutes.toml").read_text(encoding="utf-8"))


def topics() -> dict[str, Mapping[str, str]]:
    """The names of each topic by language, by code, in the order of the tree."""
    return {topic.code: topic.names for topic in topic_tree().all}


def practice_questions(codes: Iterable[str], language: str) -> dict[str, PracticeQuestion]:
    """The approved revisions of these practice questions, in the language or else in Chinese."""
    statement = (
        select(Question.code, Revision)
        .join(Revision.question)
        .where(
            Question.code.in_(set(codes)),
            Question.pool == "practice",
            Revision.state == State.APPROVED,
        )
    )
    return {
        code: PracticeQuestion(
            code=code,
            revision_id=revision.id,
            kind=revision.kind,
            topic=revision.topic,
            language=spoken(revision.asked, language),
            asked=revision.asked[spoken(revision.asked, language)],
            size=revision.size,
        )
        for code, revision in db.session.execute(statement)
    }


def told(revision_id: int, language: str, order: Sequence[int] | None = None) -> Told:
    """What is said after an answer in practice; without an order, letters are those of the bank."""
    revision = _practised(revision_id)
    words = revision.told[spoken(revision.told, language)]
    right = KINDS[revision.kind].right(revision.key, order or range(revision.size))
    return Told(words["rationale"], words["feedback"], right)


def share(revision_id: int, value: object, order: Sequence[int] | None = None) -> Fraction:
    """The part of full marks that an answer earns in practice.

    `value` is JSON as a browser sent it; raises Unreadable if it is no answer to this question.
    """
    revision = _practised(revision_id)
    kind = KINDS[revision.kind]
    given = kind.read(value, revision.size)
    return kind.share(given, revision.key, order or range(revision.size), revision.partial)


def drawable(language: str, topics: Iterable[str] | None = None) -> list[Drawable]:
    """What may be drawn for a real sitting in a language; `law.*` is every topic below `law`."""
    columns = (
        Revision.id.label("revision_id"), Question.code, Revision.kind, Revision.topic,
        Revision.difficulty, Revision.expected, Revision.points,
        Revision.details["enemies"].label("enemies"), Revision.shuffle, Revision.size,
        Revision.seconds,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Revision.question)
        .where(Question.pool == "exam", Revision.state == State.APPROVED, _is_sure())
        .where(Revision.asked[language].as_string().is_not(None))
        .order_by(Question.code)
    )
    if topics is not None:
        statement = statement.where(or_(false(), *map(_in_topic, topics)))
    return [
        Drawable(**row._asdict() | {"enemies": tuple(row.enemies or ())})
        for row in db.session.execute(statement)
    ]


def revisions(ids: Iterable[int]) -> dict[int, Revision]:
    """Revisions with their questions, by id."""
    statement = (
        select(Revision).options(joinedload(Revision.question)).where(Revision.id.in_(set(ids)))
    )
    return {revision.id: revision for revision in db.session.scalars(statement)}


def involved(person_id: int, revision_ids: Iterable[int]) -> bool:
    """Whether a person wrote, moved or cleared any revision of the questions of these revisions."""
    drawn = aliased(Revision)
    statement = (
        select(Revision.id)
        .join(drawn, drawn.question_id == Revision.question_id)
        .where(
            drawn.id.in_(set(revision_ids)),
            or_(
                Revision.author_id == person_id,
                exists().where(Move.revision_id == Revision.id, Move.by_id == person_id),
                exists().where(Clearance.revision_id == Revision.id, Clearance.by_id == person_id),
            ),
        )
        .limit(1)
    )
    return db.session.scalars(statement).first() is not None


def spoken(texts: Mapping[str, object], language: str) -> str:
    """The language if the question has it, else Chinese, else whichever it has."""
    return language if language in texts else "zh" if "zh" in texts else min(texts)


def _practised(revision_id: int) -> Revision:
    revision = db.session.get(Revision, revision_id, options=[joinedload(Revision.question)])
    if (
        revision is None
        or revision.question.pool != "practice"
        or revision.state not in ONCE_APPROVED
    ):
        raise Missing(N_("There is no such practice question."))
    return revision


def _is_sure() -> ColumnElement[bool]:
    cleared = exists().where(Clearance.revision_id == Revision.id)
    unsure = func.coalesce(Revision.confidence, "").in_(UNSURE)
    return or_(~unsure, cleared)


def _in_topic(pattern: str) -> ColumnElement[bool]:
    if pattern.endswith(".*"):
        return Revision.topic.startswith(pattern[:-1], autoescape=True)
    return Revision.topic == pattern


def newest_revisions(codes: Iterable[str] | None = None) -> dict[str, Revision]:
    """The newest revision of each question, whatever its state, by code."""
    statement = (
        select(Revision).join(Revision.question).options(contains_eager(Revision.question))
    ).where(_is_newest())
    if codes is not None:
        statement = statement.where(Question.code.in_(set(codes)))
    return {each.question.code: each for each in db.session.scalars(statement)}


def kept_files() -> list[QuestionFile]:
    """The files that were imported, by path."""
    return list(db.session.scalars(select(QuestionFile).order_by(QuestionFile.path)))


def _is_newest() -> ColumnElement[bool]:
    other = aliased(Revision)
    newest = select(func.max(other.number)).where(other.question_id == Revision.question_id)
    return Revision.number == newest.scalar_subquery()


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
        ~_is_sure(),
    )
    return _page(statement, [Revision.id], search, actor, language)


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
    statement = select(*columns, count).join(Revision.question).where(_is_newest())
    rows = db.session.execute(statement.group_by(*columns).order_by(*columns))
    return [dict(row) for row in rows.mappings()]


def _rows(scope: ColumnElement[bool], search: Search, actor: Actor, language: str) -> Rows:
    found = _found(_described().where(scope, _is_newest()), search)
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


def excerpt(revision: Revision, language: str) -> str:
    """The first words of the question."""
    stem = revision.asked[spoken(revision.asked, language)]["stem"]
    words = GAP.sub("____", plain(stem)) if revision.kind == "fill_blank" else plain(stem)
    return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rstrip()}…"


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
