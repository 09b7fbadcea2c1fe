"""What the desks themselves write down."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from audit.models import BigId
from core.database import Base


class Look(Base):
    """A supervisor has seen the trail up to this entry."""

    __tablename__ = "trail_look"
    __table_args__ = (Index("ix_trail_look_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entry_id: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime]
