"""Courses as imported."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base


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
    hours: Mapped[int] = mapped_column(default=0, server_default="0")
    needs: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    quiz: Mapped[dict[str, Any] | None]
    test: Mapped[dict[str, Any] | None]
    source: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    course: Mapped[Course] = relationship()
