"""Questions, their immutable revisions, and what people decided about them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person, Unit
from core.database import Base

APPROVED = text("state = 'approved'")


class Question(Base):
    """A question by its stable code. Its pool never changes."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    pool: Mapped[str] = mapped_column(String(16), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    source_file_id: Mapped[int | None] = mapped_column(ForeignKey("question_file.id"))
    created_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()
    revisions: Mapped[list["Revision"]] = relationship(
        back_populates="question", order_by="Revision.number"
    )


class Revision(Base):
    """One wording of a question in all its languages, with one key.

    Only `state` ever changes, and `is_newest` once a newer revision is there.

    `asked` is what a candidate may see, by language, as rendered HTML: {"stem", "options"};
    `told` is what may be shown afterwards: {"rationale", "feedback"}; `sources` the Markdown;
    `languages` are those of `asked`, parted by blanks. One revision is approved at a time.
    A long list reads nothing but the index `listed`.
    """

    __tablename__ = "question_revision"
    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        Index("ix_question_revision_state_topic", "state", "topic"),
        Index(
            "uq_question_revision_approved",
            "question_id",
            unique=True,
            postgresql_where=APPROVED,
            sqlite_where=APPROVED,
        ),
        Index("ix_question_revision_question", "question_id", "id"),
        Index("ix_question_revision_author", "author_id", "question_id"),
        Index(
            "ix_question_revision_listed",
            *("at", "id", "question_id", "state", "topic", "kind", "difficulty"),
            *("confidence", "languages", "author_id"),
            postgresql_where=text("is_newest"),
            sqlite_where=text("is_newest = 1"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    number: Mapped[int]
    is_newest: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    topic: Mapped[str] = mapped_column(String(32))
    difficulty: Mapped[str] = mapped_column(String(16))
    expected: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    points: Mapped[Decimal] = mapped_column(Numeric(8, 3))
    partial: Mapped[str] = mapped_column(String(16))
    shuffle: Mapped[bool]
    seconds: Mapped[int]
    confidence: Mapped[str | None] = mapped_column(String(4))
    size: Mapped[int]
    key: Mapped[dict[str, Any]]
    asked: Mapped[dict[str, Any]]
    told: Mapped[dict[str, Any]]
    sources: Mapped[dict[str, Any]]
    details: Mapped[dict[str, Any]]
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    languages: Mapped[str] = mapped_column(String(64), default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    author: Mapped[Person] = relationship()
    question: Mapped[Question] = relationship(back_populates="revisions")
    moves: Mapped[list["Move"]] = relationship(back_populates="revision", order_by="Move.id")
    clearance: Mapped["Clearance | None"] = relationship(back_populates="revision")
    cited: Mapped[list["Cited"]] = relationship()
    pictures: Mapped[list["RevisionPicture"]] = relationship()
    tagged: Mapped[list["Tagged"]] = relationship()
    wording: Mapped["Wording | None"] = relationship()
    suspensions: Mapped[list["Suspension"]] = relationship(
        back_populates="revision", order_by="Suspension.id"
    )


class Move(Base):
    """A decision that took a revision from one state to another."""

    __tablename__ = "question_move"
    __table_args__ = (
        Index("ix_question_move_revision", "revision_id", "before", "after", "by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"))
    before: Mapped[str | None] = mapped_column(String(16))
    after: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()
    revision: Mapped[Revision] = relationship(back_populates="moves")


class Clearance(Base):
    """A legal reviewer's word that a fact marked A* or B was checked against the official text."""

    __tablename__ = "question_clearance"

    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), primary_key=True)
    note: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()
    revision: Mapped[Revision] = relationship(back_populates="clearance")


class Cited(Base):
    """An article of a statute that a revision's `ref` lines cite; paragraphs do not count."""

    __tablename__ = "question_cited"
    __table_args__ = (Index("ix_question_cited_article", "code", "article"),)

    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    article: Mapped[str] = mapped_column(String(16), primary_key=True)


class Tagged(Base):
    """A tag of a revision."""

    __tablename__ = "question_tagged"

    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(200), primary_key=True, index=True)


class Wording(Base):
    """The id and all that a candidate may see of a revision as plain text, for search alone.

    `words` are folded, `tokens` are the same as `rules.wording` cuts them for the index.
    """

    __tablename__ = "question_wording"
    __table_args__ = (
        Index("ix_question_wording_tokens", "tokens", postgresql_using="gin").ddl_if("postgresql"),
    )

    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    tokens: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))


