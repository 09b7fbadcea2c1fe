"""Who is registered, with which form; answers given on paper."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.database import Base
from exam.models.sittings import Sitting


class Registration(Base):
    """A candidate registered for a sitting, with language and extra time.

    `set_aside` is why an examiner set the retake rules aside for it.
    """

    __tablename__ = "registration"
    __table_args__ = (UniqueConstraint("sitting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    extra_minutes: Mapped[int] = mapped_column(default=0)
    on_paper: Mapped[bool] = mapped_column(default=False, server_default="0")
    set_aside: Mapped[str | None] = mapped_column(String(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    sitting: Mapped[Sitting] = relationship()


class Seat(Base):
    """The room in which a candidate sits."""

    __tablename__ = "seat"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Withdrawal(Base):
    """A registration taken back before the sitting was opened by its candidate."""

    __tablename__ = "withdrawal"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Form(Base):
    """One paper: `slots` is a list of {"revision", "order", "points"} in the paper's order.

    The slot of a part of a case has "part" too, its place in the case from 0.
    """

    __tablename__ = "form"
    __table_args__ = (UniqueConstraint("sitting_id", "language", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    language: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]
    slots: Mapped[list[Any]]
    expected: Mapped[Decimal] = mapped_column(Numeric(6, 4))


class PaperEntry(Base):
    """The answers of a sheet of paper as one person read them, by slot."""

    __tablename__ = "paper_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    answers: Mapped[dict[str, Any]]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
