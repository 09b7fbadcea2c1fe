"""Files of papers and keys that somebody had made to be printed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class Printing(Base):
    """One file of forms, made as long work for whoever asked; a day later the file is gone.

    `what` is papers, reserves or keys; `forms` are the ids of the forms in it; `suffix` is pdf or
    zip. Until it is made, `file` is none.
    """

    __tablename__ = "printing"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    what: Mapped[str] = mapped_column(String(16))
    forms: Mapped[list[Any]]
    suffix: Mapped[str] = mapped_column(String(4), default="")
    file: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    is_kept: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
