"""Marks, results, voiding."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.database import Base
from exam.models.attempts import Attempt


class Result(Base):
    """What one run computed for one attempt: `marks` by slot and `topics` as exact decimals."""

    __tablename__ = "result"
    __table_args__ = (UniqueConstraint("run_id", "attempt_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("grading_run.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    score: Mapped[Decimal] = mapped_column(Numeric(9, 3))
    full: Mapped[Decimal] = mapped_column(Numeric(9, 3))
    passed: Mapped[bool]
    marks: Mapped[list[Any]]
    breakdown: Mapped[dict[str, Any]]


class Voiding(Base):
    """An examiner asks, with a reason, that an attempt count for nothing."""

    __tablename__ = "attempt_voiding"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    attempt: Mapped[Attempt] = relationship()
    by: Mapped[Person] = relationship()
    decision: Mapped["VoidingDecision | None"] = relationship(back_populates="voiding")


class VoidingDecision(Base):
    """A supervisor's answer to a voiding."""

    __tablename__ = "attempt_voiding_decision"

    voiding_id: Mapped[int] = mapped_column(ForeignKey("attempt_voiding.id"), primary_key=True)
    agreed: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    voiding: Mapped[Voiding] = relationship(back_populates="decision")
    by: Mapped[Person] = relationship()
