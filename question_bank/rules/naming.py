"""Articles and topics as people write them, as the codes that we know them by; never a guess."""

import re
from unicodedata import normalize

from question_bank.rules.citing import counted
from question_bank.rules.folding import fold
from question_bank.rules.statutes import Statutes, cited
from question_bank.rules.topics import Topics

LONGEST = 500
"""What is longer names no articles; it stays as it stands."""

_STATE = "中华人民共和国"
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = r"[0-9零〇一二三四五六七八九十百千]{1,9}"
_CHINESE = re.compile(
    rf"(?P<name>《[^《》]+》|[^《》第、；;，,]*?)\s*第?\s*(?P<article>{_NUMBER})\s*条"
    rf"(?:之(?P<inserted>{_NUMBER}))?(?:\s*第?\s*(?P<paragraph>{_NUMBER})\s*款)?"
)
_ENGLISH = re.compile(
    r"(?:(?P<name>.+?),? )?(?:article|art\.) (?P<article>[1-9][0-9]{0,3})"
    r"(?:-(?P<inserted>[1-9][0-9]?))?(?:,? (?:paragraph|para\.) (?P<paragraph>[1-9][0-9]?))?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[、；;，,]\s*(?![^《]*》)")


def refs_of(text: str, statutes: Statutes) -> tuple[str, ...]:
    """`penalty-law 42(1)` for 《行政处罚法》第四十二条第一款; nothing unless all is understood.

    Several articles may be named in a row; a later one without a statute is of the one before.
    """
    if len(text) > LONGEST:
        return ()
    plain = " ".join(normalize("NFKC", text).split())
    matches = [_ENGLISH.fullmatch(part.strip()) for part in plain.split(";")]
    if None in matches:
        matches = [_CHINESE.fullmatch(part.strip()) for part in _BETWEEN.split(plain)]
    found: list[str] = []
    code = None
    for match in matches:
        if match is None:
            return ()
        code = _code(match["name"], statutes) if match["name"] else code
        ref = _ref(code, match) if code else None
        if ref is None:
            return ()
        found.append(ref)
    return tuple(dict.fromkeys(found))


def topic_of(text: str, topics: Topics) -> str | None:
    """The code of the topic that has this name in some language, if it is the only one."""
    if text in topics:
        return text
    name = fold(text)
    codes = [each.code for each in topics.all if name in map(fold, each.names.values())]
    return codes[0] if len(codes) == 1 else None


def _code(name: str, statutes: Statutes) -> str | None:
    wanted = fold(name.strip("《》")).removeprefix(_STATE).strip()
    codes = [
        code
        for code, statute in statutes.items()
        if wanted in (fold(each).removeprefix(_STATE) for each in statute.names.values())
    ]
    return codes[0] if len(codes) == 1 else None


def _ref(code: str, match: re.Match[str]) -> str | None:
    article = _counted(match["article"])
    inserted = _counted(match["inserted"]) if match["inserted"] else 0
    paragraph = _counted(match["paragraph"]) if match["paragraph"] else 0
    if article is None or inserted is None or paragraph is None:
        return None
    tail = f"-{inserted}" if inserted else ""
    ref = f"{code} {article}{tail}" + (f"({paragraph})" if paragraph else "")
    return ref if cited(ref) else None


def _counted(text: str) -> int | None:
    """A number as statutes count, in digits or in Chinese; nothing for one that no statute has."""
    if text.isdecimal():
        return int(text) if 0 < int(text) < 10_000 else None
    plain = text.replace("〇", "零")
    total, digit = 0, 0
    for each in plain:
        if each in _UNITS:
            total += (digit or 1) * _UNITS[each]
            digit = 0
        else:
            digit = _DIGITS.get(each, 0)
    number = total + digit
    if not number:
        return None
    spelt = plain.removeprefix("一") if plain.startswith("一十") else plain
    return number if counted(number) == spelt else None
