"""Drawing a sitting's papers from what the bank holds and what its candidates have seen."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from core.errors import Refused
from exam.models.candidates import Registration
from exam.queries.bank import bank_for
from exam.queries.seen import seen_codes
from exam.rules.assembly.cells import CannotMeet, Drawable, sorted_into_cells
from exam.rules.assembly.forms import Drawn, draw
from exam.rules.assembly.plans import Plans, planned
from exam.rules.assembly.tolerance import refuse_uneven
from exam.rules.blueprint import Blueprint

FEWEST_RESERVES = 3
RESERVE_SHARE = Decimal("0.05")
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Lot:
    """What the papers of one language are drawn from: for how many, and what each has seen."""

    language: str
    candidates: int
    bank: Sequence[Drawable]
    seen: Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of one language as they were drawn."""

    lot: Lot
    plans: Plans
    drawn: Drawn


def lots_of(rule: Blueprint, candidates: Sequence[Registration]) -> list[Lot]:
    """What is drawn from, by language; number n of a language is its n-th candidate."""
    people: dict[str, list[int]] = defaultdict(list)
    for candidate in candidates:
        people[candidate.language].append(candidate.person_id)
    return [_lot(rule, language, people[language]) for language in sorted(people)]


def drawn_from(rule: Blueprint, lots: Sequence[Lot], seed: bytes, told: Told) -> list[Papers]:
    """Draw every language; `told` hears how many papers are there. Raises Refused."""
    found: list[Papers] = []
    for lot in lots:
        found.append(_papers(rule, lot, seed))
        told(sum(papers.drawn.count for papers in found))
    return found


def _lot(rule: Blueprint, language: str, people: Sequence[int]) -> Lot:
    bank = bank_for(rule, language)
    codes = {question.code for question in bank}
    seen = {
        person: [code for code in shown if code in codes]
        for person, shown in seen_codes(people, rule.unseen).items()
    }
    numbered = {number: seen.get(person, []) for number, person in enumerate(people, start=1)}
    return Lot(
        language, len(people), bank, {number: shown for number, shown in numbered.items() if shown}
    )


def _papers(rule: Blueprint, lot: Lot, seed: bytes) -> Papers:
    reserves = max(FEWEST_RESERVES, ceil(lot.candidates * RESERVE_SHARE))
    seen = {number: frozenset(codes) for number, codes in lot.seen.items()}
    with _short_as_refusal():
        cells = sorted_into_cells(rule, lot.bank)
        plans = planned(rule, cells, lot.candidates + reserves)
        drawn = draw(rule, lot.bank, plans, seed=seed, language=lot.language, seen=seen)
        refuse_uneven(drawn)
    return Papers(lot, plans, drawn)


@contextmanager
def _short_as_refusal() -> Iterator[None]:
    """What the bank lacks, said to the examiner."""
    try:
        yield
    except CannotMeet as problem:
        first = problem.shortages[0]
        raise Refused(first.message, **first.values) from problem