class QuestionFile(Base):
    """An imported file kept whole: what stands before its first question, and their order."""

    __tablename__ = "question_file"
    __table_args__ = (UniqueConstraint("path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Picture(Base):
    """A picture as it was re-encoded, under its name; a newer one of that name changes no revision.

    The token is long and random: an address that nobody can guess.
    """

    __tablename__ = "question_picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    mimetype: Mapped[str] = mapped_column(String(32))
    width: Mapped[int]
    height: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class RevisionPicture(Base):
    """A picture that a revision's text in one language shows, for ever this one."""

    __tablename__ = "question_revision_picture"

    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    picture_id: Mapped[int] = mapped_column(
        ForeignKey("question_picture.id"), primary_key=True, index=True
    )

    picture: Mapped[Picture] = relationship(lazy="joined")


class Remark(Base):
    """What somebody says about a line of a revision's text in one language."""

    __tablename__ = "question_remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), index=True)
    language: Mapped[str] = mapped_column(String(16))
    line: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()
    revision: Mapped[Revision] = relationship()


class StatuteVersion(Base):
    """A new text of a statute that somebody entered, and the articles that it changed.

    `changed` and `removed` are articles as a `ref` writes them; `articles` is how many the
    statute now has, where that is another number.
    """

    __tablename__ = "statute_version"
    __table_args__ = (UniqueConstraint("code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(64))
    adopted: Mapped[date | None]
    in_force: Mapped[date | None]
    changed: Mapped[list[Any]]
    removed: Mapped[list[Any]]
    articles: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()


class Suspension(Base):
    """An approved revision that a new version of a statute made doubtful, by these articles."""

    __tablename__ = "question_suspension"
    __table_args__ = (UniqueConstraint("revision_id", "version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("statute_version.id"), index=True)
    articles: Mapped[list[Any]]
    at: Mapped[datetime]

    revision: Mapped[Revision] = relationship(back_populates="suspensions")
    version: Mapped[StatuteVersion] = relationship()
    upholdings: Mapped[list["Upholding"]] = relationship(
        back_populates="suspension", order_by="Upholding.id"
    )


class Upholding(Base):
    """A trainer's word that a suspended revision is still right."""

    __tablename__ = "question_upholding"

    id: Mapped[int] = mapped_column(primary_key=True)
    suspension_id: Mapped[int] = mapped_column(ForeignKey("question_suspension.id"), index=True)
    note: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()
    suspension: Mapped[Suspension] = relationship(back_populates="upholdings")
    answer: Mapped["UpholdingAnswer | None"] = relationship(back_populates="upholding")


class UpholdingAnswer(Base):
    """A reviewer's answer to a trainer's word: agreed, or sent back with a comment."""

    __tablename__ = "question_upholding_answer"

    upholding_id: Mapped[int] = mapped_column(ForeignKey("question_upholding.id"), primary_key=True)
    agreed: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()
    upholding: Mapped[Upholding] = relationship(back_populates="answer")


class Upload(Base):
    """A file of another system that somebody looks at before it is stored as drafts.

    `came` is what was read, as `formats.kept` writes it; once it is stored, only the counts of
    `outcome` are left.
    """

    __tablename__ = "question_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64))
    came: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    questions: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    stored_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any] | None]


class Use(Base):
    """A revision stood on so many opened papers; `place` says where, such as `sitting:12`."""

    __tablename__ = "question_use"
    __table_args__ = (
        UniqueConstraint("revision_id", "place"),
        Index("ix_question_use_revision", "revision_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"))
    place: Mapped[str] = mapped_column(String(64))
    forms: Mapped[int]
    at: Mapped[datetime]


class Statistic(Base):
    """How a revision fared in a sitting, from one grading run; the newest of a place holds.

    `share` is the mean part of full marks over `papers`, `discrimination` the corrected item-rest
    correlation, `upper_lower` the difference of shares between the best and the weakest 27 %;
    `figures` what the analysis says beside, for showing.
    """

    __tablename__ = "question_statistic"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), index=True)
    place: Mapped[str] = mapped_column(String(64))
    papers: Mapped[int | None]
    answered: Mapped[int]
    share: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    discrimination: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    upper_lower: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    figures: Mapped[dict[str, Any] | None]
    at: Mapped[datetime]


class FigureAnswer(Base):
    """What was decided about a flagged question: kept as it is, or to be changed, and why.

    It answers the figures up to `statistic_id`; later ones raise the flag anew.
    """

    __tablename__ = "question_figure_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    statistic_id: Mapped[int] = mapped_column(ForeignKey("question_statistic.id"))
    kept: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
