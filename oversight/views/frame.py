"""What the frame around every page needs: rooms, names, times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name
from flask import request
from flask_babel import format_date, format_datetime, get_locale, gettext, ngettext
from flask_login import current_user

from accounts.models import Unit
from accounts.queries import MOST_COUNTED, unread_notices
from accounts.rules.duties import ROLE_NAMES, Role
from core.clock import moment
from core.language import content_language, current
from credentials.rules.phrases import Phrase
from oversight.rules.acts import ACT_NAMES
from oversight.rules.rooms import rooms_for
from oversight.views.phone import has_bar, phone
from question_bank.kinds import KINDS
from question_bank.queries.content import statutes, topics
from question_bank.rules.citing import article_in_words


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
        "unread": _unread,
        "phone": phone,
        "has_bar": has_bar,
        "scheme": _scheme,
        "unit_name": unit_name,
        "zone_name": zone_name,
        "zone_code": zone_code,
        "role_name": role_name,
        "act_name": act_name,
        "kind_name": kind_name,
        "topic_name": topic_name,
        "points_text": points_text,
        "number_text": number_text,
        "phrase_text": phrase_text,
        "when": when,
        "day": day,
        "statute_name": statute_name,
        "article_name": article_name,
        "articles_text": articles_text,
        "content_language": content_language(),
    }


def _rooms() -> list[Door]:
    if not current_user.is_authenticated:
        return []
    return [
        Door(room.endpoint, gettext(room.name), _is_here(room.endpoint))
        for room in rooms_for(current_user.actor.roles)
    ]


def _is_here(endpoint: str) -> bool:
    """A room is where its pages are: those of `courses`, and of `courses_finding`.

    Home has rooms that are single pages.
    """
    name = endpoint.split(".")[0]
    if name == "home":
        return request.endpoint == endpoint
    return request.blueprint == name or str(request.blueprint).startswith(f"{name}_")


def _unread() -> str:
    """How many notices wait to be read: "3", or "99+"; empty for none and while an exam is on."""
    if not current_user.is_authenticated or request.blueprint in QUIET:
        return ""
    number = unread_notices(current_user.actor)
    return f"{MOST_COUNTED - 1}+" if number == MOST_COUNTED else str(number or "")


QUIET = ("taking", "news", "proving")


def _scheme() -> str | None:
    return current_user.person.scheme if current_user.is_authenticated else None


def unit_name(unit: Unit) -> str:
    """A unit's name in the reader's language."""
    return unit.name if current() == "zh_Hans" else unit.name_en


def _zone() -> ZoneInfo:
    return ZoneInfo(current_user.actor.zone if current_user.is_authenticated else "Asia/Shanghai")


def zone_code() -> str:
    """The zone in which times are shown, as browsers name it."""
    return _zone().key


def zone_name() -> str:
    """The zone in which times are shown, in words and as UTC offset."""
    zone = _zone()
    if zone.key == "Asia/Shanghai":
        return str(gettext("Beijing time (UTC+8)"))
    return str(get_timezone_name(zone, locale=get_locale()))


def when(value: datetime | int, style: str = "medium") -> str:
    """A time or a reading of the exam clock, as the reader writes it, in their unit's zone."""
    at = moment(value) if isinstance(value, int) else value
    pattern = PATTERNS[current()][style]
    return str(format_datetime(at.astimezone(_zone()), pattern, rebase=False))


def day(value: date) -> str:
    """A day without a time, as the reader writes it."""
    return str(format_date(value, PATTERNS[current()]["date"]))


PATTERNS = {
    "zh_Hans": {
        "medium": "y年M月d日 HH:mm",
        "date": "y年M月d日",
        "time": "HH:mm:ss",
        "minute": "HH:mm",
        "short": "M月d日 HH:mm",
    },
    "en": {
        "medium": "d MMM y, HH:mm",
        "date": "d MMM y",
        "time": "HH:mm:ss",
        "minute": "HH:mm",
        "short": "d MMM, HH:mm",
    },
}


def role_name(role: str) -> str:
    """A role in the reader's language."""
    return str(gettext(ROLE_NAMES[Role(role)]))


def act_name(act: str) -> str:
    """An act of the trail in the reader's language."""
    return str(gettext(ACT_NAMES.get(act, act)))


def kind_name(kind: str) -> str:
    """A kind of question in the reader's language."""
    return str(gettext(KINDS[kind].label))


def topic_name(code: str) -> str:
    """A topic in the reader's language."""
    names = topics().get(code)
    return names[content_language()] if names else code


def statute_name(code: str) -> str:
    """A statute in the reader's language: 《行政处罚法》, Administrative Penalty Law."""
    known = statutes().get(code)
    if known is None:
        return code
    return f"《{known.names['zh']}》" if content_language() == "zh" else known.names["en"]


def article_name(article: str) -> str:
    """An article in the reader's language: 第四十二条之一, article 42-1."""
    return article_in_words(article, content_language())


def articles_text(articles: Sequence[str]) -> str:
    """Several articles in the reader's language."""
    if content_language() == "zh":
        return "、".join(map(article_name, articles))
    numbers = ", ".join(articles)
    return f"article {numbers}" if len(articles) == 1 else f"articles {numbers}"


def number_text(value: Decimal | str) -> str:
    """A decimal without the zeros that say nothing."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def phrase_text(phrase: Phrase) -> str:
    """A sentence of the gate in the reader's language."""
    return str(gettext(phrase.message, **phrase.said(content_language())))


def points_text(value: Decimal | str) -> str:
    """So many points, in words."""
    text = number_text(value)
    return str(
        ngettext("%(points)s point", "%(points)s points", 1 if text == "1" else 2, points=text)
    )
