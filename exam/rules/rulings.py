"""Rulings on questions after the fact: what is done where a key was wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol

from core.errors import N_


class Rule(StrEnum):
    """What a ruling does."""

    KEY = "key"
    ACCEPT = "accept"
    CREDIT = "credit"
    DROP = "drop"


RULE_NAMES: dict[Rule, str] = {
    Rule.KEY: N_("Mark by the corrected key"),
    Rule.ACCEPT: N_("Accept what either key calls right"),
    Rule.CREDIT: N_("Give everyone the points"),
    Rule.DROP: N_("Drop the question and rescale"),
}
BY_A_KEY = frozenset({Rule.KEY, Rule.ACCEPT})
"""The rules that need a corrected revision."""
_WRITTEN = "short_answer"
KEYLESS = frozenset({"matching", "ordering"})
"""The kinds whose right answer is the order in which the question is written."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """How one question, or one part of a case, is marked from now on.

    `by` is the corrected revision whose key counts, for the rules that need one. On a case without
    a part the ruling is about each of its parts.
    """

    revision: int
    part: int | None
    rule: Rule
    by: int | None = None

    def covers(self, revision: int, part: int | None) -> bool:
        """Whether it is about this question or part."""
        return self.revision == revision and self.part in (None, part)


class Ruled(Protocol):
    """A revision of the bank, as far as a ruling needs it."""

    question_id: int
    number: int
    kind: str
    size: int
    key: dict[str, Any]


def read_rulings(rows: Iterable[Mapping[str, Any]]) -> tuple[Ruling, ...]:
    """Rulings from their rows in the database."""
    return tuple(Ruling(row["revision"], row["part"], Rule(row["rule"]), row["by"]) for row in rows)


def as_rows(rulings: Iterable[Ruling]) -> list[dict[str, Any]]:
    """Rulings as rows for the database and for the digest of a run."""
    return [{**asdict(ruling), "rule": str(ruling.rule)} for ruling in rulings]


def ruling_on(rulings: Iterable[Ruling], revision: int, part: int | None) -> Ruling | None:
    """The ruling that holds for a question or part: of several the last."""
    found = None
    for ruling in rulings:
        if ruling.covers(revision, part):
            found = ruling
    return found


def unfit(ruling: Ruling, asked: Ruled, by: Ruled | None) -> str | None:
    """Why a ruling cannot be; None if it can.

    `asked` is the revision it is about, `by` the one with the corrected key, if it names one. That
    the latter was approved is for the proposal to ask: it may be retired later.
    """
    shape = _shape(asked, ruling.part)
    if shape is None:
        return N_("The question has no such part.")
    if ruling.rule not in BY_A_KEY:
        return None if ruling.by is None else N_("This ruling needs no corrected revision.")
    if any(kind == _WRITTEN for kind, _ in shape):
        return N_("Written answers are marked by people: a corrected key does not mark them anew.")
    if any(kind in KEYLESS for kind, _ in shape):
        return N_(
            "What is put in order or matched has no key of its own: no other revision can mark it. "
            "Give everyone the points, or drop the question."
        )
    if by is None or by.question_id != asked.question_id or by.number <= asked.number:
        return N_("The corrected key must be of a later revision of the same question.")
    if by.kind != asked.kind or _shape(by, ruling.part) != shape:
        return N_("The corrected revision must be of the same kind and have as many options.")
    return None


def _shape(revision: Ruled, part: int | None) -> list[tuple[str, int]] | None:
    """Kind and size of the question, or of the parts that a ruling is about; None for no part."""
    if revision.kind != "case":
        return [(revision.kind, revision.size)] if part is None else None
    parts = [(each["kind"], each["size"]) for each in revision.key["parts"]]
    if part is None:
        return parts
    return parts[part : part + 1] if 0 <= part < len(parts) else None
