"""What a credential type asks for: its conditions, each with its legal basis."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from core.errors import N_

Titles: TypeAlias = Mapping[str, str]

EDUCATION_NAMES: dict[str, str] = {
    "high_school": N_("High school"),
    "junior_college": N_("Junior college"),
    "bachelor": N_("Bachelor's degree"),
    "postgraduate": N_("Postgraduate degree"),
}


@dataclass(frozen=True, slots=True)
class Basis:
    """What a rule rests on: a fact of the fact sheet, how sure it is, and its words."""

    fact: str
    confidence: str
    words: Titles


@dataclass(frozen=True, slots=True)
class Papers:
    """Unit and photo confirmed by an issuer, and no suspension running."""


@dataclass(frozen=True, slots=True)
class Education:
    """One of these levels of education, as seen on paper by an issuer."""

    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Courses:
    """These courses complete, and each of their modules worked on within so many months."""

    courses: tuple[str, ...]
    months: int


@dataclass(frozen=True, slots=True)
class Exams:
    """Every one of these exams (its parts, by blueprint) passed within so many months."""

    blueprints: tuple[str, ...]
    months: int


@dataclass(frozen=True, slots=True)
class Share:
    """At least so many percent in final standings of one of these series."""

    series: tuple[str, ...]
    months: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Rank:
    """Among the first so many, or the first so many percent, of final standings."""

    series: tuple[str, ...]
    months: int
    best: int | None
    top_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Station:
    """An observed service station passed: `percent`, or what the competition itself asks."""

    series: tuple[str, ...]
    months: int
    station: str
    percent: Decimal | None


Asks: TypeAlias = Papers | Education | Courses | Exams | Share | Rank | Station


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the gate."""

    code: str
    kind: str
    titles: Titles
    basis: tuple[Basis, ...]
    waivable: bool
    asks: Asks
