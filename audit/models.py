"""Tables of the trail. Rows are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base

BigId = BigInteger().with_variant(Integer(), "sqlite")
COMPROMISED = "compromised"
RETIRED = "retired"


class Entry(Base):
    """One act: who, when, what, on what. The columns copy what `fields` holds, for finding."""

    __tablename__ = "trail_entry"
    __table_args__ = (
        Index("ix_trail_entry_subject", "subject_kind", "subject_id"),
        Index("ix_trail_entry_actor_id_at", "actor_id", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(64), index=True)
    actor_id: Mapped[int | None]
    subject_kind: Mapped[str | None] = mapped_column(String(32))
    subject_id: Mapped[str | None] = mapped_column(String(64))
    unit_path: Mapped[str] = mapped_column(String(255), index=True)
    fields: Mapped[dict[str, Any]]
    salts: Mapped[dict[str, Any]]
    digests: Mapped[dict[str, Any]]


class Block(Base):
    """A sealed Merkle tree over entries, chained to the block before."""

    __tablename__ = "trail_block"

    height: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    previous: Mapped[str] = mapped_column(String(64))
    root: Mapped[str] = mapped_column(String(64))
    count: Mapped[int]
    at: Mapped[datetime]
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class Sealed(Base):
    """The place of an entry in its block."""

    __tablename__ = "trail_sealed"
    __table_args__ = (Index("uq_trail_sealed_place", "height", "position", unique=True),)

    entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("trail_entry.id"), primary_key=True)
    height: Mapped[int] = mapped_column(ForeignKey("trail_block.height"))
    position: Mapped[int]


class SigningKey(Base):
    """The public half of a key of the house; the private half never enters the database."""

    __tablename__ = "signing_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    public: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None]
    at: Mapped[datetime]

    ends: Mapped[list["SigningKeyEnd"]] = relationship(back_populates="key", lazy="selectin")

    @property
    def end(self) -> "SigningKeyEnd | None":
        """Why it signs no more: that it was compromised counts before that it was retired."""
        return min(self.ends, key=lambda end: end.kind != COMPROMISED, default=None)

    @property
    def compromised_at(self) -> datetime | None:
        """From when on its signatures could be anyone's."""
        return self.end.effective_at if self.end and self.end.kind == COMPROMISED else None


class SigningKeyEnd(Base):
    """A key that signs no more: retired, or compromised since `effective_at`, or both."""

    __tablename__ = "signing_key_end"

    key_id: Mapped[int] = mapped_column(ForeignKey("signing_key.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    effective_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int | None]
    at: Mapped[datetime]

    key: Mapped[SigningKey] = relationship(back_populates="ends")
