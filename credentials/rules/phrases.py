"""Sentences that the gate answers with: a message and its values, kept apart from any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

Text: TypeAlias = str | int | Mapping[str, str]
Value: TypeAlias = Text | tuple[Text, ...]

BETWEEN = {"zh": "、", "en": ", "}


@dataclass(frozen=True, slots=True)
class Phrase:
    """An English message with named placeholders, and what belongs in them.

    A value is text, a number, a title in both languages, or several of those.
    """

    message: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def said(self, language: str) -> dict[str, str | int]:
        """The values in one language ("zh" or "en"), as the translated message takes them."""
        return {name: _said(value, language) for name, value in self.values.items()}

    def as_data(self) -> dict[str, object]:
        """The phrase as JSON."""
        return {
            "message": self.message,
            "values": {name: _as_data(value) for name, value in self.values.items()},
        }


def read_phrase(data: Mapping[str, Any]) -> Phrase:
    """The phrase that `as_data` gave."""
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in data["values"].items()
    }
    return Phrase(data["message"], values)


def plain(number: Decimal) -> str:
    """A number of points as people write it: 58.500 is 58.5, 60.000 is 60."""
    whole, _, rest = f"{number:f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def _said(value: Value, language: str) -> str | int:
    if isinstance(value, tuple):
        return BETWEEN[language].join(str(_said(each, language)) for each in value)
    if isinstance(value, Mapping):
        return value[language]
    return value


def _as_data(value: Value) -> object:
    if isinstance(value, tuple):
        return [_as_data(each) for each in value]
    return dict(value) if isinstance(value, Mapping) else value
