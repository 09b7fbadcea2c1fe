"""Rounds of practice as they were laid out, and the answers given in them; rows never change."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base


class Round(Base):
    """Up to ten questions drawn for one person.

    `about` is a topic, a topic above others, or the notebook. `slots` is a list of
    {"revision", "question", "order"}, the order as the options were shown.
    """

    __tablename__ = "practice_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    about: Mapped[str] = mapped_column(String(32))
    seed: Mapped[str] = mapped_column(String(16))
    slots: Mapped[list[Any]]
    at: Mapped[datetime]

    answers: Mapped[list["PracticeAnswer"]] = relationship(
        back_populates="round", order_by="PracticeAnswer.number"
    )


class PracticeAnswer(Base):
    """An answer to the question at a place of a round, counted from 1; the first one stands.

    `value` is JSON in the letters of the order shown, null for "I do not know"; `share` is the
    part of full marks as a fraction: "1", "0", "2/3".
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
    at: Mapped[datetime]

    round: Mapped[Round] = relationship(back_populates="answers")
