"""Proposed wordings of modules: texts, sendings, answers, withdrawals.

Revision ID: modules_proposed
Revises: learning_that_lasts
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'modules_proposed'
down_revision = 'learning_that_lasts'

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')


def upgrade():
    op.create_table('course_module_proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_code', sa.String(length=32), nullable=False),
    sa.Column('module_code', sa.String(length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_course_module_proposal_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_module_proposal'))
    )
    op.create_index(op.f('ix_course_module_proposal_by_id'), 'course_module_proposal', ['by_id'], unique=False)
    op.create_index(op.f('ix_course_module_proposal_module_code'), 'course_module_proposal', ['module_code'], unique=False)

    op.create_table('course_proposal_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('files', JSON, nullable=False),
    sa.Column('base_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['base_id'], ['course_module_revision.id'], name=op.f('fk_course_proposal_text_base_id_course_module_revision')),
    sa.ForeignKeyConstraint(['proposal_id'], ['course_module_proposal.id'], name=op.f('fk_course_proposal_text_proposal_id_course_module_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_proposal_text')),
    sa.UniqueConstraint('proposal_id', 'number', name=op.f('uq_course_proposal_text_proposal_id_number'))
    )
    op.create_index(op.f('ix_course_proposal_text_base_id'), 'course_proposal_text', ['base_id'], unique=False)

    op.create_table('course_proposal_sending',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['proposal_id'], ['course_module_proposal.id'], name=op.f('fk_course_proposal_sending_proposal_id_course_module_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_proposal_sending'))
    )
    op.create_index(op.f('ix_course_proposal_sending_proposal_id'), 'course_proposal_sending', ['proposal_id'], unique=False)

    op.create_table('course_proposal_answer',
    sa.Column('sending_id', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_course_proposal_answer_by_id_person')),
    sa.ForeignKeyConstraint(['revision_id'], ['course_module_revision.id'], name=op.f('fk_course_proposal_answer_revision_id_course_module_revision')),
    sa.ForeignKeyConstraint(['sending_id'], ['course_proposal_sending.id'], name=op.f('fk_course_proposal_answer_sending_id_course_proposal_sending')),
    sa.PrimaryKeyConstraint('sending_id', name=op.f('pk_course_proposal_answer')),
    sa.UniqueConstraint('revision_id', name=op.f('uq_course_proposal_answer_revision_id'))
    )
    op.create_table('course_proposal_withdrawal',
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['proposal_id'], ['course_module_proposal.id'], name=op.f('fk_course_proposal_withdrawal_proposal_id_course_module_proposal')),
    sa.PrimaryKeyConstraint('proposal_id', name=op.f('pk_course_proposal_withdrawal'))
    )


def downgrade():
    for table in (
        'course_proposal_withdrawal', 'course_proposal_answer', 'course_proposal_sending',
        'course_proposal_text', 'course_module_proposal',
    ):
        op.drop_table(table)
