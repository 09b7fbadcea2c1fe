"""A question as rows: the columns of its revision, and what stands beside it in other tables."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from core.actor import Actor
from core.database import Base
from question_bank.actions import rendering
from question_bank.actions.picturing import places
from question_bank.kinds import KINDS
from question_bank.models import Cited, Move, RevisionPicture, Tagged, Wording
from question_bank.queries.pictures import Named
from question_bank.rules.folding import fold
from question_bank.rules.lifecycle import State
from question_bank.rules.pictures import placed
from question_bank.rules.question import Question as Value
from question_bank.rules.statutes import articles
from question_bank.rules.wording import tokens


class Held(NamedTuple):
    """What the bank has of a question: no revision of a new one."""

    id: int
    pool: str
    path: str
    newest_id: int | None
    number: int
    fingerprint: str | None


class Fresh(NamedTuple):
    """A revision to be inserted, and what stands beside it in other tables."""

    row: dict[str, Any]
    pictures: Named
    value: Value
    held: Held


def columns_of(value: Value, pictures: Named) -> dict[str, Any]:
    """What a value says, as columns of a revision."""
    shown = {language: places(pictures.get(language, {})) for language in value.languages}
    asked = {
        language: placed(rendering.asked(value.kind, each), shown[language])
        for language, each in value.asked.items()
    }
    return {
        "state": State.DRAFT,
        "is_newest": True,
        "kind": value.kind,
        "topic": value.topic,
        "difficulty": value.difficulty.label,
        "expected": value.difficulty.expected,
        "points": value.points,
        "partial": value.partial,
        "shuffle": value.shuffle,
        "seconds": value.seconds,
        "confidence": value.confidence,
        "size": KINDS[value.kind].size(value.key),
        "key": dict(value.key),
        "asked": asked,
        "told": {
            language: placed(rendering.told(each), shown[language])
            for language, each in value.told.items()
        },
        "details": {
            "refs": list(value.refs),
            "facts": list(value.facts),
            "enemies": list(value.enemies),
            "tags": list(value.tags),
        },
        "languages": " ".join(sorted(asked)),
    }


def beside(
    ids: Sequence[int], fresh: Sequence[Fresh], actor: Actor
) -> dict[type[Base], list[dict[str, Any]]]:
    """The rows of other tables that new revisions bring along, by table."""
    rows: dict[type[Base], list[dict[str, Any]]] = {
        Move: [], Wording: [], Cited: [], Tagged: [], RevisionPicture: []
    }  # fmt: skip
    for revision_id, each in zip(ids, fresh, strict=True):
        own = {"revision_id": revision_id}
        asked, value = each.row["asked"], each.value
        words = "\n".join([value.id, rendering.words(asked)])
        tags = sorted({fold(tag)[:200] for tag in value.tags})
        shown = {(at, one.id) for at, named in each.pictures.items() for one in named.values()}
        rows[Move].append(
            own | {"after": State.DRAFT, "comment": "", "by_id": actor.id, "at": each.row["at"]}
        )
        rows[Wording].append(own | {"words": words, "tokens": " ".join(tokens([words]))})
        rows[Cited] += [own | {"code": code, "article": it} for code, it in articles(value.refs)]
        rows[Tagged] += [own | {"tag": tag} for tag in tags]
        rows[RevisionPicture] += [
            own | {"language": at, "picture_id": picture_id} for at, picture_id in sorted(shown)
        ]
    return rows
