"""A question out of all its languages: what a revision holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from json import dumps

from question_bank.kinds.kind import Json
from question_bank.rules.settings import Difficulty


@dataclass(frozen=True)
class Question:
    """One question with one key; `asked` and `told` are by language, the key knows none.

    `pictures` has, by language and name, the digest of each picture that it shows.
    """

    id: str
    kind: str
    topic: str
    pool: str
    difficulty: Difficulty
    points: Decimal
    refs: tuple[str, ...]
    facts: tuple[str, ...]
    confidence: str | None
    enemies: tuple[str, ...]
    partial: str
    shuffle: bool
    seconds: int
    tags: tuple[str, ...]
    key: Json
    asked: Mapping[str, Json]
    told: Mapping[str, Json]
    pictures: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it can be sat."""
        return tuple(sorted(self.asked))


def content(question: Question) -> dict[str, object]:
    """All of a question as JSON; numbers that count are written as text, without trailing zeros."""
    return {
        "id": question.id,
        "kind": question.kind,
        "topic": question.topic,
        "pool": question.pool,
        "difficulty": question.difficulty.label,
        "expected": _plain(question.difficulty.expected),
        "points": _plain(question.points),
        "refs": list(question.refs),
        "facts": list(question.facts),
        "confidence": question.confidence,
        "enemies": sorted(question.enemies),
        "partial": question.partial,
        "shuffle": question.shuffle,
        "seconds": question.seconds,
        "tags": list(question.tags),
        "key": question.key,
        "asked": dict(question.asked),
        "told": dict(question.told),
        **({"pictures": question.pictures} if question.pictures else {}),
    }


def fingerprint(question: Question) -> str:
    """SHA-256 of the content; the same content never makes a second revision."""
    text = dumps(content(question), sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
