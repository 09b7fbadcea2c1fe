"""The database: one session, one kind of transaction, and the column types of the house."""

import re
import sqlite3
import time
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import psycopg
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    URL,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    FromClause,
    Integer,
    MetaData,
    Numeric,
    Select,
    SQLColumnExpression,
    cast,
    event,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator, TypeEngine

BUSY_MS = 15_000

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored and restored as UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values, turn others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without its zone cannot be stored.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back that SQLite drops."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every table."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_N_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime(), dict[str, Any]: Json, list[Any]: Json},
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

_writing: ContextVar[bool] = ContextVar("writing", default=False)


AT_ONCE = 1_000


def batches(ids: Collection[int]) -> Iterator[list[int]]:
    """The ids, as many at a time as one statement may name: PostgreSQL refuses above 65,535."""
    several = list(ids)
    for start in range(0, len(several), AT_ONCE):
        yield several[start : start + AT_ONCE]


@contextmanager
def transaction() -> Iterator[Session]:
    """One verb's writes: all or nothing. An inner one joins the outermost.

    The write lock is taken at once (SQLite), so a write never fails half-way on a lock, and
    what was read before is read again, so that it is judged as it is now.
    """
    session = db.session()
    if _writing.get():
        yield session
        return
    _end_reading(session)
    token = _writing.set(True)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _writing.reset(token)


def _end_reading(session: Session) -> None:
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed outside a transaction().")
    session.commit()
    session.expire_all()


# A read-only database answers with an internal error.
AWAY = (psycopg.OperationalError, psycopg.InternalError)
TRANSIENT = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
TRIES = 5


@dataclass(frozen=True, slots=True)
class AtOnce:
    """A write that goes past the ORM: one round trip on PostgreSQL, and one statement.

    Where `lock` is given it goes first, in the same round trip and transaction: the statement
    then sees what was committed while the lock was waited for. SQLite cannot insert inside WITH;
    there its few statements share one immediate transaction, and the rows of the last are the
    answer. Values are named :so in all of them. Every such write may be done twice: it is tried
    again after a deadlock, a failed serialization, or on a new connection if this one was lost.
    """

    postgresql: str
    sqlite: tuple[str, ...]
    lock: str | None = None

    def run(self, values: Mapping[str, object]) -> list[Any]:
        """Execute with these values; the rows that it returns."""
        if db.engine.dialect.name == "postgresql":
            return self._run_on_postgresql(values)
        return self._run_on_sqlite(values)

    def look(self, values: Mapping[str, object]) -> list[Any]:
        """Execute what only reads: without the write lock that SQLite would take."""
        if db.engine.dialect.name == "postgresql":
            return self._run_on_postgresql(values)
        connection = db.engine.raw_connection()
        try:
            rows: list[Any] = connection.cursor().execute(self.sqlite[-1], values).fetchall()
            return rows
        except sqlite3.OperationalError as problem:
            raise OperationalError(None, None, problem) from problem
        finally:
            connection.close()

    def _run_on_postgresql(self, values: Mapping[str, object]) -> list[Any]:
        url = db.engine.url
        for tries_left in reversed(range(TRIES)):
            connection = _idle_connection(url)
            try:
                rows = self._sent(connection, values)
            except AWAY as problem:
                is_lost = connection.broken
                connection.close()
                if is_lost:
                    _close_idle(url)
                if not tries_left or not (is_lost or isinstance(problem, TRANSIENT)):
                    raise OperationalError(None, None, problem) from problem
            except BaseException:
                connection.close()
                raise
            else:
                _idle[url].append(connection)
                return rows
        raise AssertionError

    def _sent(self, connection: psycopg.Connection[Any], values: Mapping[str, object]) -> list[Any]:
        statement = _psycopg_style(self.postgresql)
        if self.lock is None:
            return connection.execute(statement, values).fetchall()
        with connection.pipeline():
            connection.execute(_psycopg_style(self.lock), values)
            cursor = connection.execute(statement, values)
        return cursor.fetchall()

    def _run_on_sqlite(self, values: Mapping[str, object]) -> list[Any]:
        connection = db.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            try:
                rows: list[Any] = [cursor.execute(sql, values).fetchall() for sql in self.sqlite][
                    -1
                ]
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")
            return rows
        except sqlite3.OperationalError as problem:
            raise OperationalError(None, None, problem) from problem
        finally:
            connection.close()


Reader = Callable[[Any], Any]


class Prepared:
    """A query past the ORM: compiled once, asked with values by the names of its parameters.

    Its rows are tuples, and see what is committed. It must do without IN of a list.
    """

    def __init__(self, statement: Select[Any]) -> None:
        """Keep the statement; it is compiled for the database when it is first asked."""
        self._statement = statement
        self._known: dict[str, tuple[AtOnce, dict[str, Any], list[Reader | None]]] = {}

    def rows(self, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """What it finds with these values."""
        dialect = db.engine.dialect
        if dialect.name not in self._known:
            self._known[dialect.name] = self._compiled(dialect)
        statement, constants, readers = self._known[dialect.name]
        rows = statement.look({**constants, **values})
        if not any(readers):
            return rows
        return [
            tuple(read(each) if read else each for read, each in zip(readers, row, strict=True))
            for row in rows
        ]

    def _compiled(self, dialect: Dialect) -> tuple[AtOnce, dict[str, Any], list[Reader | None]]:
        named = SQLiteDialect(paramstyle="named") if dialect.name == "sqlite" else dialect
        compiled = self._statement.compile(dialect=named)
        readers = [_reader(each.type, dialect) for each in self._statement.selected_columns]
        text, constants = str(compiled), {str(k): v for k, v in compiled.params.items()}
        return AtOnce(text, (text,)), constants, readers


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Reader | None:
    """What makes a value of what the driver gives; psycopg gives exact numbers by itself."""
    if dialect.name == "postgresql" and isinstance(kind, Numeric):
        return None
    return kind._cached_result_processor(dialect, None)  # noqa: SLF001


@lru_cache(maxsize=64)
def _psycopg_style(sql: str) -> str:
    return re.sub(r"(?<!:):([a-z_]+)", r"%(\1)s", sql)


_idle: dict[URL, deque[psycopg.Connection[Any]]] = defaultdict(deque)
"""Connections that commit every statement by themselves: taken from the end, put back there."""


def _idle_connection(url: URL) -> psycopg.Connection[Any]:
    try:
        return _idle[url].pop()
    except IndexError:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            return psycopg.connect(address, autocommit=True)
        except psycopg.OperationalError as problem:
            raise OperationalError(None, None, problem) from problem


def _close_idle(url: URL) -> None:
    for connection in _idle.pop(url, ()):
        connection.close()


def close_connections() -> None:
    """Close every connection of this process, as at the end of a run."""
    _close_idle(db.engine.url)
    db.engine.dispose()


def numbers_in(column: SQLColumnExpression[Any], key: str) -> tuple[FromClause, ColumnElement[int]]:
    """The elements of a JSON list as rows, and the number that each of them has under a key."""
    if db.engine.dialect.name == "postgresql":
        rows = func.jsonb_array_elements(column).table_valued("value")
        return rows, cast(rows.c.value.op("->>")(key), Integer)
    rows = func.json_each(column).table_valued("value")
    return rows, func.json_extract(rows.c.value, f"$.{key}", type_=Integer)


def _machine_ms() -> int:
    return time.time_ns() // 1_000_000


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: object, record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    connection.create_function("machine_ms", 0, _machine_ms)
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
