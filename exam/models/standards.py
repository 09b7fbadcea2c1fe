"""Standard setting by modified Angoff: panels, estimates, minutes."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person, Unit
from core.database import Base
from exam.models.sittings import Blueprint


class Panel(Base):
    """Judges who set the standard of a blueprint; `items` are [revision, part or None].

    `target` says who is barely qualified: what the judges agree on before they estimate.
    """

    __tablename__ = "standard_panel"

    id: Mapped[int] = mapped_column(primary_key=True)
    blueprint_id: Mapped[int] = mapped_column(ForeignKey("blueprint.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    target: Mapped[str] = mapped_column(Text, default="", server_default="")
    items: Mapped[list[Any]]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    blueprint: Mapped[Blueprint] = relationship()
    unit: Mapped[Unit] = relationship()
    by: Mapped[Person] = relationship()
    seats: Mapped[list["PanelSeat"]] = relationship(order_by="PanelSeat.id")
    ends: Mapped[list["RoundEnd"]] = relationship(lambda: RoundEnd, order_by=lambda: RoundEnd.round)
    minutes: Mapped["PanelMinutes | None"] = relationship()


class PanelSeat(Base):
    """A judge of a panel."""

    __tablename__ = "standard_seat"
    __table_args__ = (UniqueConstraint("panel_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("standard_panel.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    judge: Mapped[Person] = relationship(foreign_keys=[judge_id])
    exclusion: Mapped["SeatExclusion | None"] = relationship()
    signature: Mapped["PanelSignature | None"] = relationship()


class SeatExclusion(Base):
    """A judge whose estimates do not count, and why; they stay on record."""

    __tablename__ = "standard_seat_exclusion"

    seat_id: Mapped[int] = mapped_column(ForeignKey("standard_seat.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Estimate(Base):
    """What share of barely qualified candidates, in percent, a judge expects to get it right.

    The newest of a judge, round and item counts.
    """

    __tablename__ = "standard_estimate"

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("standard_panel.id"), index=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    round: Mapped[int]
    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"))
    part: Mapped[int | None]
    percent: Mapped[int]
    at: Mapped[datetime]


class RoundEnd(Base):
    """A round of estimates was ended: after the first, its distribution is shown to the judges.

    `reason` is why it was ended before every judge had estimated everything.
    """

    __tablename__ = "standard_round_end"

    panel_id: Mapped[int] = mapped_column(ForeignKey("standard_panel.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()


class PanelMinutes(Base):
    """What came of a panel, with the digest that its judges sign."""

    __tablename__ = "standard_minutes"

    panel_id: Mapped[int] = mapped_column(ForeignKey("standard_panel.id"), primary_key=True)
    figures: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()


class PanelSignature(Base):
    """A judge signs the minutes, or declines to, with a reason.

    `by_id` is the examiner who noted that the judge does not answer: then it is declined for them.
    """

    __tablename__ = "standard_signature"

    seat_id: Mapped[int] = mapped_column(ForeignKey("standard_seat.id"), primary_key=True)
    agreed: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person | None] = relationship()
