"""What people read, how they checked themselves, and the notes they keep."""

from datetime import datetime
from fractions import Fraction

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base, Json
from courses.models.modules import Module
from courses.rules.noting import version_of


class Reading(Base):
    """A person has read a revision of a module."""

    __tablename__ = "course_reading"
    __table_args__ = (Index("ix_course_reading_person_id_revision_id", "person_id", "revision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_module_revision.id"), index=True)
    at: Mapped[datetime]


class Stretch(Base):
    """Some time that a person had a module in front of them, and the section they were at.

    It counts towards required hours and says where to go on; it completes nothing.
    """

    __tablename__ = "course_stretch"
    __table_args__ = (Index("ix_course_stretch_person_id_module_id", "person_id", "module_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"), index=True)
    anchor: Mapped[str] = mapped_column(String(80))
    seconds: Mapped[int]
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


class Note(Base):
    """A person's own note on a module, or a passage of it that they marked.

    `quote` is the passage with some words `before` and `after` it, all empty for a note on the
    whole module. Notes are their writer's own: they change and are deleted.
    """

    __tablename__ = "course_note"
    __table_args__ = (Index("ix_course_note_person_id_module_id", "person_id", "module_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    quote: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    changed_at: Mapped[datetime]

    module: Mapped[Module] = relationship()

    @property
    def version(self) -> str:
        """Which words these are: a page tells by it what it was opened at."""
        return version_of(self.words)
