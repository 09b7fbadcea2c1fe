"""What was computed of the questions and the test of a run."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class RunAnalysis(Base):
    """The figures of a run, stored for showing; `flask exam analyse` computes them again."""

    __tablename__ = "run_analysis"

    run_id: Mapped[int] = mapped_column(ForeignKey("grading_run.id"), primary_key=True)
    figures: Mapped[dict[str, Any]]
    at: Mapped[datetime]
