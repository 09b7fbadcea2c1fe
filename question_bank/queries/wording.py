"""The index of words: FTS5 on SQLite, GIN on PostgreSQL; the one place where they differ."""

from collections.abc import Iterable

from sqlalchemy import DDL, Integer, Select, Text, cast, column, event, select, table
from sqlalchemy.dialects.postgresql import TSQUERY

from core.database import db
from question_bank.models import Wording
from question_bank.rules.wording import Sought

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

_index = table(
    "question_wording_index", column("rowid", Integer), column("question_wording_index", Text)
)
for _statement in (INDEX_SQLITE, ADDED_SQLITE):
    _made = DDL(_statement).execute_if(dialect="sqlite")  # type: ignore[no-untyped-call]
    event.listen(Wording.__table__, "after_create", _made)


def holding(words: Iterable[Sought]) -> Select[int]:
    """The ids of revisions whose id and words hold all of these."""
    looked_for = list(words)
    indexed = _indexed(looked_for)
    unsure = [word.word for word in looked_for if not word.is_certain]
    if indexed is not None and not unsure:
        return indexed
    found = select(Wording.revision_id)
    if indexed is not None:
        found = found.where(Wording.revision_id.in_(indexed))
    return found.where(*(Wording.words.contains(word, autoescape=True) for word in unsure))


def _indexed(words: Iterable[Sought]) -> Select[int] | None:
    """What the index can tell; nothing where it knows no part of these words."""
    whole = sorted({each for word in words for each in word.whole})
    begun = sorted({each for word in words for each in word.begun})
    if not (whole or begun):
        return None
    if db.engine.dialect.name == "postgresql":
        asked = " & ".join([*(f"'{each}'" for each in whole), *(f"'{each}':*" for each in begun)])
        is_held = Wording.tokens.op("@@", is_comparison=True)(cast(asked, TSQUERY))
        return select(Wording.revision_id).where(is_held)
    asked = " AND ".join([*(f'"{each}"' for each in whole), *(f'"{each}" *' for each in begun)])
    return select(_index.c.rowid).where(_index.c.question_wording_index.match(asked))
