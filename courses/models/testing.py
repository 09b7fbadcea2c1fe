"""Quizzes and course tests as drawn, answered and ended."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base


class CourseTest(Base):
    """A module's quiz or a course's test as it was drawn for one person.

    `slots` is a list of {"revision", "question", "order"}; `percent` of full marks passes. A quiz
    names its module and has no `due_at`. A question withdrawn later stays in what was drawn.
    """

    __tablename__ = "course_test"
    __table_args__ = (
        Index("ix_course_test_person_id_course_id", "person_id", "course_id"),
        Index("ix_course_test_due_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    module_id: Mapped[int | None] = mapped_column(ForeignKey("course_module.id"), index=True)
    seed: Mapped[str] = mapped_column(String(16))
    slots: Mapped[list[Any]]
    percent: Mapped[int]
    at: Mapped[datetime]
    due_at: Mapped[datetime | None]

    answers: Mapped[list["CourseTestAnswer"]] = relationship(
        back_populates="test", order_by="CourseTestAnswer.id"
    )
    end: Mapped["CourseTestEnd | None"] = relationship(back_populates="test")


class CourseTestAnswer(Base):
    """An answer to the question at a place of a test, counted from 1; the newest one holds.

    `value` is JSON in the letters of the order shown.
    """

    __tablename__ = "course_test_answer"
    __table_args__ = (Index("ix_course_test_answer_test_id_number", "test_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    test_id: Mapped[int] = mapped_column(ForeignKey("course_test.id"))
    number: Mapped[int]
    value: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    test: Mapped[CourseTest] = relationship(back_populates="answers")


class CourseTestEnd(Base):
    """A test that was handed in, or ended with its time, and what each answer earned.

    `shares` are the parts of full marks by place: "1", "0", "2/3"; `share` is their mean.
    """

    __tablename__ = "course_test_end"

    test_id: Mapped[int] = mapped_column(ForeignKey("course_test.id"), primary_key=True)
    shares: Mapped[list[Any]]
    share: Mapped[str] = mapped_column(String(32))
    is_passed: Mapped[bool]
    at: Mapped[datetime]

    test: Mapped[CourseTest] = relationship(back_populates="end")
