"""The parts of a blueprint from the values of its file."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from exam.rules.blueprint_parts import (
    DIFFICULTIES,
    Appeals,
    Group,
    KindShare,
    Retakes,
    Section,
)


def share_of(row: Mapping[str, Any]) -> KindShare:
    """A row of kinds."""
    return KindShare(str(row["kind"]), int(row["count"]), exact(row["points"]))


def group_of(row: Mapping[str, Any]) -> Group:
    """A row of groups."""
    return Group(_topics(row), {level: int(row.get(level, 0)) for level in DIFFICULTIES})


def section_of(row: Mapping[str, Any]) -> Section:
    """A row of sections."""
    return Section(
        code=str(row["code"]),
        names={"zh": str(row["zh"]), "en": str(row["en"])},
        topics=_topics(row),
        floor_percent=exact(row.get("floor_percent", "0")),
        course=str(row["course"]) if row.get("course") else None,
    )


def retakes_of(row: Mapping[str, Any]) -> Retakes:
    """The table of retake rules; an empty one limits nothing."""
    return Retakes(
        number=int(row["number"]) if "number" in row else None,
        cycle_days=int(row.get("cycle_days", 365)),
        cooling_days=int(row.get("cooling_days", 0)),
        repeat_after=int(row["repeat_after"]) if "repeat_after" in row else None,
    )


def appeals_of(row: Mapping[str, Any]) -> Appeals:
    """The table of the days for appeals; an empty one is 7 and 15."""
    return Appeals(
        window_days=int(row.get("window_days", 7)), decision_days=int(row.get("decision_days", 15))
    )


def exact(value: object) -> Decimal:
    """An exact decimal below a million with six places at most."""
    number = Decimal(str(value))
    if not number.is_finite() or number.adjusted() > 5 or _places(number) > 6:
        raise ValueError(f"{value} is no number below a million with six decimal places at most")
    return number


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _topics(row: Mapping[str, Any]) -> tuple[str, ...]:
    topics: Iterable[object] = row["topics"]
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise ValueError("topics is not a list of topics")
    return tuple(topics)
