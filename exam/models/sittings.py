"""Blueprints and sittings, from planning to release."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    column,
    select,
    table,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from accounts.models import Person, Unit
from core.database import Base


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
    starts_by_room: Mapped[bool] = mapped_column(default=False, server_default="0")
    grace_ms: Mapped[int] = mapped_column(default=5_000)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    blueprint: Mapped[Blueprint] = relationship()
    unit: Mapped[Unit] = relationship()
    sealing: Mapped["Sealing | None"] = relationship(back_populates="sitting")
    closing: Mapped["Closing | None"] = relationship(back_populates="sitting")
    release: Mapped["Release | None"] = relationship(
        primaryjoin="and_(Sitting.id == foreign(Release.sitting_id), Release.is_newest)",
        viewonly=True,
    )


class Room(Base):
    """A room in which a sitting is held, with the addresses its devices have, as CIDR."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("sitting_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    name: Mapped[str] = mapped_column(String(60))
    addresses: Mapped[list[Any]] = mapped_column(default=list)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Entrance(Base):
    """What a sitting asks of whoever starts; no row asks nothing.

    `settings` is the Safe Exam Browser's configuration, `browser_keys` the Browser Exam Keys that
    are accepted beside the configuration's own key.
    """

    __tablename__ = "entrance"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    access_code: Mapped[str | None] = mapped_column(String(16))
    addresses: Mapped[list[Any]] = mapped_column(default=list)
    watches_focus: Mapped[bool]
    asks_full_screen: Mapped[bool]
    settings: Mapped[dict[str, Any] | None]
    config_key: Mapped[str | None] = mapped_column(String(64))
    browser_keys: Mapped[list[Any]] = mapped_column(default=list)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class WrongCode(Base):
    """An access code that was not right: enough to slow guessing down, and to show it."""

    __tablename__ = "wrong_code"
    __table_args__ = (Index("ix_wrong_code_sitting_id_at", "sitting_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Sealing(Base):
    """The moment from which the forms of a sitting stand. The seed is told once it has closed.

    `method` is the number of the documented way of drawing, `seen` the codes of questions that
    candidates were to be spared, by language and form number. The recovery keys open the files
    that candidates hand in after a server was lost.
    """

    __tablename__ = "sealing"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    seed: Mapped[str] = mapped_column(String(64))
    seed_hash: Mapped[str] = mapped_column(String(64))
    plan: Mapped[dict[str, Any]]
    bank: Mapped[dict[str, Any]]
    bank_hash: Mapped[str] = mapped_column(String(64))
    method: Mapped[int] = mapped_column(default=1, server_default="1")
    seen: Mapped[dict[str, Any] | None]
    figures: Mapped[dict[str, Any] | None]
    recovery_public: Mapped[str | None] = mapped_column(Text)
    recovery_private: Mapped[str | None] = mapped_column(Text)
    is_demonstration: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    sitting: Mapped[Sitting] = relationship(back_populates="sealing")


class Closing(Base):
    """The end of a sitting: its journal's digest, from when on nothing is added that counts."""

    __tablename__ = "closing"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    journal_hash: Mapped[str] = mapped_column(String(64))
    arrivals: Mapped[int]
    at: Mapped[datetime]

    sitting: Mapped[Sitting] = relationship(back_populates="closing")


class GradingRun(Base):
    """One computation of marks for the closed attempts of a sitting.

    `basis` is what it stood on beside forms, keys and answers (`exam.rules.basis`); None for runs
    from before there was any.
    """

    __tablename__ = "grading_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    rules_version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    basis: Mapped[dict[str, Any] | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


_newer = table(
    "results_release",
    column("id", Integer),
    column("sitting_id", Integer),
    column("run_id", Integer),
).alias()


class Release(Base):
    """From here on candidates see the results of this run; the newest of a sitting holds.

    A corrected run is released by the two who confirmed it; `first_at` is when results of the
    sitting were released for the first time, from which terms are counted.
    """

    __tablename__ = "results_release"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("grading_run.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    second_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first_at: Mapped[datetime]
    at: Mapped[datetime]

    run: Mapped[GradingRun] = relationship()
    is_newest: Mapped[bool] = column_property(
        run_id
        == select(_newer.c.run_id)
        .where(_newer.c.sitting_id == sitting_id)
        .order_by(_newer.c.id.desc())
        .limit(1)
        .correlate_except(_newer)
        .scalar_subquery(),
        deferred=True,
    )
