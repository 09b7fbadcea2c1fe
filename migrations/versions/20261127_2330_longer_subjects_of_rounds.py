"""A round may be about one topic of the notebook, however long the topic's code is.

Revision ID: longer_subjects
Revises: mock_exams
"""

import sqlalchemy as sa
from alembic import op

revision = 'longer_subjects'
down_revision = 'mock_exams'

SHORT, LONG = sa.String(length=32), sa.String(length=41)


def upgrade():
    _alter(SHORT, LONG)


def downgrade():
    op.execute('UPDATE practice_round SET about = substr(about, 1, 32)')
    _alter(LONG, SHORT)


def _alter(before, after):
    with op.batch_alter_table('practice_round', schema=None) as batch_op:
        batch_op.alter_column('about', existing_type=before, type_=after, existing_nullable=False)
