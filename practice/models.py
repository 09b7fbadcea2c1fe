"""Rounds of practice and mock exams as they were laid out, and the answers; rows never change."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base
from exam.models.sittings import Blueprint


class Round(Base):
    """Questions drawn for one person.

    `about` is a topic, a topic above others, the notebook, a topic of it as "notebook:topic",
    what is new of a topic as "new:topic", what is due, the day's drill, or what was taken along to
    be answered without a network. `slots` is a list of {"revision", "question", "order"}, the order
    as the options were shown.
    """

    __tablename__ = "practice_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    about: Mapped[str] = mapped_column(String(41))
    seed: Mapped[str] = mapped_column(String(16))
    slots: Mapped[list[Any]]
    at: Mapped[datetime]

    answers: Mapped[list["PracticeAnswer"]] = relationship(
        back_populates="round", order_by="PracticeAnswer.number"
    )


class PracticeAnswer(Base):
    """An answer to the question at a place of a round, counted from 1; the first one stands.

    `value` is JSON in the letters of the order shown, null for "I do not know"; `share` is the
    part of full marks as a fraction: "1", "0", "2/3". An answer given without a network has the
    moment that its device said in `at`, and that of its coming in `received_at`.
    """

    __tablename__ = "practice_answer"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        Index("ix_practice_answer_person_id_question", "person_id", "question"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("practice_round.id"))
    number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), index=True)
    question: Mapped[str] = mapped_column(String(64))
    topic: Mapped[str] = mapped_column(String(32))
    value: Mapped[str] = mapped_column(Text)
    share: Mapped[str] = mapped_column(String(32))
    is_sure: Mapped[bool] = mapped_column(default=True, server_default=true())
    at: Mapped[datetime]
    received_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship(back_populates="answers")


class Goal(Base):
    """The day towards which somebody practises, and how many questions a day; the newest holds.

    Without a day the next exam that they are registered for counts.
    """

    __tablename__ = "practice_goal"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    on: Mapped[date | None]
    daily: Mapped[int]
    at: Mapped[datetime]


class MockExam(Base):
    """A paper on a real blueprint, drawn for one person from the practice pool.

    `slots` is a list of {"revision", "question", "kind", "topic", "order", "points"}, with "part"
    for a part of a case; `relaxed` says where the pool could not give what the blueprint asks.
    """

    __tablename__ = "practice_mock"
    __table_args__ = (Index("ix_practice_mock_due_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    blueprint_id: Mapped[int] = mapped_column(ForeignKey("blueprint.id"), index=True)
    seed: Mapped[str] = mapped_column(String(16))
    slots: Mapped[list[Any]]
    relaxed: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    due_at: Mapped[datetime]

    blueprint: Mapped[Blueprint] = relationship()
    answers: Mapped[list["MockAnswer"]] = relationship(
        back_populates="mock", order_by="MockAnswer.id"
    )
    flags: Mapped[list["MockFlag"]] = relationship(back_populates="mock", order_by="MockFlag.id")
    marks: Mapped[list["MockMark"]] = relationship(back_populates="mock", order_by="MockMark.id")
    end: Mapped["MockEnd | None"] = relationship(back_populates="mock")


class MockAnswer(Base):
    """An answer at a place of a mock exam, counted from 1; the newest one holds.

    `value` is JSON in the letters of the order shown, null where it was taken back.
    """

    __tablename__ = "practice_mock_answer"
    __table_args__ = (Index("ix_practice_mock_answer_mock_id_number", "mock_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mock_id: Mapped[int] = mapped_column(ForeignKey("practice_mock.id"))
    number: Mapped[int]
    value: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    mock: Mapped[MockExam] = relationship(back_populates="answers")


class MockFlag(Base):
    """A place to come back to, or not any more; the newest one holds."""

    __tablename__ = "practice_mock_flag"
    __table_args__ = (Index("ix_practice_mock_flag_mock_id_number", "mock_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mock_id: Mapped[int] = mapped_column(ForeignKey("practice_mock.id"))
    number: Mapped[int]
    is_up: Mapped[bool]
    at: Mapped[datetime]

    mock: Mapped[MockExam] = relationship(back_populates="flags")


class MockEnd(Base):
    """A mock exam that was handed in, or ended with its time, and what each answer earned.

    `shares` are by place: "1", "0", "2/3" of full marks; null for no answer, "written" where the
    officer's own mark is to come, "-" where the question was withdrawn meanwhile.
    """

    __tablename__ = "practice_mock_end"

    mock_id: Mapped[int] = mapped_column(ForeignKey("practice_mock.id"), primary_key=True)
    shares: Mapped[list[Any]]
    by_time: Mapped[bool]
    at: Mapped[datetime]

    mock: Mapped[MockExam] = relationship(back_populates="end")


class MockMark(Base):
    """An officer's own mark of what they wrote: the lines of the rubric they met; the newest holds.

    `share` is the part of full marks that these lines come to.
    """

    __tablename__ = "practice_mock_mark"
    __table_args__ = (Index("ix_practice_mock_mark_mock_id_number", "mock_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mock_id: Mapped[int] = mapped_column(ForeignKey("practice_mock.id"))
    number: Mapped[int]
    lines: Mapped[list[Any]]
    share: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]

    mock: Mapped[MockExam] = relationship(back_populates="marks")
