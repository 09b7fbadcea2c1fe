"""The statutes that questions cite: their versions, and what a `ref` says."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from tomllib import loads

from core.errors import N_, Refused

LONGEST = 32
_CITED = re.compile(
    r"(?P<code>[a-z]+(?:-[a-z0-9]+)*) (?P<article>[0-9]{1,4}(?:-[0-9]{1,2})?)"
    r"(?:\((?P<paragraph>[0-9]{1,2})\))?"
)


@dataclass(frozen=True)
class Version:
    """One text of a statute. Dates and articles that are not on record are missing.

    `changed` names the articles that are new or other than in the version before, `removed`
    those that it no longer has; `articles` is how many it has, where that is another number.
    """

    name: str
    adopted: date | None = None
    in_force: date | None = None
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    articles: int | None = None

    @property
    def touches(self) -> frozenset[str]:
        """The articles of which what was written before must be looked at again."""
        return frozenset((*self.changed, *self.removed))


@dataclass(frozen=True)
class Statute:
    """A statute; the last version is the one in force, unless it was repealed."""

    code: str
    names: Mapping[str, str]
    versions: tuple[Version, ...] = ()
    articles: int | None = None
    confidence: str | None = None
    repealed: date | None = None

    def has(self, article: str) -> bool:
        """Whether the article can exist; where the number of articles is not known, any can."""
        number = _number(article)
        return number >= 1 and (self.articles is None or number <= self.articles)

    def without(self, article: str) -> Version | None:
        """The version that took an article out, unless a later one has it again."""
        found = None
        for version in self.versions:
            if article in version.removed:
                found = version
            elif article in version.changed:
                found = None
        return found


Statutes = Mapping[str, Statute]


@dataclass(frozen=True)
class Citation:
    """An article of a statute; `2-1` is article 2 bis (第二条之一)."""

    code: str
    article: str
    paragraph: int | None = None


def cited(ref: str) -> Citation | None:
    """What `penalty-law 42` or `penalty-law 42(1)` cites; nothing for a rule in words."""
    match = _CITED.fullmatch(ref)
    if not match:
        return None
    paragraph = match["paragraph"]
    return Citation(match["code"], match["article"], int(paragraph) if paragraph else None)


def articles(refs: Iterable[str]) -> list[tuple[str, str]]:
    """The articles that are cited, each once: statute code and article; no rules in words."""
    citations = [citation for citation in map(cited, refs) if citation]
    return sorted({(each.code, each.article) for each in citations if len(each.code) <= LONGEST})


def touched(changes: Version, code: str, refs: tuple[str, ...]) -> bool:
    """Whether a new version of a statute changes an article that is cited."""
    citations = [citation for citation in map(cited, refs) if citation]
    return any(each.code == code and each.article in changes.touches for each in citations)


def with_versions(known: Statutes, entered: Mapping[str, Sequence[Version]]) -> dict[str, Statute]:
    """The statutes with versions entered later, in the order in which they were entered."""
    return {code: _with(statute, entered.get(code, ())) for code, statute in known.items()}


def fault_of(statute: Statute, new: Version) -> Refused | None:
    """Why a version cannot be: it is there already, changes nothing, or names what cannot be."""
    if any(version.name == new.name for version in statute.versions):
        return already_listed(new.name)
    if not new.touches:
        return Refused(N_("Name the articles that this version changed or removed."))
    both = set(new.changed) & set(new.removed)
    if both:
        return Refused(
            N_("Article %(article)s cannot be changed and removed at once."), article=min(both)
        )
    counts = [count for count in (statute.articles, new.articles) if count]
    beyond = [each for each in new.touches if counts and _number(each) > max(counts)]
    if beyond:
        return Refused(
            N_("There is no article %(article)s: the statute has %(count)s articles."),
            article=min(beyond, key=_number),
            count=max(counts),
        )
    return None


def already_listed(name: str) -> Refused:
    """Why a version is not entered twice."""
    return Refused(N_("The version %(name)s is in the list already."), name=name)


def _number(article: str) -> int:
    return int(article.partition("-")[0])


def _with(statute: Statute, later: Sequence[Version]) -> Statute:
    counts = [version.articles for version in later if version.articles]
    return replace(
        statute,
        versions=(*statute.versions, *later),
        articles=counts[-1] if counts else statute.articles,
    )


def parse(text: str) -> dict[str, Statute]:
    """Statutes out of TOML, by code; raises ValueError for what is none."""
    return {code: _statute(code, table) for code, table in loads(text).items()}


def _statute(code: str, table: object) -> Statute:
    if (
        not isinstance(table, dict)
        or not _is_text(table.get("zh"))
        or not _is_text(table.get("en"))
    ):
        raise ValueError(f"the statute {code} has no names")
    return Statute(
        code=code,
        names={"zh": table["zh"], "en": table["en"]},
        versions=tuple(_version(code, each) for each in table.get("versions", [])),
        articles=table.get("articles"),
        confidence=table.get("confidence"),
        repealed=table.get("repealed"),
    )


def _version(code: str, table: Mapping[str, object]) -> Version:
    name, changed = table.get("name"), table.get("changed", [])
    if _is_text(name) and isinstance(changed, list):
        adopted, in_force = _date(table.get("adopted")), _date(table.get("in_force"))
        return Version(str(name), adopted, in_force, tuple(map(str, changed)))
    raise ValueError(f"a version of the statute {code} has no name")


def _date(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    raise ValueError("a date is written as 2021-07-15")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
