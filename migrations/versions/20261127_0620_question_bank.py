"""Question bank: pictures, remarks, statute versions, uploads, use; what is found by index.

Revision ID: question_bank
Revises: credentials
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "question_bank"
down_revision = "credentials"

INDEX_SQLITE = """
CREATE VIRTUAL TABLE question_wording_index USING fts5(
  tokens, content='question_wording', content_rowid='revision_id', detail='none', tokenize='ascii'
)
"""
ADDED_SQLITE = """
CREATE TRIGGER question_wording_added AFTER INSERT ON question_wording BEGIN
  INSERT INTO question_wording_index (rowid, tokens) VALUES (new.revision_id, new.tokens);
END
"""


def upgrade():
    op.create_table('question_picture',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=43), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('mimetype', sa.String(length=32), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_question_picture_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_picture')),
    sa.UniqueConstraint('token', name=op.f('uq_question_picture_token'))
    )
    with op.batch_alter_table('question_picture', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_picture_name'), ['name'], unique=False)

    op.create_table('question_upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=43), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('format', sa.String(length=16), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('came', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('questions', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_question_upload_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_upload')),
    sa.UniqueConstraint('token', name=op.f('uq_question_upload_token'))
    )
    with op.batch_alter_table('question_upload', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_upload_by_id'), ['by_id'], unique=False)

    op.create_table('statute_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('adopted', sa.Date(), nullable=True),
    sa.Column('in_force', sa.Date(), nullable=True),
    sa.Column('changed', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('removed', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('articles', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_statute_version_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statute_version')),
    sa.UniqueConstraint('code', 'name', name=op.f('uq_statute_version_code_name'))
    )
    op.create_table('course_module_suspension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('articles', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['revision_id'], ['course_module_revision.id'], name=op.f('fk_course_module_suspension_revision_id_course_module_revision')),
    sa.ForeignKeyConstraint(['version_id'], ['statute_version.id'], name=op.f('fk_course_module_suspension_version_id_statute_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_module_suspension')),
    sa.UniqueConstraint('revision_id', 'version_id', name=op.f('uq_course_module_suspension_revision_id_version_id'))
    )
    with op.batch_alter_table('course_module_suspension', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_module_suspension_revision_id'), ['revision_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_module_suspension_version_id'), ['version_id'], unique=False)

    op.create_table('course_module_upholding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('suspension_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_course_module_upholding_by_id_person')),
    sa.ForeignKeyConstraint(['suspension_id'], ['course_module_suspension.id'], name=op.f('fk_course_module_upholding_suspension_id_course_module_suspension')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_module_upholding'))
    )
    with op.batch_alter_table('course_module_upholding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_module_upholding_suspension_id'), ['suspension_id'], unique=False)

    op.create_table('course_module_upholding_answer',
    sa.Column('upholding_id', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_course_module_upholding_answer_by_id_person')),
    sa.ForeignKeyConstraint(['upholding_id'], ['course_module_upholding.id'], name=op.f('fk_course_module_upholding_answer_upholding_id_course_module_upholding')),
    sa.PrimaryKeyConstraint('upholding_id', name=op.f('pk_course_module_upholding_answer'))
    )
    op.create_table('question_cited',
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('article', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['revision_id'], ['question_revision.id'], name=op.f('fk_question_cited_revision_id_question_revision')),
    sa.PrimaryKeyConstraint('revision_id', 'code', 'article', name=op.f('pk_question_cited'))
    )
    with op.batch_alter_table('question_cited', schema=None) as batch_op:
        batch_op.create_index('ix_question_cited_article', ['code', 'article'], unique=False)

    op.create_table('question_remark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_question_remark_by_id_person')),
    sa.ForeignKeyConstraint(['revision_id'], ['question_revision.id'], name=op.f('fk_question_remark_revision_id_question_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_remark'))
    )
    with op.batch_alter_table('question_remark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_remark_revision_id'), ['revision_id'], unique=False)

    op.create_table('question_revision_picture',
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('picture_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['picture_id'], ['question_picture.id'], name=op.f('fk_question_revision_picture_picture_id_question_picture')),
    sa.ForeignKeyConstraint(['revision_id'], ['question_revision.id'], name=op.f('fk_question_revision_picture_revision_id_question_revision')),
    sa.PrimaryKeyConstraint('revision_id', 'language', 'picture_id', name=op.f('pk_question_revision_picture'))
    )
    with op.batch_alter_table('question_revision_picture', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_revision_picture_picture_id'), ['picture_id'], unique=False)

    op.create_table('question_statistic',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=64), nullable=False),
    sa.Column('answered', sa.Integer(), nullable=False),
    sa.Column('share', sa.Numeric(precision=5, scale=4), nullable=False),
    sa.Column('discrimination', sa.Numeric(precision=5, scale=4), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['revision_id'], ['question_revision.id'], name=op.f('fk_question_statistic_revision_id_question_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_statistic'))
    )
    with op.batch_alter_table('question_statistic', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_statistic_revision_id'), ['revision_id'], unique=False)

    op.create_table('question_suspension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('articles', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['revision_id'], ['question_revision.id'], name=op.f('fk_question_suspension_revision_id_question_revision')),
    sa.ForeignKeyConstraint(['version_id'], ['statute_version.id'], name=op.f('fk_question_suspension_version_id_statute_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_suspension')),
    sa.UniqueConstraint('revision_id', 'version_id', name=op.f('uq_question_suspension_revision_id_version_id'))
    )
    with op.batch_alter_table('question_suspension', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_suspension_revision_id'), ['revision_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_suspension_version_id'), ['version_id'], unique=False)

    op.create_table('question_tagged',
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('tag', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['revision_id'], ['question_revision.id'], name=op.f('fk_question_tagged_revision_id_question_revision')),
    sa.PrimaryKeyConstraint('revision_id', 'tag', name=op.f('pk_question_tagged'))
    )
    with op.batch_alter_table('question_tagged', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_tagged_tag'), ['tag'], unique=False)

    op.create_table('question_use',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=64), nullable=False),
    sa.Column('forms', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['revision_id'], ['question_revision.id'], name=op.f('fk_question_use_revision_id_question_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_use')),
    sa.UniqueConstraint('revision_id', 'place', name=op.f('uq_question_use_revision_id_place'))
    )
    with op.batch_alter_table('question_use', schema=None) as batch_op:
        batch_op.create_index('ix_question_use_revision', ['revision_id', 'at'], unique=False)

    op.create_table('question_wording',
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('tokens', sa.Text().with_variant(postgresql.TSVECTOR(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['revision_id'], ['question_revision.id'], name=op.f('fk_question_wording_revision_id_question_revision')),
    sa.PrimaryKeyConstraint('revision_id', name=op.f('pk_question_wording'))
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index('ix_question_wording_tokens', 'question_wording', ['tokens'], postgresql_using='gin')
    else:
        op.execute(INDEX_SQLITE)
        op.execute(ADDED_SQLITE)

    op.create_table('question_upholding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('suspension_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_question_upholding_by_id_person')),
    sa.ForeignKeyConstraint(['suspension_id'], ['question_suspension.id'], name=op.f('fk_question_upholding_suspension_id_question_suspension')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_upholding'))
    )
    with op.batch_alter_table('question_upholding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_upholding_suspension_id'), ['suspension_id'], unique=False)

    op.create_table('question_upholding_answer',
    sa.Column('upholding_id', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_question_upholding_answer_by_id_person')),
    sa.ForeignKeyConstraint(['upholding_id'], ['question_upholding.id'], name=op.f('fk_question_upholding_answer_upholding_id_question_upholding')),
    sa.PrimaryKeyConstraint('upholding_id', name=op.f('pk_question_upholding_answer'))
    )
    with op.batch_alter_table('course_module_revision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('refs', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False, server_default='[]'))

    with op.batch_alter_table('question_move', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_move_revision_id'))
        batch_op.create_index('ix_question_move_revision', ['revision_id', 'before', 'after', 'by_id'], unique=False)

    with op.batch_alter_table('question_revision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_newest', sa.Boolean(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('languages', sa.String(length=64), nullable=False, server_default=''))
        batch_op.drop_index(batch_op.f('ix_question_revision_author_id'))
        batch_op.drop_index(batch_op.f('ix_question_revision_question_id'))
        batch_op.create_index('ix_question_revision_author', ['author_id', 'question_id'], unique=False)
        batch_op.create_index('ix_question_revision_listed', ['at', 'id', 'question_id', 'state', 'topic', 'kind', 'difficulty', 'confidence', 'languages', 'author_id'], unique=False, postgresql_where=sa.text('is_newest'), sqlite_where=sa.text('is_newest = 1'))
        batch_op.create_index('ix_question_revision_question', ['question_id', 'id'], unique=False)



def downgrade():
    with op.batch_alter_table('question_revision', schema=None) as batch_op:
        batch_op.drop_index('ix_question_revision_question')
        batch_op.drop_index('ix_question_revision_listed', postgresql_where=sa.text('is_newest'), sqlite_where=sa.text('is_newest = 1'))
        batch_op.drop_index('ix_question_revision_author')
        batch_op.create_index(batch_op.f('ix_question_revision_question_id'), ['question_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_revision_author_id'), ['author_id'], unique=False)
    op.execute("ALTER TABLE question_revision DROP COLUMN languages")
    op.execute("ALTER TABLE question_revision DROP COLUMN is_newest")

    with op.batch_alter_table('question_move', schema=None) as batch_op:
        batch_op.drop_index('ix_question_move_revision')
        batch_op.create_index(batch_op.f('ix_question_move_revision_id'), ['revision_id'], unique=False)

    op.execute("ALTER TABLE course_module_revision DROP COLUMN refs")

    op.drop_table('question_upholding_answer')
    with op.batch_alter_table('question_upholding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_upholding_suspension_id'))

    op.drop_table('question_upholding')
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TRIGGER question_wording_added")
        op.execute("DROP TABLE question_wording_index")
    op.drop_table('question_wording')
    with op.batch_alter_table('question_use', schema=None) as batch_op:
        batch_op.drop_index('ix_question_use_revision')

    op.drop_table('question_use')
    with op.batch_alter_table('question_tagged', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_tagged_tag'))

    op.drop_table('question_tagged')
    with op.batch_alter_table('question_suspension', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_suspension_version_id'))
        batch_op.drop_index(batch_op.f('ix_question_suspension_revision_id'))

    op.drop_table('question_suspension')
    with op.batch_alter_table('question_statistic', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_statistic_revision_id'))

    op.drop_table('question_statistic')
    with op.batch_alter_table('question_revision_picture', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_revision_picture_picture_id'))

    op.drop_table('question_revision_picture')
    with op.batch_alter_table('question_remark', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_remark_revision_id'))

    op.drop_table('question_remark')
    with op.batch_alter_table('question_cited', schema=None) as batch_op:
        batch_op.drop_index('ix_question_cited_article')

    op.drop_table('question_cited')
    op.drop_table('course_module_upholding_answer')
    with op.batch_alter_table('course_module_upholding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_module_upholding_suspension_id'))

    op.drop_table('course_module_upholding')
    with op.batch_alter_table('course_module_suspension', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_module_suspension_version_id'))
        batch_op.drop_index(batch_op.f('ix_course_module_suspension_revision_id'))

    op.drop_table('course_module_suspension')
    op.drop_table('statute_version')
    with op.batch_alter_table('question_upload', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_upload_by_id'))

    op.drop_table('question_upload')
    with op.batch_alter_table('question_picture', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_picture_name'))

    op.drop_table('question_picture')
