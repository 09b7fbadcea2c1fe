"""Regrades: proposed by an examiner, confirmed by a supervisor."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.database import Base
from exam.models.sittings import Sitting
from exam.models.standards import Panel


class Regrade(Base):
    """An examiner proposes, with a reason, that a sitting be marked anew.

    `rulings` are those that come on top of the base run's (`exam.rules.rulings`), `panel_id` a
    standard to be set afterwards, `appeals` the upheld appeals that it carries out. `digest` is
    that of the run which was previewed: it alone can be confirmed.
    """

    __tablename__ = "regrade"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    base_run_id: Mapped[int] = mapped_column(ForeignKey("grading_run.id"))
    rulings: Mapped[list[Any]]
    panel_id: Mapped[int | None] = mapped_column(ForeignKey("standard_panel.id"))
    appeals: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(String(500))
    digest: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    sitting: Mapped[Sitting] = relationship()
    by: Mapped[Person] = relationship()
    panel: Mapped[Panel | None] = relationship()
    decision: Mapped["RegradeDecision | None"] = relationship(back_populates="regrade")


class RegradeDecision(Base):
    """A supervisor's answer to a regrade; agreed, `run_id` is the run that came of it."""

    __tablename__ = "regrade_decision"

    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrade.id"), primary_key=True)
    agreed: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500), default="")
    run_id: Mapped[int | None] = mapped_column(ForeignKey("grading_run.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    regrade: Mapped[Regrade] = relationship(back_populates="decision")
    by: Mapped[Person] = relationship()
