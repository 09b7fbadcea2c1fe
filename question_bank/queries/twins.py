"""Questions of the bank that are nearly the same as one that is being written."""

import re

from sqlalchemy import func, select, union_all

from accounts.models import Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from core.markdown import plain
from question_bank.models import Question, Revision
from question_bank.queries.wording import holding
from question_bank.rules.lifecycle import State
from question_bank.rules.similar import NEARLY, similarity
from question_bank.rules.wording import sought

_PIECES = re.compile(r"[\u3400-\u9fff]{4}|[A-Za-z]{5,}")
_LOOKED_FOR = 6
_SHARED = 2
_LOOKED_AT = 20


def twin_of(stem: str, language: str, *, code: str | None, actor: Actor) -> str | None:
    """The code of a question in the actor's units whose stem is nearly this one, if there is one.

    Only questions that share two of six pieces of the stem are compared, the likeliest twenty.
    """
    pieces = _spread(list(dict.fromkeys(_PIECES.findall(stem))))
    if len(pieces) < _SHARED:
        return None
    sharing = union_all(*(holding([sought(piece)]) for piece in pieces)).subquery()
    revision_id = sharing.c[0]
    likely = (
        select(revision_id.label("id"))
        .group_by(revision_id)
        .having(func.count() >= _SHARED)
        .order_by(func.count().desc())
        .limit(_LOOKED_AT)
        .subquery()
    )
    statement = (
        select(Question.code, Revision.asked[language]["stem"].as_string())
        .join(Revision.question)
        .join(Unit, Unit.id == Question.unit_id)
        .join(likely, likely.c.id == Revision.id)
        .where(
            covered_by(actor, Right.READ_BANK),
            Revision.is_newest,
            Revision.state != State.RETIRED,
            Question.code != (code or ""),
        )
        .order_by(Question.code)
    )
    found = ((other, plain(text)) for other, text in db.session.execute(statement) if text)
    return next((other for other, text in found if similarity(stem, text) >= NEARLY), None)


def _spread(pieces: list[str]) -> list[str]:
    """Six of them, from the first to the last."""
    if len(pieces) <= _LOOKED_FOR:
        return pieces
    step = (len(pieces) - 1) / (_LOOKED_FOR - 1)
    return [pieces[round(at * step)] for at in range(_LOOKED_FOR)]
