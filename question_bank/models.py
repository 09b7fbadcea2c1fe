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
    """One wording of a question in all its languages, with one key. Only `state` ever changes.

    `asked` is what a candidate may see, by language, as rendered HTML: {"stem", "options"};
    `told` is what may be shown afterwards: {"rationale", "feedback"}; `sources` the Markdown;
    `words` is all of it as plain folded text, for search. One revision is approved at a time.
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
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    number: Mapped[int]
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
    words: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]

    author: Mapped[Person] = relationship()
    question: Mapped[Question] = relationship(back_populates="revisions")
    moves: Mapped[list["Move"]] = relationship(back_populates="revision", order_by="Move.id")
    clearance: Mapped["Clearance | None"] = relationship(back_populates="revision")


class Move(Base):
    """A decision that took a revision from one state to another."""

    __tablename__ = "question_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), index=True)
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
    """A picture that a revision shows, for ever this one."""

    __tablename__ = "question_revision_picture"

    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), primary_key=True)
    picture_id: Mapped[int] = mapped_column(
        ForeignKey("question_picture.id"), primary_key=True, index=True
    )

    picture: Mapped[Picture] = relationship()


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
    """A new text of a statute that somebody entered, and the articles that it changed."""

    __tablename__ = "statute_version"
    __table_args__ = (UniqueConstraint("code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(64))
    adopted: Mapped[date | None]
    in_force: Mapped[date | None]
    changed: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()


class Suspension(Base):
    """An approved revision that a new version of a statute made doubtful."""

    __tablename__ = "question_suspension"
    __table_args__ = (UniqueConstraint("revision_id", "version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("statute_version.id"), index=True)
    at: Mapped[datetime]

    revision: Mapped[Revision] = relationship()
    version: Mapped[StatuteVersion] = relationship()
    upheld: Mapped["Upholding | None"] = relationship(back_populates="suspension")


class Upholding(Base):
    """A trainer's word that a suspended revision is still right; a reviewer's move confirms it."""

    __tablename__ = "question_upholding"

    suspension_id: Mapped[int] = mapped_column(
        ForeignKey("question_suspension.id"), primary_key=True
    )
    note: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()
    suspension: Mapped[Suspension] = relationship(back_populates="upheld")


class Upload(Base):
    """A file of another system that somebody looks at before it is stored as drafts."""

    __tablename__ = "question_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(16))
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    choices: Mapped[dict[str, Any]]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    stored_at: Mapped[datetime | None]


class Use(Base):
    """A revision stands on forms of a sitting; `place` names it, such as `sitting:12`."""

    __tablename__ = "question_use"
    __table_args__ = (UniqueConstraint("revision_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), index=True)
    place: Mapped[str] = mapped_column(String(64))
    forms: Mapped[int]
    at: Mapped[datetime]


class Statistic(Base):
    """How a revision fared in a sitting, from one grading run; the newest of a place holds.

    `share` is the mean part of full marks, `discrimination` the corrected item-rest correlation.
    """

    __tablename__ = "question_statistic"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), index=True)
    place: Mapped[str] = mapped_column(String(64))
    answered: Mapped[int]
    share: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    discrimination: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    at: Mapped[datetime]
