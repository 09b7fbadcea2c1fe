"""Alembic's entry: the application's own engine and tables."""

from typing import Any

from alembic import context
from flask import current_app

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
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
