"""Passages, notes, time and tests of courses; the goal of practice.

Revision ID: learning_that_lasts
Revises: topics_of_modules
"""

import html
import re
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'learning_that_lasts'
down_revision = 'topics_of_modules'

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')


def upgrade():
    op.create_table('course_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('quote', sa.Text(), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['module_id'], ['course_module.id'], name=op.f('fk_course_note_module_id_course_module')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_course_note_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_note'))
    )
    with op.batch_alter_table('course_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_note_module_id'), ['module_id'], unique=False)
        batch_op.create_index('ix_course_note_person_id_module_id', ['person_id', 'module_id'], unique=False)

    op.create_table('course_stretch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Integer(), nullable=False),
    sa.Column('anchor', sa.String(length=80), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['module_id'], ['course_module.id'], name=op.f('fk_course_stretch_module_id_course_module')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_course_stretch_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_stretch'))
    )
    with op.batch_alter_table('course_stretch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_stretch_module_id'), ['module_id'], unique=False)
        batch_op.create_index('ix_course_stretch_person_id_module_id', ['person_id', 'module_id'], unique=False)

    op.create_table('course_test',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Integer(), nullable=True),
    sa.Column('seed', sa.String(length=16), nullable=False),
    sa.Column('slots', JSON, nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_test_course_id_course')),
    sa.ForeignKeyConstraint(['module_id'], ['course_module.id'], name=op.f('fk_course_test_module_id_course_module')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_course_test_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_test'))
    )
    with op.batch_alter_table('course_test', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_test_course_id'), ['course_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_test_module_id'), ['module_id'], unique=False)
        batch_op.create_index('ix_course_test_person_id_course_id', ['person_id', 'course_id'], unique=False)
        batch_op.create_index('ix_course_test_due_at', ['due_at'], unique=False)

    op.create_table('practice_goal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=True),
    sa.Column('daily', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_practice_goal_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_goal'))
    )
    with op.batch_alter_table('practice_goal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_goal_person_id'), ['person_id'], unique=False)

    op.create_table('course_passage',
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('anchor', sa.String(length=80), nullable=False),
    sa.Column('heading', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['revision_id'], ['course_module_revision.id'], name=op.f('fk_course_passage_revision_id_course_module_revision')),
    sa.PrimaryKeyConstraint('revision_id', 'language', 'position', name=op.f('pk_course_passage'))
    )
    op.create_table('course_test_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('test_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['test_id'], ['course_test.id'], name=op.f('fk_course_test_answer_test_id_course_test')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_test_answer'))
    )
    with op.batch_alter_table('course_test_answer', schema=None) as batch_op:
        batch_op.create_index('ix_course_test_answer_test_id_number', ['test_id', 'number'], unique=False)

    op.create_table('course_test_end',
    sa.Column('test_id', sa.Integer(), nullable=False),
    sa.Column('shares', JSON, nullable=False),
    sa.Column('share', sa.String(length=32), nullable=False),
    sa.Column('is_passed', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['test_id'], ['course_test.id'], name=op.f('fk_course_test_end_test_id_course_test')),
    sa.PrimaryKeyConstraint('test_id', name=op.f('pk_course_test_end'))
    )
    with op.batch_alter_table('course_revision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hours', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('needs', JSON, server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('quiz', JSON, nullable=True))
        batch_op.add_column(sa.Column('test', JSON, nullable=True))

    with op.batch_alter_table('practice_answer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_sure', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column('received_at', sa.DateTime(timezone=True), nullable=True))
    _cut_into_passages(op.get_bind())



def downgrade():
    for table, column in (
        ("practice_answer", "received_at"), ("practice_answer", "is_sure"),
        ("course_revision", "test"), ("course_revision", "quiz"),
        ("course_revision", "needs"), ("course_revision", "hours"),
    ):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in (
        "course_test_end", "course_test_answer", "course_passage", "practice_goal",
        "course_test", "course_stretch", "course_note",
    ):
        op.drop_table(table)


def _cut_into_passages(connection):
    """What stands is one passage a language, until the module is imported again."""
    rows = connection.execute(
        sa.text("SELECT revision_id, language, html FROM course_module_text")
    ).all()
    insert = sa.text(
        "INSERT INTO course_passage (revision_id, language, position, anchor, heading, words, folded)"
        " VALUES (:revision_id, :language, 0, '', '', :words, :folded)"
    )
    for revision_id, language, markup in rows:
        without_tags = re.sub(r"</?(?:strong|em|code|span|a)\b[^>]*>", "", markup)
        words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", without_tags)).split())
        folded = " ".join(unicodedata.normalize("NFKC", words).casefold().split())
        connection.execute(insert, {
            "revision_id": revision_id, "language": language, "words": words, "folded": folded,
        })
