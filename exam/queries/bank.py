"""What the question bank offers a blueprint, and which of it is public."""

import re
from collections.abc import Iterable
from functools import lru_cache

from core.config import ROOT
from exam.rules.assembly.cells import Drawable, Part
from exam.rules.blueprint import Blueprint
from question_bank.queries.drawing import Drawable as Offered
from question_bank.queries.drawing import drawable

SHIPPED = ROOT / "question_bank" / "content"
LANGUAGES = ("zh", "en")


def bank_for(blueprint: Blueprint, language: str) -> list[Drawable]:
    """The questions that may be drawn for the blueprint in this language."""
    return fitting(blueprint, drawable(language))


def fitting(blueprint: Blueprint, pool: Iterable[Offered]) -> list[Drawable]:
    """Of a pool, what the blueprint can use."""
    kinds = {share.kind for share in blueprint.kinds}
    return [
        Drawable(
            revision_id=row.revision_id,
            code=row.code,
            kind=row.kind,
            topic=row.topic,
            difficulty=row.difficulty,
            expected=row.expected,
            size=row.size,
            shuffles=row.shuffle,
            enemies=frozenset(row.enemies),
            parts=tuple(Part(part.size, part.shuffle, part.points) for part in row.parts),
            calibrated=row.calibrated,
        )
        for row in pool
        if row.kind in kinds and any(group.holds(row.topic) for group in blueprint.groups)
    ]


def bank_ids(blueprint: Blueprint) -> set[int]:
    """The revisions that may be drawn for the blueprint in any language."""
    return {q.revision_id for language in LANGUAGES for q in bank_for(blueprint, language)}


@lru_cache(maxsize=1)
def shipped_codes() -> frozenset[str]:
    """The codes of the questions that ship with the product, which anyone can read."""
    files = SHIPPED.glob("*/*.md")
    return frozenset(
        code
        for file in files
        for code in re.findall(r"(?m)^## ([a-z0-9.-]+)$", file.read_text(encoding="utf-8"))
    )
