"""What somebody looks for in a list, as the address says it, and the way back from each of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from re import fullmatch
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import request, url_for

from accounts.session import current_actor
from question_bank.kinds import KINDS
from question_bank.queries import finding
from question_bank.queries.content import statutes, topics
from question_bank.queries.finding import Search
from question_bank.rules.folding import fold

LANGUAGES = ("zh", "en")
LACKING = "no-"
LONGEST = 100


def _one_of(*values: str) -> Callable[[str], str]:
    return lambda typed: typed if typed in values else ""


def _text(typed: str) -> str:
    return typed.replace("\x00", "")[:LONGEST].strip()


def _article(typed: str) -> str:
    typed = fold(typed)
    return typed if fullmatch(r"[0-9]{1,4}(-[0-9]{1,2})?", typed) else ""


def _number(lowest: int, highest: int) -> Callable[[str], str]:
    def read(typed: str) -> str:
        try:
            number = Decimal(typed)
        except InvalidOperation:
            return ""
        return typed if number.is_finite() and lowest <= number <= highest else ""

    return lambda typed: read(fold(typed)[:10])


def _whole(typed: str) -> str:
    typed = fold(typed)
    return typed if fullmatch(r"[1-9][0-9]{0,6}", typed) else ""


def _day(typed: str) -> str:
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        return ""


READERS: Mapping[str, Callable[[str], str]] = {
    "q": _text,
    "topic": lambda typed: typed if typed in topics() else "",
    "state": _one_of(*finding.STANDINGS),
    "statute": lambda typed: typed if typed in statutes() else "",
    "article": _article,
    "author": _text,
    "kind": _one_of(*KINDS),
    "pool": _one_of("practice", "exam"),
    "language": _one_of(*LANGUAGES, *(f"{LACKING}{each}" for each in LANGUAGES)),
    "difficulty": _one_of("easy", "medium", "hard"),
    "tag": _text,
    "confidence": _one_of("A", "A*", "B", "P", finding.UNCLEARED),
    "answered": _whole,
    "below": _number(0, 100),
    "above": _number(0, 100),
    "apart": _number(-1, 1),
    "used": _one_of(finding.NEVER, finding.BEFORE, finding.SINCE),
    "day": _day,
    "picture": _one_of("yes"),
    "order": _one_of(*finding.ORDERS[1:]),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: by its names in the address, and as a search."""

    terms: Mapping[str, str]
    search: Search

    def address(self, endpoint: str) -> str:
        """The address of a list that looks for this."""
        return "?".join(filter(None, [url_for(endpoint), urlencode(self.terms)]))

    def without(self, *names: str) -> dict[str, str]:
        """The address without some of it."""
        return {name: value for name, value in self.terms.items() if name not in names}

    @property
    def is_filtered(self) -> bool:
        """Whether anything is looked for, whatever the order."""
        return bool(self.without("order"))


def asked() -> Asked:
    """What this address looks for; what makes no sense in it is left out."""
    terms = {name: read(request.args.get(name, "")) for name, read in READERS.items()}
    if terms["used"] in (finding.BEFORE, finding.SINCE) and not terms["day"]:
        terms["used"] = ""
    if terms["used"] in ("", finding.NEVER):
        terms["day"] = ""
    given = {name: value for name, value in terms.items() if value}
    return Asked(given, _search(terms))


def search_asked() -> Search:
    """The search of this request."""
    return asked().search


def has_blanks() -> bool:
    """Whether a form left fields empty that stand in the address for nothing."""
    return "" in request.args.values()


def _search(terms: Mapping[str, str]) -> Search:
    page = request.args.get("page", "1")
    language, lacking = terms["language"], ""
    if language.startswith(LACKING):
        language, lacking = "", language.removeprefix(LACKING)
    return Search(
        standing=terms["state"],
        words=terms["q"],
        topic=terms["topic"],
        statute=terms["statute"],
        article=terms["article"],
        author=terms["author"],
        kind=terms["kind"],
        pool=terms["pool"],
        language=language,
        lacking=lacking,
        difficulty=terms["difficulty"],
        tag=terms["tag"],
        confidence=terms["confidence"],
        answered=int(terms["answered"]) if terms["answered"] else None,
        below=Decimal(terms["below"]) / 100 if terms["below"] else None,
        above=Decimal(terms["above"]) / 100 if terms["above"] else None,
        apart=Decimal(terms["apart"]) if terms["apart"] else None,
        used=terms["used"],
        used_at=_midnight(terms["day"]) if terms["day"] else None,
        has_picture=bool(terms["picture"]),
        order=terms["order"] or finding.NEWEST,
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )


def _midnight(day: str) -> datetime:
    """The beginning of a day in the reader's zone."""
    begins = datetime.combine(date.fromisoformat(day), time(), ZoneInfo(current_actor().zone))
    return begins.astimezone(UTC)
