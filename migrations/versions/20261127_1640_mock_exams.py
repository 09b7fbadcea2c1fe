"""Mock exams: papers from the practice pool, answers, flags, ends, own marks.

Revision ID: mock_exams
Revises: modules_proposed
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'mock_exams'
down_revision = 'modules_proposed'

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')


def upgrade():
    op.create_table('practice_mock',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('blueprint_id', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(length=16), nullable=False),
    sa.Column('slots', JSON, nullable=False),
    sa.Column('relaxed', JSON, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['blueprint_id'], ['blueprint.id'], name=op.f('fk_practice_mock_blueprint_id_blueprint')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_practice_mock_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_mock'))
    )
    op.create_index(op.f('ix_practice_mock_blueprint_id'), 'practice_mock', ['blueprint_id'], unique=False)
    op.create_index('ix_practice_mock_due_at', 'practice_mock', ['due_at'], unique=False)
    op.create_index(op.f('ix_practice_mock_person_id'), 'practice_mock', ['person_id'], unique=False)

    op.create_table('practice_mock_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mock_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['mock_id'], ['practice_mock.id'], name=op.f('fk_practice_mock_answer_mock_id_practice_mock')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_mock_answer'))
    )
    op.create_index('ix_practice_mock_answer_mock_id_number', 'practice_mock_answer', ['mock_id', 'number'], unique=False)

    op.create_table('practice_mock_flag',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mock_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('is_up', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['mock_id'], ['practice_mock.id'], name=op.f('fk_practice_mock_flag_mock_id_practice_mock')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_mock_flag'))
    )
    op.create_index('ix_practice_mock_flag_mock_id_number', 'practice_mock_flag', ['mock_id', 'number'], unique=False)

    op.create_table('practice_mock_end',
    sa.Column('mock_id', sa.Integer(), nullable=False),
    sa.Column('shares', JSON, nullable=False),
    sa.Column('by_time', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['mock_id'], ['practice_mock.id'], name=op.f('fk_practice_mock_end_mock_id_practice_mock')),
    sa.PrimaryKeyConstraint('mock_id', name=op.f('pk_practice_mock_end'))
    )

    op.create_table('practice_mock_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mock_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('lines', JSON, nullable=False),
    sa.Column('share', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['mock_id'], ['practice_mock.id'], name=op.f('fk_practice_mock_mark_mock_id_practice_mock')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_mock_mark'))
    )
    op.create_index('ix_practice_mock_mark_mock_id_number', 'practice_mock_mark', ['mock_id', 'number'], unique=False)


def downgrade():
    op.drop_table('practice_mock_mark')
    op.drop_table('practice_mock_end')
    op.drop_table('practice_mock_flag')
    op.drop_table('practice_mock_answer')
    op.drop_table('practice_mock')
