"""A course's own file, course.toml."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, cast

from courses.rules.findings import Finding, found

_CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")
_MODULE = re.compile(r"[a-z]+[0-9]{1,3}")
_REQUIRED = ("code", "order", "required_share", "modules", "title", "description")
_FIELDS = (*_REQUIRED, "hours", "needs", "quiz", "test")
QUIZ = {"questions": 50, "percent": 100}
TEST = {"questions": 100, "percent": 100, "minutes": 300}
"""The fields of each, and the most that they may say."""
_MOST_HOURS = 500
_LANGUAGES = frozenset({"zh", "en"})


@dataclass(frozen=True)
class Terms:
    """How a quiz or a test is drawn: so many questions, and the percent that passes."""

    questions: int
    percent: int
    minutes: int | None = None


@dataclass(frozen=True)
class CourseHead:
    """What course.toml says; titles and descriptions by language.

    `needs` names by module those that come first; `hours` are required of study, 0 for none.
    """

    code: str
    position: int
    required_percent: int
    modules: tuple[str, ...]
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    source: str
    hours: int = 0
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    quiz: Terms | None = None
    test: Terms | None = None


class Read(NamedTuple):
    """The head, unless it has errors, and the findings."""

    head: CourseHead | None
    findings: list[Finding]


def read(path: str, folder: str, source: str) -> Read:
    """A course's file as a value; `folder` must be its code. It never raises."""
    try:
        table = tomllib.loads(source.removeprefix("\ufeff"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as problem:
        return Read(None, [found("CM119", path, why=str(problem))])
    said = [
        found("CM103", path, name=name, allowed=", ".join(_FIELDS))
        for name in table
        if name not in _FIELDS
    ]
    said += [found("CM105", path, name=name) for name in _REQUIRED if name not in table]
    said = said or _faults(path, folder, table)
    if said:
        return Read(None, said)
    return Read(_head(table, source), [])


def _faults(path: str, folder: str, table: dict[str, object]) -> list[Finding]:
    allowed = {
        "code": (table["code"] == folder and _is_code(table["code"]), folder),
        "order": (_is_count(table["order"]), "1, 2, 3 …"),
        "required_share": (_is_share(table["required_share"]), "0.01–1.00"),
        "modules": (_is_list_of_modules(table["modules"]), '["b1", "b2"]'),
        "title": (_is_text(table["title"]), 'zh = "…", en = "…"'),
        "description": (_is_text(table["description"]), 'zh = "…", en = "…"'),
        "hours": (_is_hours(table.get("hours", 0)), "0–500"),
        "needs": (_are_needs(table.get("needs", {})), 'b4 = ["a6"]'),
        "quiz": (_are_terms(table.get("quiz"), QUIZ), "questions = 10, percent = 80"),
        "test": (_are_terms(table.get("test"), TEST), "questions = 40, minutes = 60, percent = 60"),
    }
    return [
        found("CM106", path, name=name, value=str(table.get(name)), allowed=sample)
        for name, (fits, sample) in allowed.items()
        if not fits
    ]


def _head(table: dict[str, object], source: str) -> CourseHead:
    return CourseHead(
        code=str(table["code"]),
        position=int(str(table["order"])),
        required_percent=int(Decimal(str(table["required_share"])) * 100),
        modules=tuple(cast("list[str]", table["modules"])),
        titles=cast("dict[str, str]", table["title"]),
        descriptions=cast("dict[str, str]", table["description"]),
        source=source,
        hours=int(str(table.get("hours", 0))),
        needs={
            module: tuple(before)
            for module, before in cast("dict[str, list[str]]", table.get("needs", {})).items()
        },
        quiz=_terms(table.get("quiz")),
        test=_terms(table.get("test")),
    )


def _terms(said: object) -> Terms | None:
    return Terms(**cast("dict[str, int]", said)) if said else None


def _is_code(value: object) -> bool:
    return isinstance(value, str) and bool(_CODE.fullmatch(value))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_share(value: object) -> bool:
    """A share above 0 and at most 1, in whole hundredths."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return False
    hundredths = Decimal(value) * 100
    return 0 < hundredths <= 100 and hundredths == int(hundredths)


def _is_list_of_modules(value: object) -> bool:
    if not isinstance(value, list) or not value:
        return False
    all_fit = all(isinstance(each, str) and _MODULE.fullmatch(each) for each in value)
    return all_fit and len(set(value)) == len(value)


def _is_text(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != _LANGUAGES:
        return False
    return all(isinstance(each, str) and each.strip() for each in value.values())


def _is_hours(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_HOURS


def _are_needs(value: object) -> bool:
    return isinstance(value, dict) and all(
        _MODULE.fullmatch(module) and _is_list_of_modules(before)
        for module, before in value.items()
    )


def _are_terms(value: object, most: Mapping[str, int]) -> bool:
    """Nothing, or exactly these fields, each a whole number from 1 to the most."""
    if value is None:
        return True
    return (
        isinstance(value, dict)
        and value.keys() == most.keys()
        and all(_is_count(each) and each <= most[name] for name, each in value.items())
    )
