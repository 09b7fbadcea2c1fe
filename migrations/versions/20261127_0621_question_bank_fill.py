"""Fill what is found by index for the revisions that are there; their old column of words goes."""

import json
import re
from html import unescape
from unicodedata import normalize

import sqlalchemy as sa
from alembic import op

revision = "question_bank_fill"
down_revision = "question_bank"

CHINESE = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SPACE = re.compile(rf"(?<=[{CHINESE}])\s+|(?<!\s)\s+(?=[{CHINESE}])")
RUNS = re.compile(rf"[{CHINESE}]+|[^\W_{CHINESE}]+")
CITED = re.compile(r"([a-z]+(?:-[a-z0-9]+)*) ([0-9]{1,4}(?:-[0-9]{1,2})?)(?:\([0-9]{1,2}\))?")


def fold(text):
    return SPACE.sub("", normalize("NFKC", normalize("NFKC", text).casefold())).strip()


def plain(markup):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))).strip()


def words_of(code, asked):
    parts = [str(each) for parts in asked.values() for value in parts.values()
             for each in (value if isinstance(value, list) else [value])]
    return "\n".join([code, *(fold(plain(part)) for part in parts)])


def tokens_of(words):
    found = set()
    for line in words.splitlines():
        for run in RUNS.findall(fold(line)):
            if re.match(f"[{CHINESE}]", run):
                found |= {run[i : i + 2] for i in range(len(run) - 1)} | {run[-1]}
            else:
                found.add(run[:40])
    return " ".join(sorted(found))


def fill(connection):
    """Fill what is derived for every revision that is there."""
    connection.execute(sa.text(
        "UPDATE question_revision SET is_newest = (number = (SELECT max(o.number) FROM question_revision o "
        "WHERE o.question_id = question_revision.question_id))"
    ))
    to_vector = "CAST(:tokens AS tsvector)" if connection.dialect.name == "postgresql" else ":tokens"
    rows = connection.execute(sa.text(
        "SELECT r.id, q.code, r.asked, r.details FROM question_revision r JOIN question q ON q.id = r.question_id"
    )).all()
    for revision_id, code, asked, details in rows:
        asked, details = (json.loads(each) if isinstance(each, str) else each for each in (asked, details))
        words = words_of(code, asked)
        connection.execute(sa.text("UPDATE question_revision SET languages = :spoken WHERE id = :id"),
                           {"spoken": " ".join(sorted(asked)), "id": revision_id})
        connection.execute(sa.text(f"INSERT INTO question_wording (revision_id, words, tokens) VALUES (:id, :words, {to_vector})"),
                           {"id": revision_id, "words": words, "tokens": tokens_of(words)})
        cited = {match.groups() for match in map(CITED.fullmatch, details.get("refs", [])) if match and len(match[1]) <= 32}
        for law, article in sorted(cited):
            connection.execute(sa.text("INSERT INTO question_cited (revision_id, code, article) VALUES (:id, :law, :article)"),
                               {"id": revision_id, "law": law, "article": article})
        for tag in sorted({fold(tag)[:200] for tag in details.get("tags", [])}):
            connection.execute(sa.text("INSERT INTO question_tagged (revision_id, tag) VALUES (:id, :tag)"), {"id": revision_id, "tag": tag})


def module_refs(connection):
    """The articles that stored modules cite stand in the head of their Chinese text."""
    rows = connection.execute(
        sa.text("SELECT revision_id, source FROM course_module_text WHERE language = 'zh'")
    ).all()
    for revision_id, source in rows:
        line = re.search(r"(?m)^refs: *(.+)$", source)
        refs = [part.strip() for part in line[1].split(",") if part.strip()] if line else []
        update = sa.text("UPDATE course_module_revision SET refs = :refs WHERE id = :id")
        if connection.dialect.name == "postgresql":
            update = sa.text(
                "UPDATE course_module_revision SET refs = CAST(:refs AS jsonb) WHERE id = :id"
            )
        connection.execute(update, {"refs": json.dumps(refs), "id": revision_id})


def upgrade():
    fill(op.get_bind())
    module_refs(op.get_bind())
    op.execute("ALTER TABLE question_revision DROP COLUMN words")


def downgrade():
    op.add_column(
        "question_revision", sa.Column("words", sa.Text(), nullable=False, server_default="")
    )
    for table in ("question_tagged", "question_cited", "question_wording"):
        op.execute(sa.text(f"DELETE FROM {table}"))
