"""Modules as imported, what search reads of them, and doubts about them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.database import Base
from question_bank.models import StatuteVersion


class Module(Base):
    """A module by its stable code."""

    __tablename__ = "course_module"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)


class ModuleRevision(Base):
    """One wording of a module in all its languages; the newest one holds."""

    __tablename__ = "course_module_revision"
    __table_args__ = (UniqueConstraint("module_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"))
    number: Mapped[int]
    titles: Mapped[dict[str, Any]]
    minutes: Mapped[int]
    edition: Mapped[str] = mapped_column(String(7))
    confidence: Mapped[str] = mapped_column(String(4))
    topics: Mapped[list[Any]] = mapped_column(default=list)
    refs: Mapped[list[Any]] = mapped_column(default=list)
    facts: Mapped[list[Any]]
    checks: Mapped[list[Any]]
    fingerprint: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    module: Mapped[Module] = relationship()
    texts: Mapped[list["ModuleText"]] = relationship(back_populates="revision")
    passages: Mapped[list["Passage"]] = relationship(back_populates="revision")
    suspensions: Mapped[list["ModuleSuspension"]] = relationship(
        back_populates="revision", order_by="ModuleSuspension.id"
    )


class ModuleText(Base):
    """A revision in one language: its file as it came, and its HTML."""

    __tablename__ = "course_module_text"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("course_module_revision.id"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    file: Mapped[str] = mapped_column(String(100))
    parts: Mapped[list[Any]]
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)

    revision: Mapped[ModuleRevision] = relationship(back_populates="texts")


class Passage(Base):
    """A section of a revision in one language as plain words: what search reads.

    `anchor` is the id of its heading on the page, empty before the first heading; `folded` is
    heading and words as search compares them.
    """

    __tablename__ = "course_passage"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("course_module_revision.id"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    anchor: Mapped[str] = mapped_column(String(80))
    heading: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)

    revision: Mapped[ModuleRevision] = relationship(back_populates="passages")


class ModuleSuspension(Base):
    """A revision that a new version of a statute made doubtful, by these articles."""

    __tablename__ = "course_module_suspension"
    __table_args__ = (UniqueConstraint("revision_id", "version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_module_revision.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("statute_version.id"), index=True)
    articles: Mapped[list[Any]]
    at: Mapped[datetime]

    revision: Mapped[ModuleRevision] = relationship(back_populates="suspensions")
    version: Mapped[StatuteVersion] = relationship()
    upholdings: Mapped[list["ModuleUpholding"]] = relationship(
        back_populates="suspension", order_by="ModuleUpholding.id"
    )


class ModuleUpholding(Base):
    """A trainer's word that a suspended module is still right."""

    __tablename__ = "course_module_upholding"

    id: Mapped[int] = mapped_column(primary_key=True)
    suspension_id: Mapped[int] = mapped_column(
        ForeignKey("course_module_suspension.id"), index=True
    )
    note: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()
    suspension: Mapped[ModuleSuspension] = relationship(back_populates="upholdings")
    answer: Mapped["ModuleUpholdingAnswer | None"] = relationship(back_populates="upholding")


class ModuleUpholdingAnswer(Base):
    """A reviewer's answer to a trainer's word: agreed, or sent back with a comment."""

    __tablename__ = "course_module_upholding_answer"

    upholding_id: Mapped[int] = mapped_column(
        ForeignKey("course_module_upholding.id"), primary_key=True
    )
    agreed: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()
    upholding: Mapped[ModuleUpholding] = relationship(back_populates="answer")
