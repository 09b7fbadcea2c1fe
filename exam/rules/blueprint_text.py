"""A blueprint's definition as the text of its file."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

SIMPLE = (
    "code", "version", "minutes", "pass_percent", "pool", "exposure", "target", "tolerance",
    "unseen", "gap", "show_paper",
)  # fmt: skip
TABLES = ("title", "retakes", "appeals")
LISTS = ("sections", "kinds", "groups")


def as_toml(definition: Mapping[str, Any]) -> str:
    """The file of a definition; reading it gives the same values."""
    parts = [_lines({name: definition[name] for name in SIMPLE if name in definition})]
    parts += [f"[{name}]\n{_lines(definition[name])}" for name in TABLES if name in definition]
    parts += [f"[[{name}]]\n{_lines(row)}" for name in LISTS for row in definition.get(name, [])]
    return "\n".join(parts)


def _lines(table: Mapping[str, Any]) -> str:
    return "".join(f"{name} = {_value(value)}\n" for name, value in table.items())


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    text = str(Decimal(str(value))) if isinstance(value, float) else str(value)
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
