"""What a result keeps of a marked paper, and the digest over all results of a run."""

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from audit.rules.entry import canonical
from exam.rules.blueprint import Blueprint
from exam.rules.grading import Mark, Outcome, rounded, shown
from exam.rules.marks import Marked
from exam.rules.scoring import outcomes

Row = dict[str, Any]


def rows(rule: Blueprint, marks: Sequence[Mark], papers: Sequence[Marked]) -> list[Row]:
    """The rows of a run, in the order of the papers. Raises NothingLeft."""
    texts = cache(lambda factor: [shown(mark, factor) for mark in marks])
    decimals = cache(rounded)
    reached = outcomes(rule, marks, [paper.marks for paper in papers])
    return [
        {
            "attempt_id": paper.attempt_id,
            "score": decimals(found.total.earned),
            "full": decimals(found.total.full),
            "passed": found.passed,
            "marks": list(map(texts(found.factor).__getitem__, paper.marks)),
            "breakdown": breakdown(found),
        }
        for paper, found in zip(papers, reached, strict=True)
    ]


def breakdown(found: Outcome) -> Row:
    """What was missed, points and full points by section and topic, and the cut if one holds."""
    return {
        "missed": list(found.missed),
        "sections": {code: part.shown for code, part in found.sections.items()},
        "topics": {code: part.shown for code, part in found.topics.items()},
        **({} if found.cut is None else {"cut": str(rounded(found.cut))}),
    }


def digest(rows: Iterable[Row]) -> str:
    """SHA-256 over the canonical JSON of all rows, decimals as text."""
    digest = sha256(b"[")
    for number, row in enumerate(rows):
        written = {**row, "score": str(row["score"]), "full": str(row["full"])}
        digest.update((b"," if number else b"") + canonical(written))
    digest.update(b"]")
    return digest.hexdigest()
