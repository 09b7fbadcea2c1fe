"""Signing keys, waivers of a conflict, voided attempts, what supervisors have seen.

Revision ID: keys_waivers_and_voiding
Revises: first_tables
"""

import sqlalchemy as sa
from alembic import op

revision = 'keys_waivers_and_voiding'
down_revision = 'first_tables'


def upgrade():
    op.create_table('signing_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('public', sa.String(length=64), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_key')),
    sa.UniqueConstraint('code', name=op.f('uq_signing_key_code'))
    )

    op.create_table('signing_key_end',
    sa.Column('key_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('effective_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['key_id'], ['signing_key.id'], name=op.f('fk_signing_key_end_key_id_signing_key')),
    sa.PrimaryKeyConstraint('key_id', 'kind', name=op.f('pk_signing_key_end'))
    )

    op.create_table('conflict_waiver',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('conflict', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_conflict_waiver_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_conflict_waiver_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conflict_waiver'))
    )
    with op.batch_alter_table('conflict_waiver', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conflict_waiver_person_id'), ['person_id'], unique=False)

    op.create_table('trail_look',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_trail_look_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trail_look'))
    )
    with op.batch_alter_table('trail_look', schema=None) as batch_op:
        batch_op.create_index('ix_trail_look_person_id', ['person_id'], unique=False)

    op.create_table('conflict_waiver_end',
    sa.Column('waiver_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_conflict_waiver_end_by_id_person')),
    sa.ForeignKeyConstraint(['waiver_id'], ['conflict_waiver.id'], name=op.f('fk_conflict_waiver_end_waiver_id_conflict_waiver')),
    sa.PrimaryKeyConstraint('waiver_id', name=op.f('pk_conflict_waiver_end'))
    )

    op.create_table('conflict_waiver_use',
    sa.Column('waiver_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=64), nullable=False),
    sa.Column('subject_kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['waiver_id'], ['conflict_waiver.id'], name=op.f('fk_conflict_waiver_use_waiver_id_conflict_waiver')),
    sa.PrimaryKeyConstraint('waiver_id', name=op.f('pk_conflict_waiver_use'))
    )

    op.create_table('attempt_voiding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_attempt_voiding_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_attempt_voiding_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt_voiding'))
    )
    with op.batch_alter_table('attempt_voiding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_voiding_attempt_id'), ['attempt_id'], unique=False)

    op.create_table('attempt_voiding_decision',
    sa.Column('voiding_id', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_attempt_voiding_decision_by_id_person')),
    sa.ForeignKeyConstraint(['voiding_id'], ['attempt_voiding.id'], name=op.f('fk_attempt_voiding_decision_voiding_id_attempt_voiding')),
    sa.PrimaryKeyConstraint('voiding_id', name=op.f('pk_attempt_voiding_decision'))
    )


def downgrade():
    op.drop_table('attempt_voiding_decision')
    op.drop_table('attempt_voiding')
    op.drop_table('conflict_waiver_use')
    op.drop_table('conflict_waiver_end')
    op.drop_table('trail_look')
    op.drop_table('conflict_waiver')
    op.drop_table('signing_key_end')
    op.drop_table('signing_key')
