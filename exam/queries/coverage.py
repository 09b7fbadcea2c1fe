"""Whether the bank covers a blueprint: what is needed, what is there, what is short."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exam.models import Blueprint
from exam.queries.bank import LANGUAGES, bank_for
from exam.queries.blueprints import all_blueprints, blueprint_of
from exam.rules.assembly import CannotMeet, Margin, Shortage, margins, settle, sorted_into_cells
from exam.rules.blueprint import Blueprint as Rule


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the bank holds in one language for each number that the blueprint states.

    `clash` says why they cannot be met together, where each alone can.
    """

    language: str
    margins: Sequence[Margin]
    clash: Shortage | None

    @property
    def short(self) -> int:
        """How many questions are missing in all, counted by kind or by topic, whichever is more."""
        kinds = sum(each.short for each in self.margins if each.kind)
        return max(kinds, sum(each.short for each in self.margins if not each.kind))


def newest_blueprints() -> Mapping[str, Blueprint]:
    """The newest version of each blueprint, by code."""
    found: dict[str, Blueprint] = {}
    for each in all_blueprints():
        found.setdefault(each.code, each)
    return found


def coverages(kept: Blueprint) -> list[Coverage]:
    """The coverage of a blueprint in each language."""
    rule = blueprint_of(kept)
    return [_coverage(rule, language) for language in LANGUAGES]


def _coverage(rule: Rule, language: str) -> Coverage:
    cells = sorted_into_cells(rule, bank_for(rule, language))
    found = margins(rule, cells)
    clash = None
    if not any(each.short for each in found):
        try:
            settle(rule, cells)
        except CannotMeet as problem:
            clash = problem.shortages[0]
    return Coverage(language, found, clash)
