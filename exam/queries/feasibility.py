"""Can the bank meet a blueprint: what is needed, what is there, what is short, in each language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from exam.queries.bank import LANGUAGES, bank_for
from exam.rules.assembly.cells import (
    CannotMeet,
    Cell,
    Drawable,
    Margin,
    Shortage,
    margins,
    sorted_into_cells,
)
from exam.rules.assembly.settling import settle
from exam.rules.blueprint import Blueprint


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the bank holds in one language for each number that the blueprint states.

    `shortages` say in words what is missing; none if the blueprint can be met.
    """

    language: str
    margins: Sequence[Margin]
    shortages: Sequence[Shortage]

    @property
    def short(self) -> int:
        """How many questions are missing in all, counted by kind or by topic, whichever is more."""
        kinds = sum(each.short for each in self.margins if each.kind)
        return max(kinds, sum(each.short for each in self.margins if not each.kind))

    @property
    def clashes(self) -> Sequence[Shortage]:
        """Why the numbers cannot be met together, where each alone can."""
        return () if self.short else self.shortages


def coverage_of(rule: Blueprint, languages: Iterable[str] = LANGUAGES) -> list[Coverage]:
    """The coverage of a blueprint in each of these languages."""
    return [_coverage(rule, language, bank_for(rule, language)) for language in languages]


def coverages_of(rules: Sequence[Blueprint]) -> list[list[Coverage]]:
    """The coverage of several blueprints, in their order; the bank is read once a language."""
    if not rules:
        return []
    banks = {language: bank_for(_all_of(rules), language) for language in LANGUAGES}
    return [[_coverage(rule, each, banks[each]) for each in LANGUAGES] for rule in rules]


def _all_of(rules: Sequence[Blueprint]) -> Blueprint:
    """A blueprint that draws whatever one of these draws."""
    return replace(
        rules[0],
        kinds=tuple(share for rule in rules for share in rule.kinds),
        groups=tuple(group for rule in rules for group in rule.groups),
    )


def _coverage(rule: Blueprint, language: str, bank: Sequence[Drawable]) -> Coverage:
    cells = sorted_into_cells(rule, bank)
    return Coverage(language, margins(rule, cells), _shortages(rule, cells))


def _shortages(rule: Blueprint, cells: dict[Cell, list[Drawable]]) -> Sequence[Shortage]:
    try:
        settle(rule, cells)
    except CannotMeet as problem:
        return problem.shortages
    return ()
