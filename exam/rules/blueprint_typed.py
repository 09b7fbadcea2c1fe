"""A blueprint as it is typed into a form: fields and rows of text, and what they mean.

Fields are named by their keys in the file; shares are typed in percent. A row's fields have the
list's name before their own and come in the order of the rows.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, zip_longest
from typing import Any

from core.errors import N_
from exam.rules.blueprint import LANGUAGES, MOST_ROWS, BadBlueprint, Reason
from exam.rules.blueprint_parts import DIFFICULTIES

Row = dict[str, str]
ROWS = {
    "kinds": ("kind", "count", "points"),
    "groups": ("topics", *DIFFICULTIES),
    "sections": ("code", "zh", "en", "topics", "floor_percent", "course"),
}
RETAKES = ("number", "cycle_days", "cooling_days", "repeat_after")
APPEALS = ("window_days", "decision_days")
SHARES = ("exposure", "target", "tolerance")
FIELDS = (
    "code", "title.zh", "title.en", "minutes", "pass_percent", *SHARES, "unseen", "gap",
    *(f"retakes.{name}" for name in RETAKES), *(f"appeals.{name}" for name in APPEALS),
)  # fmt: skip
NUMBER = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,6})?")
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    fields: Mapping[str, str]
    rows: Mapping[str, Sequence[Row]]
    show_paper: bool


def typed_in(values: Callable[[str], Sequence[str]]) -> Typed:
    """What a form holds; `values` gives the values of a field in their order."""
    fields = {name: _clean(next(iter(values(name)), "")) for name in FIELDS}
    rows = {
        name: [
            {column: _clean(text) for column, text in zip(columns, row, strict=True)}
            for row in islice(
                zip_longest(*(values(f"{name}.{each}") for each in columns), fillvalue=""),
                MOST_ROWS + 1,
            )
        ]
        for name, columns in ROWS.items()
    }
    return Typed(fields, rows, bool(values("show_paper")))


def typed_of(definition: Mapping[str, Any]) -> Typed:
    """The form of a definition that can be read."""
    retakes, appeals = definition.get("retakes", {}), definition.get("appeals", {})
    fields = {name: _text(definition.get(name, "")) for name in FIELDS}
    fields |= {f"title.{each}": _text(definition["title"].get(each, "")) for each in LANGUAGES}
    fields |= {f"retakes.{name}": str(retakes.get(name, "")) for name in RETAKES}
    fields |= {f"appeals.{name}": str(appeals.get(name, "")) for name in APPEALS}
    fields |= {each: _clean(_percent(definition[each])) for each in SHARES if each in definition}
    rows = {
        name: [
            {each: _text(row.get(each, "")) for each in columns}
            for row in definition[name][: MOST_ROWS + 1]
        ]
        for name, columns in ROWS.items()
    }
    return Typed(fields, rows, bool(definition.get("show_paper")))


def _text(value: object) -> str:
    return _clean(", ".join(map(str, value)) if isinstance(value, list) else str(value))


def _percent(share: object) -> str:
    return plain(Decimal(str(share)) * 100)


def plain(number: Decimal) -> str:
    """A decimal without an exponent and without zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Sums:
    """What the numbers of the form come to so far; what is no number counts nothing."""

    questions: int
    points: Decimal
    by_difficulty: Mapping[str, int]

    @property
    def by_topics(self) -> int:
        """How many questions the groups ask for."""
        return sum(self.by_difficulty.values())


def sums(typed: Typed) -> Sums:
    """The sums under the rows."""
    kinds = [(_amount(row["count"]), _amount(row["points"])) for row in typed.rows["kinds"]]
    return Sums(
        questions=int(sum(count for count, _ in kinds)),
        points=sum((count * points for count, points in kinds), Decimal(0)),
        by_difficulty={
            level: int(sum(_amount(row[level]) for row in typed.rows["groups"]))
            for level in DIFFICULTIES
        },
    )


def _amount(text: str) -> Decimal:
    number = folded(text)
    return Decimal(number) if NUMBER.fullmatch(number) else Decimal(0)


def typed_file(text: str) -> Typed:
    """The form of a blueprint's file; raises BadBlueprint where it is none."""
    try:
        return typed_of(tomllib.loads(text.removeprefix("\ufeff")))
    except RecursionError as problem:
        raise _no_file(N_("it is nested too deep")) from problem
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as problem:
        raise _no_file(str(problem)) from problem


def _no_file(problem: str) -> BadBlueprint:
    message = N_("This is no blueprint file: %(problem)s")
    return BadBlueprint([Reason(message, {"problem": problem})])


def with_rows(typed: Typed, command: str) -> Typed:
    """The form after a button of its rows: kinds-add, groups-up-2, sections-out-0.

    A command that fits no row changes nothing.
    """
    name, _, rest = command.partition("-")
    act, _, place = rest.partition("-")
    if name not in ROWS:
        return typed
    rows = list(typed.rows[name])
    at = int(place) if place.isascii() and place.isdigit() and len(place) < 6 else len(rows)
    other = {"up": at - 1, "down": at + 1}.get(act, at)
    if act == "add":
        rows.append(dict.fromkeys(ROWS[name], ""))
    elif act == "out" and at < len(rows):
        del rows[at]
    elif at < len(rows) and 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    return Typed(typed.fields, {**typed.rows, name: rows}, typed.show_paper)


def _clean(text: str) -> str:
    """Text without anything that nobody types: what controls a terminal becomes space."""
    return "".join(
        " " if unicodedata.category(each) in ("Cc", "Cs") else each for each in text[:LONGEST]
    )


def folded(text: str) -> str:
    """Full-width digits and letters as plain ones, without space around."""
    return unicodedata.normalize("NFKC", text).strip()
