"""Alembic's entry: the application's own engine and tables."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from core.database import UtcDateTime

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Migrations never import the product: its column types are written as plain ones."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Bring the database to the version that is asked for."""
    with database.engine.connect() as connection:
        _enforce_references(connection, is_on=False)
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=True,
            include_name=lambda name, kind, parents: (
                not (kind == "table" and (name or "").startswith("question_wording_index"))
            ),
            include_object=lambda item, name, kind, reflected, other: (
                not (name == "ix_question_wording_tokens" and connection.dialect.name == "sqlite")
            ),
        )
        try:
            with context.begin_transaction():
                context.run_migrations()
            _refuse_broken_references(connection)
            connection.commit()
        finally:
            connection.rollback()
            _enforce_references(connection, is_on=True)


def _enforce_references(connection: Connection, *, is_on: bool) -> None:
    """SQLite makes a table anew to alter a column: rows that refer to it must not stand in the way.

    It hears this between transactions alone, and there SQLAlchemy says nothing.
    """
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys = {'ON' if is_on else 'OFF'}")


def _refuse_broken_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"These rows refer to nothing: {broken[:10]}")


run()
