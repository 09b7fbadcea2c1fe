"""Blueprints, sittings, forms, attempts, the journal, marks and results."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person, Unit
from core.database import Base

BigId = BigInteger().with_variant(Integer(), "sqlite")


class Blueprint(Base):
    """One version of a blueprint, as read from its file."""

    __tablename__ = "blueprint"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    definition: Mapped[dict[str, Any]]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Sitting(Base):
    """A blueprint held in a window of time. Times of the window are readings of the exam clock."""

    __tablename__ = "sitting"

    id: Mapped[int] = mapped_column(primary_key=True)
    blueprint_id: Mapped[int] = mapped_column(ForeignKey("blueprint.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(160))
    place: Mapped[str] = mapped_column(String(120), default="")
    opens_ms: Mapped[int] = mapped_column(BigInteger)
    closes_ms: Mapped[int] = mapped_column(BigInteger)
    minutes: Mapped[int]
    grace_ms: Mapped[int] = mapped_column(default=5_000)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    blueprint: Mapped[Blueprint] = relationship()
    unit: Mapped[Unit] = relationship()
    sealing: Mapped["Sealing | None"] = relationship(back_populates="sitting")
    closing: Mapped["Closing | None"] = relationship(back_populates="sitting")
    release: Mapped["Release | None"] = relationship(back_populates="sitting")


class Registration(Base):
    """A candidate registered for a sitting, with language and extra time."""

    __tablename__ = "registration"
    __table_args__ = (UniqueConstraint("sitting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    extra_minutes: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    sitting: Mapped[Sitting] = relationship()


class Withdrawal(Base):
    """A registration taken back before the sitting was opened by its candidate."""

    __tablename__ = "withdrawal"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Sealing(Base):
    """The moment from which the forms of a sitting stand. The seed is told once it has closed."""

    __tablename__ = "sealing"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    seed: Mapped[str] = mapped_column(String(64))
    seed_hash: Mapped[str] = mapped_column(String(64))
    plan: Mapped[dict[str, Any]]
    bank: Mapped[dict[str, Any]]
    bank_hash: Mapped[str] = mapped_column(String(64))
    is_demonstration: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    sitting: Mapped[Sitting] = relationship(back_populates="sealing")


class Form(Base):
    """One paper: `slots` is a list of {"revision", "order", "points"} in the paper's order."""

    __tablename__ = "form"
    __table_args__ = (UniqueConstraint("sitting_id", "language", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    language: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]
    slots: Mapped[list[Any]]
    expected: Mapped[Decimal] = mapped_column(Numeric(6, 4))


class Attempt(Base):
    """A candidate's work on a form. `state`, `lease` and `deadline_ms` decide races."""

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
    closed_ms: Mapped[int | None] = mapped_column(BigInteger)
    closed_by: Mapped[str | None] = mapped_column(String(16))

    sitting: Mapped[Sitting] = relationship()
    form: Mapped[Form] = relationship()
    candidate: Mapped[Person] = relationship()
    registration: Mapped[Registration] = relationship()


class Arrival(Base):
    """The answer journal: every answer that arrived, in the order of arrival. Never changed.

    The save statement reads `attempt_id` under a lock on its row, so no foreign key has to look
    it up again. `standing`: counted, late (within the grace, counted), moved (old lease) or
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
    """What happened during an attempt besides answers: leases, flags, focus lost, pages."""

    __tablename__ = "attempt_event"
    __table_args__ = (Index("ix_attempt_event_attempt_id", "attempt_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    kind: Mapped[str] = mapped_column(String(16))
    slot: Mapped[int | None]
    at_ms: Mapped[int] = mapped_column(BigInteger)


class Closing(Base):
    """The end of a sitting: its journal's digest, from when on nothing is added that counts."""

    __tablename__ = "closing"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    journal_hash: Mapped[str] = mapped_column(String(64))
    arrivals: Mapped[int]
    at: Mapped[datetime]

    sitting: Mapped[Sitting] = relationship(back_populates="closing")


class GradingRun(Base):
    """One computation of marks for the closed attempts of a sitting."""

    __tablename__ = "grading_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    rules_version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


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


class Release(Base):
    """From here on candidates see the results of this run."""

    __tablename__ = "release"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("grading_run.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    sitting: Mapped[Sitting] = relationship(back_populates="release")
    run: Mapped[GradingRun] = relationship()


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
