"""Articles and topics as people write them, as the codes that we know them by; never a guess."""

import re
from unicodedata import normalize

from question_bank.rules.citing import counted
from question_bank.rules.folding import fold
from question_bank.rules.statutes import Statutes
from question_bank.rules.topics import Topics

_STATE = "中华人民共和国"
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = r"[0-9零〇一二三四五六七八九十百千]{1,9}"
_CHINESE = re.compile(
    rf"(?:《(?P<marked>[^《》]+)》|(?P<bare>[^《》第、；;，,]*?))\s*第?\s*(?P<article>{_NUMBER})\s*条"
    rf"(?:之(?P<inserted>{_NUMBER}))?(?:\s*第?\s*(?P<paragraph>{_NUMBER})\s*款)?"
)
_ENGLISH = re.compile(
    r"(?P<name>.+?),? (?:article|art\.) (?P<article>[0-9]{1,4}(?:-[0-9]{1,2})?)"
    r"(?:,? (?:paragraph|para\.) (?P<paragraph>[0-9]{1,2}))?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[、；;，,]\s*(?![^《]*》)")


def refs_of(text: str, statutes: Statutes) -> tuple[str, ...]:
    """`penalty-law 42(1)` for 《行政处罚法》第四十二条第一款; nothing unless all is understood.

    Several articles may be named in a row; a later one without a statute is of the one before.
    """
    plain = normalize("NFKC", text).strip()
    english = _ENGLISH.fullmatch(plain)
    if english:
        code = _code(english["name"], statutes)
        paragraph = f"({english['paragraph']})" if english["paragraph"] else ""
        return (f"{code} {english['article']}{paragraph}",) if code else ()
    found: list[str] = []
    code = None
    for part in _BETWEEN.split(plain):
        match = _CHINESE.fullmatch(part.strip())
        if match is None:
            return ()
        name = match["marked"] or match["bare"]
        code = _code(name, statutes) if name else code
        ref = _ref(code, match) if code else None
        if ref is None:
            return ()
        found.append(ref)
    return tuple(found)


def topic_of(text: str, topics: Topics) -> str | None:
    """The code of the topic that has this name in some language, if it is the only one."""
    if text in topics:
        return text
    name = fold(text)
    codes = [each.code for each in topics.all if name in map(fold, each.names.values())]
    return codes[0] if len(codes) == 1 else None


def _code(name: str, statutes: Statutes) -> str | None:
    wanted = fold(name).removeprefix(_STATE).strip()
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
    return f"{code} {article}{tail}" + (f"({paragraph})" if paragraph else "")


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
    return number if counted(number) in (plain, plain.removeprefix("一")) else None
