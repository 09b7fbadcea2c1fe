"""A course's own file, course.toml."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, cast

from courses.rules.findings import Finding, found

_CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")
_MODULE = re.compile(r"[a-z]+[0-9]{1,3}")
_FIELDS = ("code", "order", "required_share", "modules", "title", "description")
_LANGUAGES = frozenset({"zh", "en"})


@dataclass(frozen=True)
class CourseHead:
    """What course.toml says; titles and descriptions by language."""

    code: str
    position: int
    required_percent: int
    modules: tuple[str, ...]
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    source: str


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
    said += [found("CM105", path, name=name) for name in _FIELDS if name not in table]
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
    }
    return [
        found("CM106", path, name=name, value=str(table[name]), allowed=sample)
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
    )


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
