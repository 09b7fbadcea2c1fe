"""The first tables: people, the trail, courses, questions, exams, practice.

Revision ID: first_tables
Revises: 
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'first_tables'
down_revision = None

JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), 'postgresql'
)
CLOCK_MS = """
CREATE OR REPLACE FUNCTION clock_ms() RETURNS bigint LANGUAGE sql VOLATILE AS $$
  SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint
         + coalesce((SELECT sum(ms) FROM clock_correction), 0)::bigint
$$
"""


def upgrade():
    op.create_table('clock_correction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ms', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('(CURRENT_TIMESTAMP)'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clock_correction'))
    )
    op.create_table('course',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course')),
    sa.UniqueConstraint('code', name=op.f('uq_course_code'))
    )
    op.create_table('course_module',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_module')),
    sa.UniqueConstraint('code', name=op.f('uq_course_module_code'))
    )
    op.create_table('journal',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.Integer(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('typed_under', sa.Integer(), nullable=False),
    sa.Column('lease', sa.Integer(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('noted_at', sa.String(length=40), nullable=True),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.Column('standing', sa.String(length=8), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journal'))
    )
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.create_index('ix_journal_attempt_id', ['attempt_id'], unique=False)

    op.create_table('sign_in_failure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('login_hash', sa.String(length=64), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_failure'))
    )
    with op.batch_alter_table('sign_in_failure', schema=None) as batch_op:
        batch_op.create_index('ix_sign_in_failure_address_at', ['address_hash', 'at'], unique=False)
        batch_op.create_index('ix_sign_in_failure_login_at', ['login_hash', 'at'], unique=False)

    op.create_table('trail_block',
    sa.Column('height', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('root', sa.String(length=64), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('height', name=op.f('pk_trail_block')),
    sa.UniqueConstraint('hash', name=op.f('uq_trail_block_hash'))
    )
    op.create_table('trail_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('act', sa.String(length=64), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('subject_kind', sa.String(length=32), nullable=True),
    sa.Column('subject_id', sa.String(length=64), nullable=True),
    sa.Column('unit_path', sa.String(length=255), nullable=False),
    sa.Column('fields', JSON, nullable=False),
    sa.Column('salts', JSON, nullable=False),
    sa.Column('digests', JSON, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trail_entry')),
    sa.UniqueConstraint('uid', name=op.f('uq_trail_entry_uid'))
    )
    with op.batch_alter_table('trail_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trail_entry_act'), ['act'], unique=False)
        batch_op.create_index('ix_trail_entry_actor_id_at', ['actor_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_trail_entry_at'), ['at'], unique=False)
        batch_op.create_index('ix_trail_entry_subject', ['subject_kind', 'subject_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_trail_entry_unit_path'), ['unit_path'], unique=False)

    op.create_table('unit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('level', sa.String(length=16), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('path', sa.String(length=255), nullable=False),
    sa.Column('zone', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['unit.id'], name=op.f('fk_unit_parent_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit')),
    sa.UniqueConstraint('code', name=op.f('uq_unit_code')),
    sa.UniqueConstraint('path', name=op.f('uq_unit_path'))
    )
    with op.batch_alter_table('unit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unit_parent_id'), ['parent_id'], unique=False)

    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('login', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('password_hash', sa.String(length=128), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=True),
    sa.Column('scheme', sa.String(length=8), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_person_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('login', name=op.f('uq_person_login'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_unit_id'), ['unit_id'], unique=False)

    op.create_table('trail_sealed',
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['trail_entry.id'], name=op.f('fk_trail_sealed_entry_id_trail_entry')),
    sa.ForeignKeyConstraint(['height'], ['trail_block.height'], name=op.f('fk_trail_sealed_height_trail_block')),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_trail_sealed'))
    )
    with op.batch_alter_table('trail_sealed', schema=None) as batch_op:
        batch_op.create_index('uq_trail_sealed_place', ['height', 'position'], unique=True)

    op.create_table('blueprint',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('definition', JSON, nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_blueprint_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_blueprint')),
    sa.UniqueConstraint('code', 'version', name=op.f('uq_blueprint_code_version'))
    )
    op.create_table('course_module_revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('titles', JSON, nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('edition', sa.String(length=7), nullable=False),
    sa.Column('confidence', sa.String(length=4), nullable=False),
    sa.Column('facts', JSON, nullable=False),
    sa.Column('checks', JSON, nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_course_module_revision_by_id_person')),
    sa.ForeignKeyConstraint(['module_id'], ['course_module.id'], name=op.f('fk_course_module_revision_module_id_course_module')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_module_revision')),
    sa.UniqueConstraint('module_id', 'number', name=op.f('uq_course_module_revision_module_id_number'))
    )
    op.create_table('course_revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('titles', JSON, nullable=False),
    sa.Column('descriptions', JSON, nullable=False),
    sa.Column('modules', JSON, nullable=False),
    sa.Column('required_percent', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_course_revision_by_id_person')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_revision_course_id_course')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_revision')),
    sa.UniqueConstraint('course_id', 'number', name=op.f('uq_course_revision_course_id_number'))
    )
    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('arguments', JSON, nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('back', sa.String(length=255), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('outcome', JSON, nullable=True),
    sa.Column('problem', sa.String(length=500), nullable=True),
    sa.Column('problem_values', JSON, nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_job_owner_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    op.create_table('practice_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('about', sa.String(length=32), nullable=False),
    sa.Column('seed', sa.String(length=16), nullable=False),
    sa.Column('slots', JSON, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_practice_round_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_round'))
    )
    with op.batch_alter_table('practice_round', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_round_person_id'), ['person_id'], unique=False)

    op.create_table('question_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_question_file_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_file')),
    sa.UniqueConstraint('path', name=op.f('uq_question_file_path'))
    )
    op.create_table('reset_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_reset_link_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reset_link_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reset_link')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_reset_link_key_hash'))
    )
    with op.batch_alter_table('reset_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reset_link_person_id'), ['person_id'], unique=False)

    op.create_table('role_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_role_grant_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_role_grant_person_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_role_grant_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant'))
    )
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_index('ix_role_grant_person_id_role', ['person_id', 'role'], unique=False)

    op.create_table('roster',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('rows', JSON, nullable=False),
    sa.Column('notes', JSON, nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', JSON, nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_roster_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster'))
    )
    with op.batch_alter_table('roster', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roster_by_id'), ['by_id'], unique=False)

    op.create_table('sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agent', sa.String(length=200), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sign_in_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in'))
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_person_id'), ['person_id'], unique=False)

    op.create_table('course_module_text',
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('file', sa.String(length=100), nullable=False),
    sa.Column('parts', JSON, nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['revision_id'], ['course_module_revision.id'], name=op.f('fk_course_module_text_revision_id_course_module_revision')),
    sa.PrimaryKeyConstraint('revision_id', 'language', name=op.f('pk_course_module_text'))
    )
    op.create_table('course_reading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_course_reading_person_id_person')),
    sa.ForeignKeyConstraint(['revision_id'], ['course_module_revision.id'], name=op.f('fk_course_reading_revision_id_course_module_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_reading'))
    )
    with op.batch_alter_table('course_reading', schema=None) as batch_op:
        batch_op.create_index('ix_course_reading_person_id_revision_id', ['person_id', 'revision_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_reading_revision_id'), ['revision_id'], unique=False)

    op.create_table('grant_decision',
    sa.Column('grant_id', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_grant_decision_by_id_person')),
    sa.ForeignKeyConstraint(['grant_id'], ['role_grant.id'], name=op.f('fk_grant_decision_grant_id_role_grant')),
    sa.PrimaryKeyConstraint('grant_id', name=op.f('pk_grant_decision'))
    )
    op.create_table('grant_end',
    sa.Column('grant_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_grant_end_by_id_person')),
    sa.ForeignKeyConstraint(['grant_id'], ['role_grant.id'], name=op.f('fk_grant_end_grant_id_role_grant')),
    sa.PrimaryKeyConstraint('grant_id', name=op.f('pk_grant_end'))
    )
    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('pool', sa.String(length=16), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('source_file_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['source_file_id'], ['question_file.id'], name=op.f('fk_question_source_file_id_question_file')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_question_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('code', name=op.f('uq_question_code'))
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_pool'), ['pool'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_unit_id'), ['unit_id'], unique=False)

    op.create_table('sitting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('blueprint_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('title_en', sa.String(length=160), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('opens_ms', sa.BigInteger(), nullable=False),
    sa.Column('closes_ms', sa.BigInteger(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('grace_ms', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['blueprint_id'], ['blueprint.id'], name=op.f('fk_sitting_blueprint_id_blueprint')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_sitting_by_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_sitting_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sitting'))
    )
    with op.batch_alter_table('sitting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sitting_unit_id'), ['unit_id'], unique=False)

    op.create_table('closing',
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('journal_hash', sa.String(length=64), nullable=False),
    sa.Column('arrivals', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_closing_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('sitting_id', name=op.f('pk_closing'))
    )
    op.create_table('form',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('slots', JSON, nullable=False),
    sa.Column('expected', sa.Numeric(precision=6, scale=4), nullable=False),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_form_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form')),
    sa.UniqueConstraint('sitting_id', 'language', 'number', name=op.f('uq_form_sitting_id_language_number'))
    )
    op.create_table('grading_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('rules_version', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_grading_run_by_id_person')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_grading_run_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grading_run'))
    )
    with op.batch_alter_table('grading_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grading_run_sitting_id'), ['sitting_id'], unique=False)

    op.create_table('question_revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('topic', sa.String(length=32), nullable=False),
    sa.Column('difficulty', sa.String(length=16), nullable=False),
    sa.Column('expected', sa.Numeric(precision=5, scale=4), nullable=False),
    sa.Column('points', sa.Numeric(precision=8, scale=3), nullable=False),
    sa.Column('partial', sa.String(length=16), nullable=False),
    sa.Column('shuffle', sa.Boolean(), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('confidence', sa.String(length=4), nullable=True),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('key', JSON, nullable=False),
    sa.Column('asked', JSON, nullable=False),
    sa.Column('told', JSON, nullable=False),
    sa.Column('sources', JSON, nullable=False),
    sa.Column('details', JSON, nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_question_revision_author_id_person')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_question_revision_question_id_question')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_revision')),
    sa.UniqueConstraint('question_id', 'number', name=op.f('uq_question_revision_question_id_number'))
    )
    with op.batch_alter_table('question_revision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_revision_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_revision_fingerprint'), ['fingerprint'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_revision_question_id'), ['question_id'], unique=False)
        batch_op.create_index('ix_question_revision_state_topic', ['state', 'topic'], unique=False)
        batch_op.create_index('uq_question_revision_approved', ['question_id'], unique=True, postgresql_where=sa.text("state = 'approved'"), sqlite_where=sa.text("state = 'approved'"))

    op.create_table('registration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('extra_minutes', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_registration_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_registration_person_id_person')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_registration_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration')),
    sa.UniqueConstraint('sitting_id', 'person_id', name=op.f('uq_registration_sitting_id_person_id'))
    )
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registration_person_id'), ['person_id'], unique=False)

    op.create_table('sealing',
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('seed_hash', sa.String(length=64), nullable=False),
    sa.Column('plan', JSON, nullable=False),
    sa.Column('bank', JSON, nullable=False),
    sa.Column('bank_hash', sa.String(length=64), nullable=False),
    sa.Column('is_demonstration', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_sealing_by_id_person')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_sealing_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('sitting_id', name=op.f('pk_sealing'))
    )
    op.create_table('attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('form_id', sa.Integer(), nullable=False),
    sa.Column('slot_count', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('lease', sa.Integer(), nullable=False),
    sa.Column('opened_ms', sa.BigInteger(), nullable=True),
    sa.Column('deadline_ms', sa.BigInteger(), nullable=True),
    sa.Column('grace_ms', sa.Integer(), nullable=False),
    sa.Column('closed_ms', sa.BigInteger(), nullable=True),
    sa.Column('closed_by', sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(['candidate_id'], ['person.id'], name=op.f('fk_attempt_candidate_id_person')),
    sa.ForeignKeyConstraint(['form_id'], ['form.id'], name=op.f('fk_attempt_form_id_form')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_attempt_registration_id_registration')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_attempt_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt')),
    sa.UniqueConstraint('form_id', name=op.f('uq_attempt_form_id')),
    sa.UniqueConstraint('registration_id', name=op.f('uq_attempt_registration_id')),
    sa.UniqueConstraint('token', name=op.f('uq_attempt_token'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_candidate_id'), ['candidate_id'], unique=False)
        batch_op.create_index('ix_attempt_sitting_id_state', ['sitting_id', 'state'], unique=False)

    op.create_table('course_check_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.String(length=64), nullable=False),
    sa.Column('question_revision_id', sa.Integer(), nullable=False),
    sa.Column('value', JSON, nullable=False),
    sa.Column('earned', sa.Integer(), nullable=False),
    sa.Column('full', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['module_id'], ['course_module.id'], name=op.f('fk_course_check_answer_module_id_course_module')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_course_check_answer_person_id_person')),
    sa.ForeignKeyConstraint(['question_revision_id'], ['question_revision.id'], name=op.f('fk_course_check_answer_question_revision_id_question_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_check_answer'))
    )
    with op.batch_alter_table('course_check_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_check_answer_module_id'), ['module_id'], unique=False)
        batch_op.create_index('ix_course_check_answer_person_id_module_id', ['person_id', 'module_id', 'question'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_check_answer_question_revision_id'), ['question_revision_id'], unique=False)

    op.create_table('practice_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.String(length=64), nullable=False),
    sa.Column('topic', sa.String(length=32), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('share', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_practice_answer_person_id_person')),
    sa.ForeignKeyConstraint(['revision_id'], ['question_revision.id'], name=op.f('fk_practice_answer_revision_id_question_revision')),
    sa.ForeignKeyConstraint(['round_id'], ['practice_round.id'], name=op.f('fk_practice_answer_round_id_practice_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_answer')),
    sa.UniqueConstraint('round_id', 'number', name=op.f('uq_practice_answer_round_id_number'))
    )
    with op.batch_alter_table('practice_answer', schema=None) as batch_op:
        batch_op.create_index('ix_practice_answer_person_id_question', ['person_id', 'question'], unique=False)
        batch_op.create_index(batch_op.f('ix_practice_answer_revision_id'), ['revision_id'], unique=False)

    op.create_table('question_clearance',
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_question_clearance_by_id_person')),
    sa.ForeignKeyConstraint(['revision_id'], ['question_revision.id'], name=op.f('fk_question_clearance_revision_id_question_revision')),
    sa.PrimaryKeyConstraint('revision_id', name=op.f('pk_question_clearance'))
    )
    op.create_table('question_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.String(length=16), nullable=True),
    sa.Column('after', sa.String(length=16), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_question_move_by_id_person')),
    sa.ForeignKeyConstraint(['revision_id'], ['question_revision.id'], name=op.f('fk_question_move_revision_id_question_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_move'))
    )
    with op.batch_alter_table('question_move', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_move_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_move_revision_id'), ['revision_id'], unique=False)

    op.create_table('release',
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_release_by_id_person')),
    sa.ForeignKeyConstraint(['run_id'], ['grading_run.id'], name=op.f('fk_release_run_id_grading_run')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_release_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('sitting_id', name=op.f('pk_release'))
    )
    op.create_table('withdrawal',
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_withdrawal_by_id_person')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_withdrawal_registration_id_registration')),
    sa.PrimaryKeyConstraint('registration_id', name=op.f('pk_withdrawal'))
    )
    op.create_table('attempt_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('slot', sa.Integer(), nullable=True),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_attempt_event_attempt_id_attempt')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt_event'))
    )
    with op.batch_alter_table('attempt_event', schema=None) as batch_op:
        batch_op.create_index('ix_attempt_event_attempt_id', ['attempt_id'], unique=False)

    op.create_table('result',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Numeric(precision=9, scale=3), nullable=False),
    sa.Column('full', sa.Numeric(precision=9, scale=3), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('marks', JSON, nullable=False),
    sa.Column('breakdown', JSON, nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_result_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['run_id'], ['grading_run.id'], name=op.f('fk_result_run_id_grading_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_result')),
    sa.UniqueConstraint('run_id', 'attempt_id', name=op.f('uq_result_run_id_attempt_id'))
    )
    with op.batch_alter_table('result', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_result_attempt_id'), ['attempt_id'], unique=False)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(CLOCK_MS)


def downgrade():
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION clock_ms()')
    with op.batch_alter_table('result', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_result_attempt_id'))

    op.drop_table('result')
    with op.batch_alter_table('attempt_event', schema=None) as batch_op:
        batch_op.drop_index('ix_attempt_event_attempt_id')

    op.drop_table('attempt_event')
    op.drop_table('withdrawal')
    op.drop_table('release')
    with op.batch_alter_table('question_move', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_move_revision_id'))
        batch_op.drop_index(batch_op.f('ix_question_move_by_id'))

    op.drop_table('question_move')
    op.drop_table('question_clearance')
    with op.batch_alter_table('practice_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_practice_answer_revision_id'))
        batch_op.drop_index('ix_practice_answer_person_id_question')

    op.drop_table('practice_answer')
    with op.batch_alter_table('course_check_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_check_answer_question_revision_id'))
        batch_op.drop_index('ix_course_check_answer_person_id_module_id')
        batch_op.drop_index(batch_op.f('ix_course_check_answer_module_id'))

    op.drop_table('course_check_answer')
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index('ix_attempt_sitting_id_state')
        batch_op.drop_index(batch_op.f('ix_attempt_candidate_id'))

    op.drop_table('attempt')
    op.drop_table('sealing')
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_registration_person_id'))

    op.drop_table('registration')
    with op.batch_alter_table('question_revision', schema=None) as batch_op:
        batch_op.drop_index('uq_question_revision_approved', postgresql_where=sa.text("state = 'approved'"), sqlite_where=sa.text("state = 'approved'"))
        batch_op.drop_index('ix_question_revision_state_topic')
        batch_op.drop_index(batch_op.f('ix_question_revision_question_id'))
        batch_op.drop_index(batch_op.f('ix_question_revision_fingerprint'))
        batch_op.drop_index(batch_op.f('ix_question_revision_author_id'))

    op.drop_table('question_revision')
    with op.batch_alter_table('grading_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grading_run_sitting_id'))

    op.drop_table('grading_run')
    op.drop_table('form')
    op.drop_table('closing')
    with op.batch_alter_table('sitting', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sitting_unit_id'))

    op.drop_table('sitting')
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_unit_id'))
        batch_op.drop_index(batch_op.f('ix_question_pool'))

    op.drop_table('question')
    op.drop_table('grant_end')
    op.drop_table('grant_decision')
    with op.batch_alter_table('course_reading', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_reading_revision_id'))
        batch_op.drop_index('ix_course_reading_person_id_revision_id')

    op.drop_table('course_reading')
    op.drop_table('course_module_text')
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_person_id'))

    op.drop_table('sign_in')
    with op.batch_alter_table('roster', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roster_by_id'))

    op.drop_table('roster')
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index('ix_role_grant_person_id_role')

    op.drop_table('role_grant')
    with op.batch_alter_table('reset_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reset_link_person_id'))

    op.drop_table('reset_link')
    op.drop_table('question_file')
    with op.batch_alter_table('practice_round', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_practice_round_person_id'))

    op.drop_table('practice_round')
    op.drop_table('job')
    op.drop_table('course_revision')
    op.drop_table('course_module_revision')
    op.drop_table('blueprint')
    with op.batch_alter_table('trail_sealed', schema=None) as batch_op:
        batch_op.drop_index('uq_trail_sealed_place')

    op.drop_table('trail_sealed')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_unit_id'))

    op.drop_table('person')
    with op.batch_alter_table('unit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_unit_parent_id'))

    op.drop_table('unit')
    with op.batch_alter_table('trail_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trail_entry_unit_path'))
        batch_op.drop_index('ix_trail_entry_subject')
        batch_op.drop_index(batch_op.f('ix_trail_entry_at'))
        batch_op.drop_index('ix_trail_entry_actor_id_at')
        batch_op.drop_index(batch_op.f('ix_trail_entry_act'))

    op.drop_table('trail_entry')
    op.drop_table('trail_block')
    with op.batch_alter_table('sign_in_failure', schema=None) as batch_op:
        batch_op.drop_index('ix_sign_in_failure_login_at')
        batch_op.drop_index('ix_sign_in_failure_address_at')

    op.drop_table('sign_in_failure')
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.drop_index('ix_journal_attempt_id')

    op.drop_table('journal')
    op.drop_table('course_module')
    op.drop_table('course')
    op.drop_table('clock_correction')
