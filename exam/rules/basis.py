"""What a grading run stands on beside forms, keys and answers: kept, so that it can be repeated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exam.rules.rulings import Ruling, as_rows, read_rulings


@dataclass(frozen=True, slots=True)
class Basis:
    """The rulings in force, the panel whose standard is the cut, and which written marks count.

    `until` is the id of the last written mark that was there, `ended` the markers whose marks were
    set aside. Without a panel the blueprint's percentage passes.
    """

    rulings: tuple[Ruling, ...] = ()
    panel: int | None = None
    until: int = 0
    ended: frozenset[int] = frozenset()


def read_basis(row: Mapping[str, Any]) -> Basis:
    """A basis from its row."""
    return Basis(
        rulings=read_rulings(row["rulings"]),
        panel=row["panel"],
        until=row["until"],
        ended=frozenset(row["ended"]),
    )


def as_row(basis: Basis) -> dict[str, Any]:
    """A basis as JSON."""
    return {
        "rulings": as_rows(basis.rulings),
        "panel": basis.panel,
        "until": basis.until,
        "ended": sorted(basis.ended),
    }
