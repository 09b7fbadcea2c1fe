"""What is on file about one person: all that the gate looks at, as plain values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from credentials.rules.conditions import Titles


@dataclass(frozen=True, slots=True)
class PhotoOnFile:
    """The newest photo."""

    id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PapersOnFile:
    """An issuer's last look at the papers: which unit, which photo, what education."""

    id: int
    unit_id: int
    photo_id: int
    education: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CourseOnFile:
    """How far a course is. `worked_on` is when the module longest left alone was last worked on."""

    code: str
    titles: Titles
    done: int
    total: int
    worked_on: datetime | None
    awaits_test: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether every module is complete, and its test passed where it asks for one."""
        return 0 < self.total == self.done and not self.awaits_test


@dataclass(frozen=True, slots=True)
class ResultOnFile:
    """A released result; `voiding` is "", "asked" or "voided"."""

    attempt_id: int
    code: str
    titles: Titles
    score: Decimal
    full: Decimal
    passed: bool
    released_at: datetime
    is_demonstration: bool
    voiding: str


@dataclass(frozen=True, slots=True)
class StationOnFile:
    """What was reached at one station, of how much, and what the competition asks there."""

    points: Decimal
    full: Decimal
    pass_percent: Decimal


@dataclass(frozen=True, slots=True)
class PlaceOnFile:
    """A place in final standings; `stands` is false once they were changed and not confirmed."""

    final_id: int
    series: str
    titles: Titles
    rank: int | None
    out_of: int
    total: Decimal
    confirmed_at: datetime
    stations: Mapping[str, StationOnFile]
    stands: bool


@dataclass(frozen=True, slots=True)
class WaiverOnFile:
    """A waiver of one condition, by whom, why and until when."""

    id: int
    condition: str
    by_name: str
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True)
class RecordOnFile:
    """Everything on file about one person. `suspended` holds numbers under suspension."""

    person_id: int
    unit_id: int
    zone: str
    photo: PhotoOnFile | None = None
    papers: PapersOnFile | None = None
    suspended: tuple[str, ...] = ()
    courses: Mapping[str, CourseOnFile] = field(default_factory=dict)
    results: tuple[ResultOnFile, ...] = ()
    places: tuple[PlaceOnFile, ...] = ()
    waivers: tuple[WaiverOnFile, ...] = ()


def record_as_data(record: RecordOnFile) -> dict[str, Any]:
    """The record as JSON, to be kept with the decision that stood on it."""
    return {name: _plain(value) for name, value in asdict(record).items()}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
