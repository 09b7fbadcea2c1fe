"""Something that waits for somebody."""

from dataclasses import dataclass, field

from sqlalchemy import Select, func, select

from core.database import db


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sentence, how many there are, and the door to them."""

    message: str
    count: int
    endpoint: str
    arguments: dict[str, object] = field(default_factory=dict)


def counted(statement: Select[int]) -> int:
    """How many rows a selection of ids has."""
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
