"""Appeals against a released result."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.database import Base
from exam.models.attempts import Attempt
from exam.models.results import Result


class Appeal(Base):
    """A candidate's own appeal: one for each result; `slots` are the questions it is about.

    `due_at` is the day by which it is to be decided, as the blueprint said when it was lodged.
    """

    __tablename__ = "appeal"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"), unique=True)
    slots: Mapped[list[Any]]
    grounds: Mapped[str] = mapped_column(String(2000))
    due_at: Mapped[datetime]
    at: Mapped[datetime]

    attempt: Mapped[Attempt] = relationship()
    result: Mapped[Result] = relationship()
    withdrawal: Mapped["AppealWithdrawal | None"] = relationship()
    decision: Mapped["AppealDecision | None"] = relationship()
    settlement: Mapped["AppealSettlement | None"] = relationship()


class AppealWithdrawal(Base):
    """The candidate took the appeal back before it was decided."""

    __tablename__ = "appeal_withdrawal"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), primary_key=True)
    at: Mapped[datetime]


class AppealDecision(Base):
    """A supervisor's decision with reasons; upheld, `remedy` says what is to be done."""

    __tablename__ = "appeal_decision"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), primary_key=True)
    upheld: Mapped[bool]
    remedy: Mapped[str] = mapped_column(String(16), default="")
    reasons: Mapped[str] = mapped_column(String(2000))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()


class AppealSettlement(Base):
    """The remedy of an upheld appeal took effect: in this run, or without one, as the note says."""

    __tablename__ = "appeal_settlement"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("grading_run.id"))
    note: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
