"""What the frame around every page needs: rooms, names, times."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import request
from babel.dates import get_timezone_name
from flask_babel import format_datetime, get_locale, gettext
from flask_login import current_user

from accounts.models import Unit
from accounts.rules.duties import ROLE_NAMES, Role
from core.clock import moment
from core.language import content_language, current
from oversight.rules.rooms import rooms_for


@dataclass(frozen=True, slots=True)
class Door:
    """A link of the masthead."""

    endpoint: str
    name: str
    is_here: bool


def frame_values() -> dict[str, object]:
    """Values and small functions for base.html and every page."""
    return {
        "rooms": _rooms,
        "scheme": _scheme,
        "unit_name": unit_name,
        "zone_name": zone_name,
        "role_name": role_name,
        "when": when,
        "content_language": content_language(),
    }


def _rooms() -> list[Door]:
    if not current_user.is_authenticated:
        return []
    here = request.blueprint
    return [
        Door(room.endpoint, gettext(room.name), room.endpoint.split(".")[0] == here)
        for room in rooms_for(current_user.actor.roles)
    ]


def _scheme() -> str | None:
    return current_user.person.scheme if current_user.is_authenticated else None


def unit_name(unit: Unit) -> str:
    """A unit's name in the reader's language."""
    return unit.name if current() == "zh_Hans" else unit.name_en


def _zone() -> ZoneInfo:
    return ZoneInfo(current_user.actor.zone if current_user.is_authenticated else "Asia/Shanghai")


def zone_name() -> str:
    """The zone in which times are shown, in words and as UTC offset."""
    zone = _zone()
    if zone.key == "Asia/Shanghai":
        return gettext("Beijing time (UTC+8)")
    return str(get_timezone_name(zone, locale=get_locale()))


def when(value: datetime | int, style: str = "medium") -> str:
    """An aware time, or a reading of the exam clock, as the reader writes it, in their unit's zone."""
    at = moment(value) if isinstance(value, int) else value
    pattern = PATTERNS[current()][style]
    return format_datetime(at.astimezone(_zone()), pattern, rebase=False)


PATTERNS = {
    "zh_Hans": {"medium": "y年M月d日 HH:mm", "date": "y年M月d日", "time": "HH:mm:ss", "short": "M月d日 HH:mm"},
    "en": {"medium": "d MMM y, HH:mm", "date": "d MMM y", "time": "HH:mm:ss", "short": "d MMM, HH:mm"},
}


def role_name(role: str) -> str:
    """A role in the reader's language."""
    return gettext(ROLE_NAMES[Role(role)])
