"""The topics that a module teaches, from the head of its Chinese text.

Revision ID: topics_of_modules
Revises: marks_explained
"""

import json
import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'topics_of_modules'
down_revision = 'marks_explained'

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')


def upgrade():
    with op.batch_alter_table('course_module_revision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('topics', JSON, nullable=False, server_default='[]'))
    connection = op.get_bind()
    cast = "CAST(:topics AS jsonb)" if connection.dialect.name == "postgresql" else ":topics"
    update = sa.text(f"UPDATE course_module_revision SET topics = {cast} WHERE id = :id")
    rows = connection.execute(
        sa.text("SELECT revision_id, source FROM course_module_text WHERE language = 'zh'")
    ).all()
    for revision_id, source in rows:
        line = re.search(r"(?m)^topics: *(.+)$", source)
        topics = [part.strip() for part in line[1].split(",") if part.strip()] if line else []
        connection.execute(update, {"topics": json.dumps(topics), "id": revision_id})


def downgrade():
    op.execute("ALTER TABLE course_module_revision DROP COLUMN topics")
