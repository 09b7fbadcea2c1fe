"""Regrades, appeals, standards, analysis, seeds, notices; more than one release of a sitting.

Revision ID: marks_explained
Revises: sittings
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'marks_explained'
down_revision = 'sittings'


def upgrade():
    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=200), nullable=False),
    sa.Column('values', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_notice_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_person_id_id', ['person_id', 'id'], unique=False)

    op.create_table('notice_reading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_notice_reading_notice_id_notice')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_notice_reading_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_reading'))
    )
    with op.batch_alter_table('notice_reading', schema=None) as batch_op:
        batch_op.create_index('ix_notice_reading_person_id_notice_id', ['person_id', 'notice_id'], unique=False)

    op.create_table('standard_panel',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('blueprint_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('target', sa.Text(), server_default='', nullable=False),
    sa.Column('items', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['blueprint_id'], ['blueprint.id'], name=op.f('fk_standard_panel_blueprint_id_blueprint')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_standard_panel_by_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_standard_panel_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standard_panel'))
    )
    with op.batch_alter_table('standard_panel', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_standard_panel_blueprint_id'), ['blueprint_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_standard_panel_unit_id'), ['unit_id'], unique=False)

    op.create_table('marker_end',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('marker_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_marker_end_by_id_person')),
    sa.ForeignKeyConstraint(['marker_id'], ['person.id'], name=op.f('fk_marker_end_marker_id_person')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_marker_end_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_marker_end')),
    sa.UniqueConstraint('sitting_id', 'marker_id', name=op.f('uq_marker_end_sitting_id_marker_id'))
    )
    op.create_table('standard_minutes',
    sa.Column('panel_id', sa.Integer(), nullable=False),
    sa.Column('figures', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_standard_minutes_by_id_person')),
    sa.ForeignKeyConstraint(['panel_id'], ['standard_panel.id'], name=op.f('fk_standard_minutes_panel_id_standard_panel')),
    sa.PrimaryKeyConstraint('panel_id', name=op.f('pk_standard_minutes'))
    )
    op.create_table('standard_round_end',
    sa.Column('panel_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), server_default='', nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_standard_round_end_by_id_person')),
    sa.ForeignKeyConstraint(['panel_id'], ['standard_panel.id'], name=op.f('fk_standard_round_end_panel_id_standard_panel')),
    sa.PrimaryKeyConstraint('panel_id', 'round', name=op.f('pk_standard_round_end'))
    )
    op.create_table('standard_seat',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('panel_id', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_standard_seat_by_id_person')),
    sa.ForeignKeyConstraint(['judge_id'], ['person.id'], name=op.f('fk_standard_seat_judge_id_person')),
    sa.ForeignKeyConstraint(['panel_id'], ['standard_panel.id'], name=op.f('fk_standard_seat_panel_id_standard_panel')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standard_seat')),
    sa.UniqueConstraint('panel_id', 'judge_id', name=op.f('uq_standard_seat_panel_id_judge_id'))
    )
    with op.batch_alter_table('standard_seat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_standard_seat_judge_id'), ['judge_id'], unique=False)

    op.create_table('regrade',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('base_run_id', sa.Integer(), nullable=False),
    sa.Column('rulings', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('panel_id', sa.Integer(), nullable=True),
    sa.Column('appeals', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['base_run_id'], ['grading_run.id'], name=op.f('fk_regrade_base_run_id_grading_run')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_regrade_by_id_person')),
    sa.ForeignKeyConstraint(['panel_id'], ['standard_panel.id'], name=op.f('fk_regrade_panel_id_standard_panel')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_regrade_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regrade'))
    )
    with op.batch_alter_table('regrade', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_regrade_sitting_id'), ['sitting_id'], unique=False)

    op.create_table('results_release',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=True),
    sa.Column('first_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_results_release_by_id_person')),
    sa.ForeignKeyConstraint(['run_id'], ['grading_run.id'], name=op.f('fk_results_release_run_id_grading_run')),
    sa.ForeignKeyConstraint(['second_id'], ['person.id'], name=op.f('fk_results_release_second_id_person')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_results_release_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_results_release')),
    sa.UniqueConstraint('run_id', name=op.f('uq_results_release_run_id'))
    )
    with op.batch_alter_table('results_release', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_results_release_sitting_id'), ['sitting_id'], unique=False)

    op.create_table('run_analysis',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('figures', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['grading_run.id'], name=op.f('fk_run_analysis_run_id_grading_run')),
    sa.PrimaryKeyConstraint('run_id', name=op.f('pk_run_analysis'))
    )
    op.create_table('standard_estimate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('panel_id', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=True),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['judge_id'], ['person.id'], name=op.f('fk_standard_estimate_judge_id_person')),
    sa.ForeignKeyConstraint(['panel_id'], ['standard_panel.id'], name=op.f('fk_standard_estimate_panel_id_standard_panel')),
    sa.ForeignKeyConstraint(['revision_id'], ['question_revision.id'], name=op.f('fk_standard_estimate_revision_id_question_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standard_estimate'))
    )
    with op.batch_alter_table('standard_estimate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_standard_estimate_panel_id'), ['panel_id'], unique=False)

    op.create_table('standard_seat_exclusion',
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_standard_seat_exclusion_by_id_person')),
    sa.ForeignKeyConstraint(['seat_id'], ['standard_seat.id'], name=op.f('fk_standard_seat_exclusion_seat_id_standard_seat')),
    sa.PrimaryKeyConstraint('seat_id', name=op.f('pk_standard_seat_exclusion'))
    )
    op.create_table('standard_signature',
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_standard_signature_by_id_person')),
    sa.ForeignKeyConstraint(['seat_id'], ['standard_seat.id'], name=op.f('fk_standard_signature_seat_id_standard_seat')),
    sa.PrimaryKeyConstraint('seat_id', name=op.f('pk_standard_signature'))
    )
    op.create_table('question_figure_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('statistic_id', sa.Integer(), nullable=False),
    sa.Column('kept', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_question_figure_answer_by_id_person')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_question_figure_answer_question_id_question')),
    sa.ForeignKeyConstraint(['statistic_id'], ['question_statistic.id'], name=op.f('fk_question_figure_answer_statistic_id_question_statistic')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_figure_answer'))
    )
    with op.batch_alter_table('question_figure_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_figure_answer_question_id'), ['question_id'], unique=False)

    op.create_table('regrade_decision',
    sa.Column('regrade_id', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_regrade_decision_by_id_person')),
    sa.ForeignKeyConstraint(['regrade_id'], ['regrade.id'], name=op.f('fk_regrade_decision_regrade_id_regrade')),
    sa.ForeignKeyConstraint(['run_id'], ['grading_run.id'], name=op.f('fk_regrade_decision_run_id_grading_run')),
    sa.PrimaryKeyConstraint('regrade_id', name=op.f('pk_regrade_decision'))
    )
    op.create_table('appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('result_id', sa.Integer(), nullable=False),
    sa.Column('slots', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('grounds', sa.String(length=2000), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_appeal_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['result_id'], ['result.id'], name=op.f('fk_appeal_result_id_result')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal')),
    sa.UniqueConstraint('result_id', name=op.f('uq_appeal_result_id'))
    )
    with op.batch_alter_table('appeal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appeal_attempt_id'), ['attempt_id'], unique=False)

    op.create_table('seed',
    sa.Column('script_id', sa.Integer(), nullable=False),
    sa.Column('points', sa.Numeric(precision=9, scale=3), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_seed_by_id_person')),
    sa.ForeignKeyConstraint(['script_id'], ['script.id'], name=op.f('fk_seed_script_id_script')),
    sa.PrimaryKeyConstraint('script_id', name=op.f('pk_seed'))
    )
    op.create_table('appeal_decision',
    sa.Column('appeal_id', sa.Integer(), nullable=False),
    sa.Column('upheld', sa.Boolean(), nullable=False),
    sa.Column('remedy', sa.String(length=16), nullable=False),
    sa.Column('reasons', sa.String(length=2000), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['appeal_id'], ['appeal.id'], name=op.f('fk_appeal_decision_appeal_id_appeal')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_appeal_decision_by_id_person')),
    sa.PrimaryKeyConstraint('appeal_id', name=op.f('pk_appeal_decision'))
    )
    op.create_table('appeal_settlement',
    sa.Column('appeal_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['appeal_id'], ['appeal.id'], name=op.f('fk_appeal_settlement_appeal_id_appeal')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_appeal_settlement_by_id_person')),
    sa.ForeignKeyConstraint(['run_id'], ['grading_run.id'], name=op.f('fk_appeal_settlement_run_id_grading_run')),
    sa.PrimaryKeyConstraint('appeal_id', name=op.f('pk_appeal_settlement'))
    )
    op.create_table('appeal_withdrawal',
    sa.Column('appeal_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['appeal_id'], ['appeal.id'], name=op.f('fk_appeal_withdrawal_appeal_id_appeal')),
    sa.PrimaryKeyConstraint('appeal_id', name=op.f('pk_appeal_withdrawal'))
    )
    op.create_table('remarking',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('script_id', sa.Integer(), nullable=False),
    sa.Column('appeal_id', sa.Integer(), nullable=False),
    sa.Column('after_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['appeal_id'], ['appeal.id'], name=op.f('fk_remarking_appeal_id_appeal')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_remarking_by_id_person')),
    sa.ForeignKeyConstraint(['script_id'], ['script.id'], name=op.f('fk_remarking_script_id_script')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remarking')),
    sa.UniqueConstraint('script_id', 'appeal_id', name=op.f('uq_remarking_script_id_appeal_id'))
    )
    op.execute(
        'INSERT INTO results_release (sitting_id, run_id, by_id, first_at, at) '
        'SELECT sitting_id, run_id, by_id, at, at FROM release ORDER BY at, sitting_id'
    )
    op.drop_table('release')
    with op.batch_alter_table('grading_run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('basis', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=True))

    with op.batch_alter_table('question_statistic', schema=None) as batch_op:
        batch_op.add_column(sa.Column('papers', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('upper_lower', sa.Numeric(precision=5, scale=4), nullable=True))
        batch_op.add_column(sa.Column('figures', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=True))



def downgrade():
    for table, name in (
        ('question_statistic', 'figures'),
        ('question_statistic', 'upper_lower'),
        ('question_statistic', 'papers'),
        ('grading_run', 'basis'),
    ):
        op.execute(f'ALTER TABLE {table} DROP COLUMN {name}')
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
    op.execute(
        'INSERT INTO release (sitting_id, run_id, by_id, at) SELECT sitting_id, run_id, by_id, at '
        'FROM results_release WHERE id IN (SELECT max(id) FROM results_release GROUP BY sitting_id)'
    )
    op.drop_table('remarking')
    op.drop_table('appeal_withdrawal')
    op.drop_table('appeal_settlement')
    op.drop_table('appeal_decision')
    op.drop_table('seed')
    with op.batch_alter_table('appeal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_appeal_attempt_id'))

    op.drop_table('appeal')
    op.drop_table('regrade_decision')
    with op.batch_alter_table('question_figure_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_figure_answer_question_id'))

    op.drop_table('question_figure_answer')
    op.drop_table('standard_signature')
    op.drop_table('standard_seat_exclusion')
    with op.batch_alter_table('standard_estimate', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_standard_estimate_panel_id'))

    op.drop_table('standard_estimate')
    op.drop_table('run_analysis')
    with op.batch_alter_table('results_release', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_results_release_sitting_id'))

    op.drop_table('results_release')
    with op.batch_alter_table('regrade', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_regrade_sitting_id'))

    op.drop_table('regrade')
    with op.batch_alter_table('standard_seat', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_standard_seat_judge_id'))

    op.drop_table('standard_seat')
    op.drop_table('standard_round_end')
    op.drop_table('standard_minutes')
    op.drop_table('marker_end')
    with op.batch_alter_table('standard_panel', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_standard_panel_unit_id'))
        batch_op.drop_index(batch_op.f('ix_standard_panel_blueprint_id'))

    op.drop_table('standard_panel')
    with op.batch_alter_table('notice_reading', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_reading_person_id_notice_id')

    op.drop_table('notice_reading')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_person_id_id')

    op.drop_table('notice')
