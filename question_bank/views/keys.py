"""The key of a question in words: what stands beside each option, pair or line of a rubric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from question_bank.kinds.kind import LETTERS

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One option or item of the bank, and what is said to those who chose it."""

    letter: str
    text: Markup
    feedback: Markup | None


@dataclass(frozen=True)
class Key:
    """What the key of a question speaks of, in one language, and why it is so."""

    entries: Sequence[Entry]
    pairs: Sequence[tuple[Markup, Markup]]
    rubric: Sequence[Markup]
    parts: Sequence["PartKey"]
    rationale: Markup | None


@dataclass(frozen=True)
class PartKey:
    """A part of a case with its key, as `side` of the same templates."""

    id: str
    kind: str
    points: Decimal
    key: Json
    side: Key


def key_shown(asked: Json, told: Json, key: Json) -> Key:
    """The words of a stored key; `asked` and `told` are of one language."""
    lefts, rights = asked.get("lefts", []), asked.get("rights", [])
    parts = zip(asked.get("parts", []), told.get("parts", []), key.get("parts", []), strict=True)
    return Key(
        entries=_entries(asked, told),
        pairs=[(_stored(left), _stored(right)) for left, right in zip(lefts, rights, strict=True)],
        rubric=[_stored(line) for line in told.get("rubric", [])],
        parts=[
            PartKey(
                id=its["id"],
                kind=its["kind"],
                points=Decimal(its["points"]),
                key=its["key"],
                side=key_shown(one, said, its["key"]),
            )
            for one, said, its in parts
        ],
        rationale=_stored(told["rationale"]) if told["rationale"] else None,
    )


def _entries(asked: Json, told: Json) -> list[Entry]:
    texts = asked.get("options") or asked.get("items") or []
    feedback = told["feedback"] or [None] * len(texts)
    return [
        Entry(LETTERS[at].upper(), _stored(text), _stored(said) if said else None)
        for at, (text, said) in enumerate(zip(texts, feedback, strict=True))
    ]


def _stored(markup: str) -> Markup:
    return Markup(markup)  # noqa: S704 - cleaned when it was stored
