"""Time: the machine's for dates on record, the database's for everything that decides an exam."""

from datetime import UTC, datetime

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    DateTime,
    Integer,
    String,
    Table,
    event,
    func,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from core.database import db

CORRECTED_SQLITE = "(machine_ms() + (SELECT coalesce(sum(ms), 0) FROM clock_correction))"
CORRECTED = {"sqlite": CORRECTED_SQLITE, "postgresql": "clock_ms()"}

clock_correction = Table(
    "clock_correction",
    db.metadata,
    Column("id", Integer, primary_key=True),
    Column("ms", BigInteger, nullable=False),
    Column("reason", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

CLOCK_MS_SQL = """
CREATE OR REPLACE FUNCTION clock_ms() RETURNS bigint LANGUAGE sql VOLATILE AS $$
  SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint
         + coalesce((SELECT sum(ms) FROM clock_correction), 0)::bigint
$$
"""
event.listen(
    clock_correction,
    "after_create",
    DDL(CLOCK_MS_SQL).execute_if(dialect="postgresql"),  # type: ignore[no-untyped-call]
)


class ClockMs(FunctionElement[int]):
    """`clock_ms()`: milliseconds since 1970 by the exam's only clock, correction included."""

    type = BigInteger()
    inherit_cache = True


@compiles(ClockMs)
def _compile_clock_ms(element: ClockMs, compiler: SQLCompiler, **kwargs: object) -> str:
    return CORRECTED[compiler.dialect.name]


def now() -> datetime:
    """The machine's time, aware and in UTC: for dates on record, never to decide an exam."""
    return datetime.now(UTC)


def exam_ms() -> int:
    """The exam clock's reading in milliseconds."""
    return int(db.session.execute(select(ClockMs())).scalar_one())


def moment(milliseconds: int) -> datetime:
    """The aware UTC time of a reading of the exam clock."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def milliseconds(moment: datetime) -> int:
    """The exam clock's reading at an aware time."""
    return round(moment.timestamp() * 1000)
