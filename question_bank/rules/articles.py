"""Articles as people list them: 42, 44-46, 55-1, 第四十二条之一、第四十四条至第四十六条."""

import re
from functools import lru_cache
from unicodedata import normalize

from core.errors import N_, Refused
from question_bank.rules.citing import counted

HIGHEST = 1_999
_NUMBER = "[0-9]{1,4}|[零一二三四五六七八九十百千]{1,9}"
_ONE = rf"第?(?:{_NUMBER})条?(?:之(?:{_NUMBER}))?"
_PARAGRAPH = rf"(?:第(?:{_NUMBER})款|\([0-9]{{1,2}}\))"
_PIECE = re.compile(rf"({_ONE}){_PARAGRAPH}?(?:([-–—~至到])({_ONE}){_PARAGRAPH}?)?")
_PARTS = re.compile(rf"第?({_NUMBER})条?(?:之({_NUMBER}))?")
_LONE_PARAGRAPH = re.compile(_PARAGRAPH)
_TIGHT = re.compile(r"\s*([-–—~至到])\s*|\s+(?=\()")
_APART = re.compile(r"[,、;\s和及]+")


def read_articles(text: str) -> tuple[str, ...]:
    """The articles of a list in their order, each once; `42-1` is article 42 bis (之一).

    `44-46` is a range because it rises; `55-1` falls and is one article. A range holds the
    articles with a number of their own. A paragraph stands for its article. What cannot be
    read is refused.
    """
    plain = _TIGHT.sub(lambda found: found[1] or "", normalize("NFKC", text))
    found: set[str] = set()
    for piece in filter(None, _APART.split(plain)):
        if not (found and _LONE_PARAGRAPH.fullmatch(piece)):
            found |= _articles(piece)
    return tuple(sorted(found, key=place))


def place(article: str) -> tuple[int, int]:
    """Where an article stands among others: 42, 42-1, 42-2, 43."""
    number, _, inserted = article.partition("-")
    return int(number), int(inserted or 0)


def _articles(piece: str) -> set[str]:
    match = _PIECE.fullmatch(piece)
    if not match:
        raise _unreadable(piece)
    first, sign, last = match.groups()
    if last is None:
        return {_article(first)}
    begin, end = place(_article(first)), place(_article(last))
    if begin[1] or end[1]:
        raise _unreadable(piece)
    if begin < end:
        return {str(number) for number in range(begin[0], end[0] + 1)}
    if begin > end and sign == "-" and first.isdigit() and last.isdigit():
        return {f"{begin[0]}-{end[0]}"}
    raise _unreadable(piece)


def _article(text: str) -> str:
    match = _PARTS.fullmatch(text)
    if not match:
        raise _unreadable(text)
    number, inserted = _counted(match[1], text), match[2] and _counted(match[2], text)
    return f"{number}-{inserted}" if inserted else f"{number}"


def _counted(word: str, text: str) -> int:
    number = int(word) if word.isdigit() else _numbers().get(word, 0)
    if not 1 <= number <= HIGHEST:
        raise _unreadable(text)
    return number


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    return {counted(number): number for number in range(1, HIGHEST + 1)}


def _unreadable(piece: str) -> Refused:
    return Refused(
        N_("“%(text)s” is no article. Write for example: 42, 44-46, 55-1."), text=piece[:40]
    )
