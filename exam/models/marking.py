"""Written answers: scripts, what markers gave, seeds, remarkings."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base
from exam.models.appeals import Appeal


class Script(Base):
    """One written answer of a closed sitting; the order of ids says nothing of who wrote it."""

    __tablename__ = "script"
    __table_args__ = (UniqueConstraint("attempt_id", "slot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    slot: Mapped[int]
    revision_id: Mapped[int]

    marks: Mapped[list["WrittenMark"]] = relationship(order_by="WrittenMark.id")


class WrittenMark(Base):
    """What one marker gave for one script: `lines` are the points by line of the rubric."""

    __tablename__ = "written_mark"
    __table_args__ = (UniqueConstraint("script_id", "marker_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    script_id: Mapped[int] = mapped_column(ForeignKey("script.id"))
    marker_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    lines: Mapped[list[Any]]
    points: Mapped[Decimal] = mapped_column(Numeric(9, 3))
    remark: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]


class Seed(Base):
    """A settled script that every other marker gets unawares; its settled points are the standard.

    What is given for it afterwards counts for no candidate, unless a marker who settled it is set
    aside.
    """

    __tablename__ = "seed"

    script_id: Mapped[int] = mapped_column(ForeignKey("script.id"), primary_key=True)
    points: Mapped[Decimal] = mapped_column(Numeric(9, 3))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class MarkerEnd(Base):
    """An examiner sets a marker's marks of a sitting aside, with a reason, before its first run."""

    __tablename__ = "marker_end"
    __table_args__ = (UniqueConstraint("sitting_id", "marker_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    marker_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Remarking(Base):
    """An upheld appeal has a script marked once more: the first mark after `after_id` decides."""

    __tablename__ = "remarking"
    __table_args__ = (UniqueConstraint("script_id", "appeal_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    script_id: Mapped[int] = mapped_column(ForeignKey("script.id"))
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"))
    after_id: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    appeal: Mapped[Appeal] = relationship()
    script: Mapped[Script] = relationship()
