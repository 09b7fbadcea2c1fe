"""What one slot of a form asks: a question, or one part of a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Json = Mapping[str, Any]


class Revised(Protocol):
    """A revision of the bank, as far as a slot needs it; words are by language."""

    kind: str
    size: int
    partial: str
    key: dict[str, Any]
    asked: dict[str, Any]
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SlotQuestion:
    """What is asked in a slot; `asked` and `told` are the words by language, `part` as in Form."""

    kind: str
    size: int
    partial: str
    key: Json
    asked: Json
    told: Json
    part: int | None = None


def question_of(slot: Json, revision: Revised) -> SlotQuestion:
    """The question of a slot; that of a part of a case is the part alone, without the shared text.

    Raises KeyError or IndexError where the case has no such part.
    """
    part = slot.get("part")
    if part is None:
        return SlotQuestion(
            revision.kind,
            revision.size,
            revision.partial,
            revision.key,
            revision.asked,
            revision.told,
        )
    marked = revision.key["parts"][part]
    return SlotQuestion(
        kind=marked["kind"],
        size=marked["size"],
        partial=marked["partial"],
        key=marked["key"],
        asked={language: words["parts"][part] for language, words in revision.asked.items()},
        told={language: words["parts"][part] for language, words in revision.told.items()},
        part=part,
    )


def shared_text(slot: Json, revision: Revised, language: str) -> str | None:
    """The text, as HTML, that stands above a case's first part; None for any other slot."""
    if slot.get("part") != 0:
        return None
    words = revision.asked.get(language) or revision.asked["zh"]
    return str(words["stem"])
