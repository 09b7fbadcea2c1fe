"""Units, people, what they may do, and their sign-ins."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.rules.units import UNIT_LEVELS
from core.database import Base

__all__ = [
    "UNIT_LEVELS",
    "ConflictWaiver",
    "ConflictWaiverEnd",
    "ConflictWaiverUse",
    "GrantDecision",
    "GrantEnd",
    "Notice",
    "NoticeReading",
    "Person",
    "ResetLink",
    "RoleGrant",
    "Roster",
    "SignIn",
    "SignInFailure",
    "Unit",
]


class Unit(Base):
    """A bureau in the tree nation → province → city → county."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120))
    level: Mapped[str] = mapped_column(String(16))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(String(255), unique=True)
    zone: Mapped[str] = mapped_column(String(40), default="Asia/Shanghai")

    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id")


class Person(Base):
    """Somebody with an account. `closed_at` keeps them out; what they did stays."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(128))
    language: Mapped[str | None] = mapped_column(String(8))
    scheme: Mapped[str | None] = mapped_column(String(8))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="person", foreign_keys="RoleGrant.person_id", order_by="RoleGrant.id"
    )


class RoleGrant(Base):
    """A role proposed for a person in a unit; it holds once nothing is missing, until its end."""

    __tablename__ = "role_grant"
    __table_args__ = (Index("ix_role_grant_person_id_role", "person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(32))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_id])
    unit: Mapped[Unit] = relationship()
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
    decision: Mapped["GrantDecision | None"] = relationship(back_populates="grant")
    end: Mapped["GrantEnd | None"] = relationship(back_populates="grant")


class GrantDecision(Base):
    """A supervisor's answer to a proposed role; for an officer's role nobody has to answer."""

    __tablename__ = "grant_decision"

    grant_id: Mapped[int] = mapped_column(ForeignKey("role_grant.id"), primary_key=True)
    agreed: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(String(200))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    grant: Mapped[RoleGrant] = relationship(back_populates="decision")
    by: Mapped[Person | None] = relationship()


class GrantEnd(Base):
    """The end of a role, with its reason."""

    __tablename__ = "grant_end"

    grant_id: Mapped[int] = mapped_column(ForeignKey("role_grant.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    grant: Mapped[RoleGrant] = relationship(back_populates="end")
    by: Mapped[Person | None] = relationship()


class SignIn(Base):
    """One signed-in browser. `ended_at` decides, at the next request of any kind."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    agent: Mapped[str] = mapped_column(String(200))
    address_hash: Mapped[str | None] = mapped_column(String(64))

    person: Mapped[Person] = relationship()


class SignInFailure(Base):
    """A failed sign-in, by keyed hashes of login and address: enough to slow guessing down."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_login_at", "login_hash", "at"),
        Index("ix_sign_in_failure_address_at", "address_hash", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login_hash: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class ResetLink(Base):
    """A one-time link to set a password; only its hash is kept."""

    __tablename__ = "reset_link"
    __table_args__ = (UniqueConstraint("key_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    key_hash: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Roster(Base):
    """A file of people as it was read, kept from dry run to import; afterwards only its counts."""

    __tablename__ = "roster"

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    rows: Mapped[list[Any]]
    notes: Mapped[list[Any]]
    imported_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any] | None]


class ConflictWaiver(Base):
    """A supervisor lets one person act once in spite of a conflict, with reason and end."""

    __tablename__ = "conflict_waiver"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    conflict: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(500))
    until: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    use: Mapped["ConflictWaiverUse | None"] = relationship(back_populates="waiver")
    end: Mapped["ConflictWaiverEnd | None"] = relationship(back_populates="waiver")


class ConflictWaiverUse(Base):
    """The one act for which a waiver was used."""

    __tablename__ = "conflict_waiver_use"

    waiver_id: Mapped[int] = mapped_column(ForeignKey("conflict_waiver.id"), primary_key=True)
    act: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    waiver: Mapped[ConflictWaiver] = relationship(back_populates="use")


class ConflictWaiverEnd(Base):
    """A waiver of a conflict taken back."""

    __tablename__ = "conflict_waiver_end"

    waiver_id: Mapped[int] = mapped_column(ForeignKey("conflict_waiver.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    waiver: Mapped[ConflictWaiver] = relationship(back_populates="end")
    by: Mapped[Person] = relationship()


class Notice(Base):
    """Something that a person should know, with where to look.

    `text` is a message in English with places for `values`, translated when it is shown; a value
    that is a mapping has its words by language.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_person_id_id", "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(String(200))
    values: Mapped[dict[str, Any]]
    path: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class NoticeReading(Base):
    """A person has read the notices up to this one."""

    __tablename__ = "notice_reading"
    __table_args__ = (Index("ix_notice_reading_person_id_notice_id", "person_id", "notice_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    at: Mapped[datetime]
