"""What was typed into a form, read as a blueprint, with every reason why it is none."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.errors import N_
from exam.rules.blueprint import LANGUAGES, BadBlueprint, Blueprint, Reason, read_blueprint
from exam.rules.blueprint_parts import DIFFICULTIES
from exam.rules.blueprint_typed import (
    APPEALS,
    NUMBER,
    RETAKES,
    ROWS,
    SHARES,
    Row,
    Typed,
    folded,
    plain,
)

WHOLE = re.compile(r"-?[0-9]{1,6}")
BETWEEN = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was typed as a definition and a rule, if it is one; and every reason why it is not."""

    definition: dict[str, Any]
    rule: Blueprint | None
    reasons: Sequence[Reason]


def check(typed: Typed, version: int, kinds: frozenset[str]) -> Checked:
    """What was typed as this version of a blueprint, or every reason why it is none."""
    reading = _Reading()
    definition = reading.definition(typed, version)
    if reading.reasons:
        return Checked(definition, None, reading.reasons)
    try:
        return Checked(definition, read_blueprint(definition, kinds), ())
    except BadBlueprint as bad:
        return Checked(definition, None, placed(typed, bad.reasons))


def placed(typed: Typed, reasons: Sequence[Reason]) -> list[Reason]:
    """Reasons about the rows of a definition, told of the rows of the form."""
    return [reason._replace(place=_in_form(typed, reason.place)) for reason in reasons]


def _in_form(typed: Typed, place: str) -> str:
    name, *rest = place.split(".")
    if name not in ROWS or not rest:
        return place
    filled = [at for at, row in enumerate(typed.rows[name]) if _is_filled(row)]
    return ".".join([name, str(filled[int(rest[0])]), *rest[1:]])


def _is_filled(row: Row) -> bool:
    return any(text.strip() for text in row.values())


class _Reading:
    """Reads text as numbers and notes what is none."""

    def __init__(self) -> None:
        self.reasons: list[Reason] = []

    def definition(self, typed: Typed, version: int) -> dict[str, Any]:
        fields = {name: folded(text) for name, text in typed.fields.items()}
        optional = {
            **{each: self._share(each, fields[each]) for each in SHARES if fields[each]},
            **{each: self._whole(each, fields[each]) for each in ("unseen",) if fields[each]},
            **{each: self._number(each, fields[each]) for each in ("gap",) if fields[each]},
        }
        tables = {
            "retakes": self._table("retakes", RETAKES, fields),
            "appeals": self._table("appeals", APPEALS, fields),
        }
        return {
            "code": fields["code"],
            "version": version,
            "minutes": self._whole("minutes", fields["minutes"]),
            "pass_percent": self._number("pass_percent", fields["pass_percent"]),
            "pool": "exam",
            **optional,
            "show_paper": typed.show_paper,
            "title": {each: typed.fields[f"title.{each}"].strip() for each in LANGUAGES},
            **{name: table for name, table in tables.items() if table},
            "sections": self._rows(typed, "sections", self._section),
            "kinds": self._rows(typed, "kinds", self._kind),
            "groups": self._rows(typed, "groups", self._group),
        }

    def _table(self, table: str, names: Sequence[str], fields: Mapping[str, str]) -> dict[str, int]:
        """The whole numbers of a table; what was left empty is left out."""
        texts = {name: fields[f"{table}.{name}"] for name in names}
        return {name: self._whole(f"{table}.{name}", text) for name, text in texts.items() if text}

    def _rows(
        self, typed: Typed, name: str, read: Callable[[str, Row], dict[str, Any]]
    ) -> list[dict[str, Any]]:
        return [
            read(f"{name}.{at}", row) for at, row in enumerate(typed.rows[name]) if _is_filled(row)
        ]

    def _kind(self, place: str, row: Row) -> dict[str, Any]:
        return {
            "kind": row["kind"],
            "count": self._whole(f"{place}.count", folded(row["count"])),
            "points": self._number(f"{place}.points", folded(row["points"])),
        }

    def _group(self, place: str, row: Row) -> dict[str, Any]:
        counts = {
            level: self._whole(f"{place}.{level}", folded(row[level]) or "0")
            for level in DIFFICULTIES
        }
        return {"topics": _topics(row["topics"]), **counts}

    def _section(self, place: str, row: Row) -> dict[str, Any]:
        floor, course = folded(row["floor_percent"]) or "0", row["course"].strip()
        return {
            "code": folded(row["code"]),
            "zh": row["zh"].strip(),
            "en": row["en"].strip(),
            "topics": _topics(row["topics"]),
            "floor_percent": self._number(f"{place}.floor_percent", floor),
            **({"course": course} if course else {}),
        }

    def _whole(self, place: str, text: str) -> int:
        if WHOLE.fullmatch(text):
            return int(text)
        self.reasons.append(Reason(N_("Write a whole number."), {}, place))
        return 0

    def _number(self, place: str, text: str) -> str:
        if NUMBER.fullmatch(text):
            return plain(Decimal(text))
        self.reasons.append(Reason(N_("Write a number."), {}, place))
        return "0"

    def _share(self, place: str, text: str) -> str:
        return plain(Decimal(self._number(place, text)) / 100)


def _topics(text: str) -> list[str]:
    return [topic for topic in BETWEEN.split(text.strip()) if topic]
