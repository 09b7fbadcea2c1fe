"""The gate, credentials and their status, public checks.

Revision ID: credentials
Revises: competitions
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'credentials'
down_revision = 'competitions'

JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), 'postgresql'
)


def upgrade():
    op.create_table('public_check',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'outcome', name=op.f('pk_public_check'))
    )

    op.create_table('public_check_failure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_public_check_failure'))
    )
    with op.batch_alter_table('public_check_failure', schema=None) as batch_op:
        batch_op.create_index('ix_public_check_failure_address_at', ['address_hash', 'at'], unique=False)

    op.create_table('credential_series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('rule_code', sa.String(length=64), nullable=False),
    sa.Column('last_serial', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_credential_series_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credential_series')),
    sa.UniqueConstraint('unit_id', 'year', 'rule_code', name=op.f('uq_credential_series_unit_id_year_rule_code'))
    )

    op.create_table('gate_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('definition', JSON, nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_gate_rule_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gate_rule')),
    sa.UniqueConstraint('code', 'version', name=op.f('uq_gate_rule_code_version'))
    )

    op.create_table('gate_waiver',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('rule_code', sa.String(length=64), nullable=False),
    sa.Column('condition', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_gate_waiver_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_gate_waiver_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gate_waiver'))
    )
    with op.batch_alter_table('gate_waiver', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gate_waiver_person_id'), ['person_id'], unique=False)

    op.create_table('holder_photo',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('image', sa.LargeBinary(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_holder_photo_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_holder_photo_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holder_photo'))
    )
    with op.batch_alter_table('holder_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_holder_photo_person_id'), ['person_id'], unique=False)

    op.create_table('eligibility',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('photo_id', sa.Integer(), nullable=False),
    sa.Column('education', sa.String(length=32), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_eligibility_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_eligibility_person_id_person')),
    sa.ForeignKeyConstraint(['photo_id'], ['holder_photo.id'], name=op.f('fk_eligibility_photo_id_holder_photo')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_eligibility_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_eligibility'))
    )
    with op.batch_alter_table('eligibility', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_eligibility_person_id'), ['person_id'], unique=False)

    op.create_table('gate_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.Integer(), nullable=False),
    sa.Column('answer', sa.String(length=16), nullable=False),
    sa.Column('findings', JSON, nullable=False),
    sa.Column('facts', JSON, nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_gate_decision_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_gate_decision_person_id_person')),
    sa.ForeignKeyConstraint(['rule_id'], ['gate_rule.id'], name=op.f('fk_gate_decision_rule_id_gate_rule')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gate_decision'))
    )
    with op.batch_alter_table('gate_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gate_decision_person_id'), ['person_id'], unique=False)

    op.create_table('gate_waiver_end',
    sa.Column('waiver_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_gate_waiver_end_by_id_person')),
    sa.ForeignKeyConstraint(['waiver_id'], ['gate_waiver.id'], name=op.f('fk_gate_waiver_end_waiver_id_gate_waiver')),
    sa.PrimaryKeyConstraint('waiver_id', name=op.f('pk_gate_waiver_end'))
    )

    op.create_table('credential_proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_credential_proposal_by_id_person')),
    sa.ForeignKeyConstraint(['decision_id'], ['gate_decision.id'], name=op.f('fk_credential_proposal_decision_id_gate_decision')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_credential_proposal_person_id_person')),
    sa.ForeignKeyConstraint(['rule_id'], ['gate_rule.id'], name=op.f('fk_credential_proposal_rule_id_gate_rule')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_credential_proposal_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credential_proposal'))
    )
    with op.batch_alter_table('credential_proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_credential_proposal_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_credential_proposal_unit_id'), ['unit_id'], unique=False)

    op.create_table('gate_decision_ground',
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('fact_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['decision_id'], ['gate_decision.id'], name=op.f('fk_gate_decision_ground_decision_id_gate_decision')),
    sa.PrimaryKeyConstraint('decision_id', 'kind', 'fact_id', name=op.f('pk_gate_decision_ground'))
    )
    with op.batch_alter_table('gate_decision_ground', schema=None) as batch_op:
        batch_op.create_index('ix_gate_decision_ground_fact', ['kind', 'fact_id'], unique=False)

    op.create_table('credential',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('check_code', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('photo_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('status_index', sa.Integer(), nullable=False),
    sa.Column('is_demonstration', sa.Boolean(), nullable=False),
    sa.Column('key_code', sa.String(length=64), nullable=False),
    sa.Column('seal', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_credential_by_id_person')),
    sa.ForeignKeyConstraint(['decision_id'], ['gate_decision.id'], name=op.f('fk_credential_decision_id_gate_decision')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_credential_person_id_person')),
    sa.ForeignKeyConstraint(['photo_id'], ['holder_photo.id'], name=op.f('fk_credential_photo_id_holder_photo')),
    sa.ForeignKeyConstraint(['proposal_id'], ['credential_proposal.id'], name=op.f('fk_credential_proposal_id_credential_proposal')),
    sa.ForeignKeyConstraint(['rule_id'], ['gate_rule.id'], name=op.f('fk_credential_rule_id_gate_rule')),
    sa.ForeignKeyConstraint(['series_id'], ['credential_series.id'], name=op.f('fk_credential_series_id_credential_series')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_credential_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credential')),
    sa.UniqueConstraint('number', name=op.f('uq_credential_number')),
    sa.UniqueConstraint('proposal_id', name=op.f('uq_credential_proposal_id')),
    sa.UniqueConstraint('series_id', 'serial', name=op.f('uq_credential_series_id_serial')),
    sa.UniqueConstraint('status_index', name=op.f('uq_credential_status_index')),
    sa.UniqueConstraint('uid', name=op.f('uq_credential_uid'))
    )
    with op.batch_alter_table('credential', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_credential_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_credential_unit_id'), ['unit_id'], unique=False)

    op.create_table('credential_proposal_end',
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_credential_proposal_end_by_id_person')),
    sa.ForeignKeyConstraint(['proposal_id'], ['credential_proposal.id'], name=op.f('fk_credential_proposal_end_proposal_id_credential_proposal')),
    sa.PrimaryKeyConstraint('proposal_id', name=op.f('pk_credential_proposal_end'))
    )

    op.create_table('issuance_hold',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_issuance_hold_by_id_person')),
    sa.ForeignKeyConstraint(['proposal_id'], ['credential_proposal.id'], name=op.f('fk_issuance_hold_proposal_id_credential_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issuance_hold'))
    )
    with op.batch_alter_table('issuance_hold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_issuance_hold_proposal_id'), ['proposal_id'], unique=False)

    op.create_table('credential_concern',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sa.Integer(), nullable=False),
    sa.Column('cause', sa.String(length=32), nullable=False),
    sa.Column('fact_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['credential_id'], ['credential.id'], name=op.f('fk_credential_concern_credential_id_credential')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credential_concern')),
    sa.UniqueConstraint('credential_id', 'cause', 'fact_id', name=op.f('uq_credential_concern_credential_id_cause_fact_id'))
    )

    op.create_table('credential_replacement',
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['credential_id'], ['credential.id'], name=op.f('fk_credential_replacement_credential_id_credential')),
    sa.ForeignKeyConstraint(['proposal_id'], ['credential_proposal.id'], name=op.f('fk_credential_replacement_proposal_id_credential_proposal')),
    sa.PrimaryKeyConstraint('proposal_id', name=op.f('pk_credential_replacement'))
    )
    with op.batch_alter_table('credential_replacement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_credential_replacement_credential_id'), ['credential_id'], unique=False)

    op.create_table('credential_status_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('reason_class', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_credential_status_change_by_id_person')),
    sa.ForeignKeyConstraint(['credential_id'], ['credential.id'], name=op.f('fk_credential_status_change_credential_id_credential')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credential_status_change'))
    )
    with op.batch_alter_table('credential_status_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_credential_status_change_credential_id'), ['credential_id'], unique=False)

    op.create_table('issuance_hold_end',
    sa.Column('hold_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_issuance_hold_end_by_id_person')),
    sa.ForeignKeyConstraint(['hold_id'], ['issuance_hold.id'], name=op.f('fk_issuance_hold_end_hold_id_issuance_hold')),
    sa.PrimaryKeyConstraint('hold_id', name=op.f('pk_issuance_hold_end'))
    )

    op.create_table('credential_concern_answer',
    sa.Column('concern_id', sa.Integer(), nullable=False),
    sa.Column('kept', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_credential_concern_answer_by_id_person')),
    sa.ForeignKeyConstraint(['concern_id'], ['credential_concern.id'], name=op.f('fk_credential_concern_answer_concern_id_credential_concern')),
    sa.PrimaryKeyConstraint('concern_id', name=op.f('pk_credential_concern_answer'))
    )

    op.create_table('credential_status_decision',
    sa.Column('change_id', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_credential_status_decision_by_id_person')),
    sa.ForeignKeyConstraint(['change_id'], ['credential_status_change.id'], name=op.f('fk_credential_status_decision_change_id_credential_status_change')),
    sa.PrimaryKeyConstraint('change_id', name=op.f('pk_credential_status_decision'))
    )


def downgrade():
    op.drop_table('credential_status_decision')
    op.drop_table('credential_concern_answer')
    op.drop_table('issuance_hold_end')
    op.drop_table('credential_status_change')
    op.drop_table('credential_replacement')
    op.drop_table('credential_concern')
    op.drop_table('issuance_hold')
    op.drop_table('credential_proposal_end')
    op.drop_table('credential')
    op.drop_table('gate_decision_ground')
    op.drop_table('credential_proposal')
    op.drop_table('gate_waiver_end')
    op.drop_table('gate_decision')
    op.drop_table('eligibility')
    op.drop_table('holder_photo')
    op.drop_table('gate_waiver')
    op.drop_table('gate_rule')
    op.drop_table('credential_series')
    op.drop_table('public_check_failure')
    op.drop_table('public_check')
