"""What other systems have no field for, carried as words such as `chizheng:pool=exam`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

PREFIX = "chizheng:"
"""Every word of ours begins with it; any other word is a tag."""

Fields = Mapping[str, tuple[str, ...]]

_FIELDS = (
    "lang", "topic", "difficulty", "points", "ref", "pool", "fact", "confidence", "partial",
    "shuffle", "time", "enemies",
)  # fmt: skip
_LISTS = frozenset({"fact", "enemies", "tags"})
_HINTS = frozenset({"type", "best", "heads", "case", "part", "unit"})
_UNACTED = ("difficulty", "ref", "pool", "fact", "confidence", "time", "enemies")


@dataclass(frozen=True)
class Carried:
    """What words said: field lines, and hints that only the reader of a format needs."""

    fields: Fields = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)


def words(fields: Fields, **hints: str | None) -> list[str]:
    """A question's fields as words, in a fixed order, and its tags as they are."""
    pairs = [(name, each) for name in _FIELDS for each in _entries(name, fields.get(name, ()))]
    pairs += [(name, value) for name, value in hints.items() if value]
    tags = _entries("tags", fields.get("tags", ()))
    return [*(f"{PREFIX}{name}={value}" for name, value in pairs), *tags]


def unacted(fields: Fields) -> str:
    """The names of the fields that another system keeps as words and does not act on."""
    return ", ".join(name for name in _UNACTED if any(fields.get(name, ())))


def told(given: Iterable[str]) -> Carried:
    """What words say; those that are none of ours are tags."""
    values: dict[str, list[str]] = {}
    hints: dict[str, str] = {}
    for word in given:
        name, _, value = word.removeprefix(PREFIX).partition("=")
        if not word.startswith(PREFIX) or not value.strip():
            values.setdefault("tags", []).append(word.replace(",", " ").strip())
        elif name in _FIELDS:
            values.setdefault(name, []).append(" ".join(value.split()))
        elif name in _HINTS:
            hints[name] = value.strip()
    fields = {
        name: (", ".join(each),) if name in _LISTS else tuple(each) for name, each in values.items()
    }
    return Carried(fields, hints)


def _entries(name: str, values: tuple[str, ...]) -> list[str]:
    if name not in _LISTS:
        return [value for value in values if value]
    return [each.strip() for value in values for each in value.split(",") if each.strip()]
