"""The glossary: words of the trade in both languages, glossary.toml as values."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

FIELDS = {"zh", "en", "zh_means", "en_means", "module", "facts"}
_FACT = re.compile(r"F(?:-[A-Z0-9]+)+(?:/[A-Z0-9]+)*|[0-9]+(?:\.[0-9]+)+")


class Unfit(ValueError):
    """A term is not written as it must be."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word in both languages, what it means, the module that teaches it, and its facts."""

    zh: str
    en: str
    zh_means: str
    en_means: str
    module: str
    facts: tuple[str, ...]

    @property
    def said(self) -> str:
        """All that is said of it."""
        return "\n".join((self.zh, self.en, self.zh_means, self.en_means))


def parse(source: str) -> tuple[Term, ...]:
    """The terms in the order of the file. Raises Unfit, naming the term."""
    found = tuple(_term(each) for each in tomllib.loads(source).get("terms", []))
    for language in ("zh", "en"):
        twice = _repeated(getattr(each, language) for each in found)
        if twice:
            raise Unfit(f"'{twice}' stands twice")
    return found


def _term(said: dict[str, object]) -> Term:
    name = str(said.get("zh", said))
    if said.keys() != FIELDS:
        raise Unfit(f"'{name}' needs exactly the fields {', '.join(sorted(FIELDS))}")
    facts = said["facts"]
    if not isinstance(facts, list) or not facts or not all(_FACT.fullmatch(str(f)) for f in facts):
        raise Unfit(f"'{name}' must name the facts it rests on")
    words = {field: str(said[field]).strip() for field in FIELDS - {"facts"}}
    if not all(words.values()):
        raise Unfit(f"'{name}' has an empty field")
    return Term(**words, facts=tuple(map(str, facts)))


def _repeated(names: Iterable[str]) -> str | None:
    known: set[str] = set()
    for name in names:
        if name in known:
            return name
        known.add(name)
    return None
