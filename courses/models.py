"""Courses and modules as imported, what people read of them, and how they checked themselves."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.database import Base, Json
from question_bank.models import StatuteVersion


class Course(Base):
    """A course by its stable code."""

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)


class CourseRevision(Base):
    """One import of a course's own file; the newest one holds."""

    __tablename__ = "course_revision"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    position: Mapped[int]
    titles: Mapped[dict[str, Any]]
    descriptions: Mapped[dict[str, Any]]
    modules: Mapped[list[Any]]
    required_percent: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    course: Mapped[Course] = relationship()


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


class Reading(Base):
    """A person has read a revision of a module."""

    __tablename__ = "course_reading"
    __table_args__ = (Index("ix_course_reading_person_id_revision_id", "person_id", "revision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_module_revision.id"), index=True)
    at: Mapped[datetime]


class CheckAnswer(Base):
    """An answer to a self-check question of a module, and the share of full marks it earned."""

    __tablename__ = "course_check_answer"
    __table_args__ = (
        Index("ix_course_check_answer_person_id_module_id", "person_id", "module_id", "question"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"), index=True)
    question: Mapped[str] = mapped_column(String(64))
    question_revision_id: Mapped[int] = mapped_column(
        ForeignKey("question_revision.id"), index=True
    )
    value: Mapped[object] = mapped_column(Json)
    earned: Mapped[int]
    full: Mapped[int]
    at: Mapped[datetime]

    @property
    def share(self) -> Fraction:
        """The part of full marks that the answer earned."""
        return Fraction(self.earned, self.full)


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
