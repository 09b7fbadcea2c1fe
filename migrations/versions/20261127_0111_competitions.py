"""Competitions: entries, panels, the list of scores, final standings.

Revision ID: competitions
Revises: keys_waivers_and_voiding
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'competitions'
down_revision = 'keys_waivers_and_voiding'

JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), 'postgresql'
)


def upgrade():
    op.create_table('competition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('series', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('title_en', sa.String(length=160), nullable=False),
    sa.Column('definition', JSON, nullable=False),
    sa.Column('entries_close_ms', sa.BigInteger(), nullable=False),
    sa.Column('starts_ms', sa.BigInteger(), nullable=False),
    sa.Column('ends_ms', sa.BigInteger(), nullable=False),
    sa.Column('last_score', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_competition_by_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_competition_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_competition')),
    sa.UniqueConstraint('key', name=op.f('uq_competition_key'))
    )
    with op.batch_alter_table('competition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_competition_series'), ['series'], unique=False)
        batch_op.create_index(batch_op.f('ix_competition_unit_id'), ['unit_id'], unique=False)

    op.create_table('board_freeze',
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('at_number', sa.Integer(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_board_freeze_by_id_person')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_board_freeze_competition_id_competition')),
    sa.PrimaryKeyConstraint('competition_id', name=op.f('pk_board_freeze'))
    )

    op.create_table('board_reveal',
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_board_reveal_by_id_person')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_board_reveal_competition_id_competition')),
    sa.PrimaryKeyConstraint('competition_id', 'step', name=op.f('pk_board_reveal'))
    )

    op.create_table('competition_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('division', sa.String(length=32), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_competition_entry_by_id_person')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_competition_entry_competition_id_competition')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_competition_entry_person_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_competition_entry_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_competition_entry')),
    sa.UniqueConstraint('competition_id', 'number', name=op.f('uq_competition_entry_competition_id_number')),
    sa.UniqueConstraint('competition_id', 'person_id', name=op.f('uq_competition_entry_competition_id_person_id'))
    )
    with op.batch_alter_table('competition_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_competition_entry_person_id'), ['person_id'], unique=False)

    op.create_table('final_standings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('at_number', sa.Integer(), nullable=False),
    sa.Column('last_entry', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_final_standings_competition_id_competition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_final_standings')),
    sa.UniqueConstraint('competition_id', 'at_number', name=op.f('uq_final_standings_competition_id_at_number'))
    )

    op.create_table('panel_seat',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.String(length=32), nullable=False),
    sa.Column('station', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('is_head', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_panel_seat_by_id_person')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_panel_seat_competition_id_competition')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_panel_seat_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panel_seat')),
    sa.UniqueConstraint('competition_id', 'round', 'station', 'person_id', name=op.f('uq_panel_seat_competition_id_round_station_person_id'))
    )
    with op.batch_alter_table('panel_seat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_panel_seat_person_id'), ['person_id'], unique=False)

    op.create_table('round_end',
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.String(length=32), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_round_end_by_id_person')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_round_end_competition_id_competition')),
    sa.PrimaryKeyConstraint('competition_id', 'round', name=op.f('pk_round_end'))
    )

    op.create_table('standings_confirmation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('at_number', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=16), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_standings_confirmation_by_id_person')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_standings_confirmation_competition_id_competition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standings_confirmation')),
    sa.UniqueConstraint('competition_id', 'at_number', 'part', name=op.f('uq_standings_confirmation_competition_id_at_number_part'))
    )

    op.create_table('team',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_team_by_id_person')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_team_competition_id_competition')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_team_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team')),
    sa.UniqueConstraint('competition_id', 'name', name=op.f('uq_team_competition_id_name'))
    )

    op.create_table('entry_withdrawal',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_entry_withdrawal_by_id_person')),
    sa.ForeignKeyConstraint(['entry_id'], ['competition_entry.id'], name=op.f('fk_entry_withdrawal_entry_id_competition_entry')),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_entry_withdrawal'))
    )

    op.create_table('final_place',
    sa.Column('final_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('out_of', sa.Integer(), nullable=False),
    sa.Column('total', sa.Numeric(precision=9, scale=3), nullable=False),
    sa.Column('rounds', JSON, nullable=False),
    sa.Column('stations', JSON, nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['competition_entry.id'], name=op.f('fk_final_place_entry_id_competition_entry')),
    sa.ForeignKeyConstraint(['final_id'], ['final_standings.id'], name=op.f('fk_final_place_final_id_final_standings')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_final_place_person_id_person')),
    sa.PrimaryKeyConstraint('final_id', 'entry_id', name=op.f('pk_final_place'))
    )
    with op.batch_alter_table('final_place', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_final_place_person_id'), ['person_id'], unique=False)

    op.create_table('judge_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.String(length=32), nullable=False),
    sa.Column('station', sa.String(length=32), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('marks', JSON, nullable=False),
    sa.Column('points', sa.Numeric(precision=9, scale=3), nullable=False),
    sa.Column('remark', sa.String(length=500), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_judge_sheet_competition_id_competition')),
    sa.ForeignKeyConstraint(['entry_id'], ['competition_entry.id'], name=op.f('fk_judge_sheet_entry_id_competition_entry')),
    sa.ForeignKeyConstraint(['judge_id'], ['person.id'], name=op.f('fk_judge_sheet_judge_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_judge_sheet')),
    sa.UniqueConstraint('entry_id', 'round', 'station', 'judge_id', name=op.f('uq_judge_sheet_entry_id_round_station_judge_id'))
    )
    with op.batch_alter_table('judge_sheet', schema=None) as batch_op:
        batch_op.create_index('ix_judge_sheet_competition_id', ['competition_id'], unique=False)

    op.create_table('objection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.String(length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_objection_competition_id_competition')),
    sa.ForeignKeyConstraint(['entry_id'], ['competition_entry.id'], name=op.f('fk_objection_entry_id_competition_entry')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection'))
    )
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objection_competition_id'), ['competition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_objection_entry_id'), ['entry_id'], unique=False)

    op.create_table('panel_seat_end',
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_panel_seat_end_by_id_person')),
    sa.ForeignKeyConstraint(['seat_id'], ['panel_seat.id'], name=op.f('fk_panel_seat_end_seat_id_panel_seat')),
    sa.PrimaryKeyConstraint('seat_id', name=op.f('pk_panel_seat_end'))
    )

    op.create_table('round_sitting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.String(length=32), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_round_sitting_by_id_person')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_round_sitting_competition_id_competition')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_round_sitting_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_sitting')),
    sa.UniqueConstraint('sitting_id', name=op.f('uq_round_sitting_sitting_id'))
    )
    with op.batch_alter_table('round_sitting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_round_sitting_competition_id'), ['competition_id'], unique=False)

    op.create_table('ruling',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('score_number', sa.Integer(), nullable=True),
    sa.Column('points', sa.Numeric(precision=9, scale=3), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_ruling_by_id_person')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_ruling_competition_id_competition')),
    sa.ForeignKeyConstraint(['entry_id'], ['competition_entry.id'], name=op.f('fk_ruling_entry_id_competition_entry')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ruling'))
    )
    with op.batch_alter_table('ruling', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ruling_competition_id'), ['competition_id'], unique=False)

    op.create_table('score',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.String(length=32), nullable=False),
    sa.Column('station', sa.String(length=32), nullable=False),
    sa.Column('points', sa.Numeric(precision=9, scale=3), nullable=True),
    sa.Column('full', sa.Numeric(precision=9, scale=3), nullable=True),
    sa.Column('used_ms', sa.BigInteger(), nullable=True),
    sa.Column('limit_ms', sa.BigInteger(), nullable=True),
    sa.Column('finished_ms', sa.BigInteger(), nullable=True),
    sa.Column('replaces', sa.Integer(), nullable=True),
    sa.Column('source', JSON, nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('second_id', sa.Integer(), nullable=True),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_score_by_id_person')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_score_competition_id_competition')),
    sa.ForeignKeyConstraint(['entry_id'], ['competition_entry.id'], name=op.f('fk_score_entry_id_competition_entry')),
    sa.ForeignKeyConstraint(['second_id'], ['person.id'], name=op.f('fk_score_second_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score')),
    sa.UniqueConstraint('competition_id', 'number', name=op.f('uq_score_competition_id_number'))
    )
    with op.batch_alter_table('score', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_score_entry_id'), ['entry_id'], unique=False)

    op.create_table('team_member',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['competition_entry.id'], name=op.f('fk_team_member_entry_id_competition_entry')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_team_member_team_id_team')),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_team_member'))
    )
    with op.batch_alter_table('team_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_member_team_id'), ['team_id'], unique=False)

    op.create_table('objection_decision',
    sa.Column('objection_id', sa.Integer(), nullable=False),
    sa.Column('upheld', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_objection_decision_by_id_person')),
    sa.ForeignKeyConstraint(['objection_id'], ['objection.id'], name=op.f('fk_objection_decision_objection_id_objection')),
    sa.PrimaryKeyConstraint('objection_id', name=op.f('pk_objection_decision'))
    )

    op.create_table('ruling_decision',
    sa.Column('ruling_id', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_ruling_decision_by_id_person')),
    sa.ForeignKeyConstraint(['ruling_id'], ['ruling.id'], name=op.f('fk_ruling_decision_ruling_id_ruling')),
    sa.PrimaryKeyConstraint('ruling_id', name=op.f('pk_ruling_decision'))
    )


def downgrade():
    op.drop_table('ruling_decision')
    op.drop_table('objection_decision')
    op.drop_table('team_member')
    op.drop_table('score')
    op.drop_table('ruling')
    op.drop_table('round_sitting')
    op.drop_table('panel_seat_end')
    op.drop_table('objection')
    op.drop_table('judge_sheet')
    op.drop_table('final_place')
    op.drop_table('entry_withdrawal')
    op.drop_table('team')
    op.drop_table('standings_confirmation')
    op.drop_table('round_end')
    op.drop_table('panel_seat')
    op.drop_table('final_standings')
    op.drop_table('competition_entry')
    op.drop_table('board_reveal')
    op.drop_table('board_freeze')
    op.drop_table('competition')
