"""Cells that are merged over several rows: what the first says holds for all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from question_bank.formats.columns import SETTINGS, Column
from question_bank.formats.excel_cells import Value
from question_bank.formats.excel_sheets import Merged


@dataclass
class Held:
    """By column what holds, and to which row; for settings only, never for texts or answers."""

    merged: Iterable[Merged]
    _by_row: dict[int, list[Merged]] = field(default_factory=dict)
    _held: dict[int, tuple[int, Value]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Order the merged cells by their first row."""
        for each in self.merged:
            self._by_row.setdefault(each.first_row, []).append(each)

    @property
    def was_used(self) -> bool:
        """Whether any value held for more than its own row."""
        return bool(self._held)

    def fill(self, number: int, values: list[Value], known: Mapping[int, Column]) -> None:
        """Put the value of a merged cell above into the empty cells of a row."""
        for merged in self._by_row.get(number, ()):
            column = known.get(merged.first_column)
            is_setting = column is not None and column.name in SETTINGS
            if is_setting and number < merged.last_row and merged.first_column <= len(values):
                held = values[merged.first_column - 1]
                self._held[merged.first_column] = (merged.last_row, held)
        for at, (last, value) in self._held.items():
            if number <= last and at <= len(values) and not values[at - 1].text:
                values[at - 1] = value
