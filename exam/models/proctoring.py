"""What examiners do while a sitting runs."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.database import Base
from exam.models.sittings import Room


class RoomStart(Base):
    """The moment at which a room's clock began."""

    __tablename__ = "room_start"

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), primary_key=True)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    room: Mapped[Room] = relationship()


class Pause(Base):
    """The clock stopped: for one attempt, else for a room, else for the whole sitting."""

    __tablename__ = "exam_pause"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    from_ms: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    resumption: Mapped["Resumption | None"] = relationship(back_populates="pause")


class Resumption(Base):
    """The end of a pause."""

    __tablename__ = "exam_resumption"

    pause_id: Mapped[int] = mapped_column(ForeignKey("exam_pause.id"), primary_key=True)
    to_ms: Mapped[int] = mapped_column(BigInteger)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    pause: Mapped[Pause] = relationship(back_populates="resumption")


class Message(Base):
    """A word from the examiner to one candidate, else to a room, else to the whole sitting."""

    __tablename__ = "exam_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    text: Mapped[str] = mapped_column(String(500))
    at_ms: Mapped[int] = mapped_column(BigInteger)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class SignalRemark(Base):
    """What an examiner made of the signals of an attempt, in words that the candidate can read."""

    __tablename__ = "signal_remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()
