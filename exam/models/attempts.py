"""Attempts, the answer journal, and what happened besides answers."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.database import Base
from exam.models.candidates import Form, Registration
from exam.models.sittings import Sitting

BigId = BigInteger().with_variant(Integer(), "sqlite")
# The events of which the trail is told, sitting by sitting.
FOR_THE_TRAIL = text("kind IN ('opened', 'submitted')")


class Attempt(Base):
    """A candidate's work on a form. `state`, `lease` and `deadline_ms` decide races.

    While `state` is paused, `paused_ms` says since when. `news` counts what the page should ask
    for (a message, other time). Where `browser_pass` is set, only a page that knows it may save.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("registration_id"),
        UniqueConstraint("form_id"),
        Index("ix_attempt_sitting_id_state", "sitting_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    slot_count: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default="ready")
    lease: Mapped[int] = mapped_column(default=0)
    opened_ms: Mapped[int | None] = mapped_column(BigInteger)
    deadline_ms: Mapped[int | None] = mapped_column(BigInteger)
    grace_ms: Mapped[int]
    paused_ms: Mapped[int | None] = mapped_column(BigInteger)
    news: Mapped[int] = mapped_column(default=0, server_default="0")
    browser_pass: Mapped[str | None] = mapped_column(String(32))
    closed_ms: Mapped[int | None] = mapped_column(BigInteger)
    closed_by: Mapped[str | None] = mapped_column(String(16))

    sitting: Mapped[Sitting] = relationship()
    form: Mapped[Form] = relationship()
    candidate: Mapped[Person] = relationship()
    registration: Mapped[Registration] = relationship()


class Arrival(Base):
    """The answer journal: every answer that arrived, in the order of arrival. Never changed.

    The save statement reads `attempt_id` under a lock on its row, so no foreign key has to look
    it up again. `standing`: counted, late (within the grace, counted), restored (from a
    recovery file, counted), moved (old lease), paused, claimed (from a file, without a receipt) or
    closed (too late).
    """

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_attempt_id", "attempt_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    attempt_id: Mapped[int]
    slot: Mapped[int]
    seq: Mapped[int] = mapped_column(BigInteger)
    typed_under: Mapped[int]
    lease: Mapped[int]
    value: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[str | None] = mapped_column(String(40))
    at_ms: Mapped[int] = mapped_column(BigInteger)
    standing: Mapped[str] = mapped_column(String(8))


class AttemptEvent(Base):
    """What happened during an attempt besides answers: opened, leases, flags, focus, addresses."""

    __tablename__ = "attempt_event"
    __table_args__ = (
        Index("ix_attempt_event_attempt_id", "attempt_id"),
        Index(
            "ix_attempt_event_for_the_trail",
            "id",
            postgresql_where=FOR_THE_TRAIL,
            sqlite_where=FOR_THE_TRAIL,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    kind: Mapped[str] = mapped_column(String(16))
    slot: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(String(200))
    at_ms: Mapped[int] = mapped_column(BigInteger)


class SignOfLife(Base):
    """When a waiting or idle page was last heard of; for the board alone."""

    __tablename__ = "sign_of_life"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    address: Mapped[str | None] = mapped_column(String(45))


class Recovery(Base):
    """A candidate's queue and receipts handed in as a file, and what came of it."""

    __tablename__ = "recovery"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    added: Mapped[int]
    held: Mapped[int]
    claimed: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
