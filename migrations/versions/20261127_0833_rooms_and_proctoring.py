"""Rooms, entrance, pauses, messages, papers on paper, written marks; ways of drawing.

Revision ID: sittings
Revises: question_bank_fill
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'sittings'
down_revision = 'question_bank_fill'


def upgrade():
    op.create_table('entrance',
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('access_code', sa.String(length=16), nullable=True),
    sa.Column('addresses', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('watches_focus', sa.Boolean(), nullable=False),
    sa.Column('asks_full_screen', sa.Boolean(), nullable=False),
    sa.Column('settings', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=True),
    sa.Column('config_key', sa.String(length=64), nullable=True),
    sa.Column('browser_keys', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_entrance_by_id_person')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_entrance_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('sitting_id', name=op.f('pk_entrance'))
    )
    op.create_table('wrong_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_wrong_code_person_id_person')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_wrong_code_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wrong_code'))
    )
    with op.batch_alter_table('wrong_code', schema=None) as batch_op:
        batch_op.create_index('ix_wrong_code_sitting_id_at', ['sitting_id', 'at'], unique=False)

    op.create_table('room',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('addresses', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_room_by_id_person')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_room_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_room')),
    sa.UniqueConstraint('sitting_id', 'name', name=op.f('uq_room_sitting_id_name'))
    )
    op.create_table('seat',
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('room_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_seat_by_id_person')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_seat_registration_id_registration')),
    sa.ForeignKeyConstraint(['room_id'], ['room.id'], name=op.f('fk_seat_room_id_room')),
    sa.PrimaryKeyConstraint('registration_id', name=op.f('pk_seat'))
    )
    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seat_room_id'), ['room_id'], unique=False)

    op.create_table('room_start',
    sa.Column('room_id', sa.Integer(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_room_start_by_id_person')),
    sa.ForeignKeyConstraint(['room_id'], ['room.id'], name=op.f('fk_room_start_room_id_room')),
    sa.PrimaryKeyConstraint('room_id', name=op.f('pk_room_start'))
    )
    op.create_table('exam_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('room_id', sa.Integer(), nullable=True),
    sa.Column('attempt_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_exam_message_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_exam_message_by_id_person')),
    sa.ForeignKeyConstraint(['room_id'], ['room.id'], name=op.f('fk_exam_message_room_id_room')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_exam_message_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_message'))
    )
    with op.batch_alter_table('exam_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exam_message_sitting_id'), ['sitting_id'], unique=False)

    op.create_table('exam_pause',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('room_id', sa.Integer(), nullable=True),
    sa.Column('attempt_id', sa.Integer(), nullable=True),
    sa.Column('from_ms', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_exam_pause_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_exam_pause_by_id_person')),
    sa.ForeignKeyConstraint(['room_id'], ['room.id'], name=op.f('fk_exam_pause_room_id_room')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_exam_pause_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_pause'))
    )
    with op.batch_alter_table('exam_pause', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exam_pause_sitting_id'), ['sitting_id'], unique=False)

    op.create_table('paper_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('answers', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_paper_entry_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_paper_entry_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_entry'))
    )
    with op.batch_alter_table('paper_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_entry_attempt_id'), ['attempt_id'], unique=False)

    op.create_table('printing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=16), nullable=False),
    sa.Column('forms', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('suffix', sa.String(length=4), nullable=False),
    sa.Column('file', sa.LargeBinary(), nullable=True),
    sa.Column('is_kept', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_printing_by_id_person')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_printing_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_printing'))
    )
    with op.batch_alter_table('printing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_printing_sitting_id'), ['sitting_id'], unique=False)

    op.create_table('recovery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.Column('held', sa.Integer(), nullable=False),
    sa.Column('claimed', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_recovery_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_recovery_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery'))
    )
    with op.batch_alter_table('recovery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_attempt_id'), ['attempt_id'], unique=False)

    op.create_table('sign_of_life',
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=True),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_sign_of_life_attempt_id_attempt')),
    sa.PrimaryKeyConstraint('attempt_id', name=op.f('pk_sign_of_life'))
    )
    op.create_table('signal_remark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_signal_remark_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_signal_remark_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signal_remark'))
    )
    with op.batch_alter_table('signal_remark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signal_remark_attempt_id'), ['attempt_id'], unique=False)

    op.create_table('script',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_script_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_script_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_script')),
    sa.UniqueConstraint('attempt_id', 'slot', name=op.f('uq_script_attempt_id_slot'))
    )
    with op.batch_alter_table('script', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_script_sitting_id'), ['sitting_id'], unique=False)

    op.create_table('written_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('script_id', sa.Integer(), nullable=False),
    sa.Column('marker_id', sa.Integer(), nullable=False),
    sa.Column('lines', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('points', sa.Numeric(precision=9, scale=3), nullable=False),
    sa.Column('remark', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['marker_id'], ['person.id'], name=op.f('fk_written_mark_marker_id_person')),
    sa.ForeignKeyConstraint(['script_id'], ['script.id'], name=op.f('fk_written_mark_script_id_script')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_written_mark')),
    sa.UniqueConstraint('script_id', 'marker_id', name=op.f('uq_written_mark_script_id_marker_id'))
    )
    with op.batch_alter_table('written_mark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_written_mark_marker_id'), ['marker_id'], unique=False)

    op.create_table('exam_resumption',
    sa.Column('pause_id', sa.Integer(), nullable=False),
    sa.Column('to_ms', sa.BigInteger(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_exam_resumption_by_id_person')),
    sa.ForeignKeyConstraint(['pause_id'], ['exam_pause.id'], name=op.f('fk_exam_resumption_pause_id_exam_pause')),
    sa.PrimaryKeyConstraint('pause_id', name=op.f('pk_exam_resumption'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.add_column(sa.Column('paused_ms', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('news', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('browser_pass', sa.String(length=32), nullable=True))

    with op.batch_alter_table('attempt_event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('note', sa.String(length=200), nullable=True))
        batch_op.create_index(
            'ix_attempt_event_for_the_trail',
            ['id'],
            postgresql_where=sa.text("kind IN ('opened', 'submitted')"),
            sqlite_where=sa.text("kind IN ('opened', 'submitted')"),
        )

    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.add_column(sa.Column('on_paper', sa.Boolean(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('set_aside', sa.String(length=200), nullable=True))

    with op.batch_alter_table('sealing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('method', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('seen', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=True))
        batch_op.add_column(sa.Column('figures', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=True))
        batch_op.add_column(sa.Column('recovery_public', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('recovery_private', sa.Text(), nullable=True))

    with op.batch_alter_table('sitting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('starts_by_room', sa.Boolean(), server_default='0', nullable=False))



ADDED = {
    'sitting': ('starts_by_room',),
    'sealing': ('recovery_private', 'recovery_public', 'figures', 'seen', 'method'),
    'registration': ('set_aside', 'on_paper'),
    'attempt_event': ('note',),
    'attempt': ('browser_pass', 'news', 'paused_ms'),
}


def downgrade():
    op.drop_index('ix_attempt_event_for_the_trail', table_name='attempt_event')
    for table, columns in ADDED.items():
        for column in columns:
            op.execute(f'ALTER TABLE {table} DROP COLUMN {column}')

    op.drop_table('exam_resumption')
    with op.batch_alter_table('written_mark', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_written_mark_marker_id'))

    op.drop_table('written_mark')
    with op.batch_alter_table('script', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_script_sitting_id'))

    op.drop_table('script')
    with op.batch_alter_table('signal_remark', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_signal_remark_attempt_id'))

    op.drop_table('signal_remark')
    op.drop_table('sign_of_life')
    with op.batch_alter_table('recovery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_attempt_id'))

    op.drop_table('recovery')
    with op.batch_alter_table('printing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_printing_sitting_id'))

    op.drop_table('printing')
    with op.batch_alter_table('paper_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paper_entry_attempt_id'))

    op.drop_table('paper_entry')
    with op.batch_alter_table('exam_pause', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_exam_pause_sitting_id'))

    op.drop_table('exam_pause')
    with op.batch_alter_table('exam_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_exam_message_sitting_id'))

    op.drop_table('exam_message')
    op.drop_table('room_start')
    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_seat_room_id'))

    op.drop_table('seat')
    op.drop_table('room')
    with op.batch_alter_table('wrong_code', schema=None) as batch_op:
        batch_op.drop_index('ix_wrong_code_sitting_id_at')

    op.drop_table('wrong_code')
    op.drop_table('entrance')
